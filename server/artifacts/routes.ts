/** HTTP of artifacts: metadata, table pages, passport, bytes. */
import { RowsQuery } from '@codingagent/protocol/api.ts'
import { Artifact, Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'

const params = z.object({ id: z.string().max(100) })
const tags = ['artifacts']
const soon = (): never => {
  throw new Refusal('internal', 'This part is being built.')
}

export function artifactRoutes(app: Api): void {
  app.get(
    '/artifacts/:id',
    {
      schema: {
        tags,
        operationId: 'getArtifact',
        summary: 'An artifact with a fresh signed link',
        params,
        response: { 200: Artifact },
      },
    },
    soon,
  )
  app.delete(
    '/artifacts/:id',
    {
      schema: {
        tags,
        operationId: 'deleteArtifact',
        summary: 'Delete an artifact and its bytes',
        params,
        response: { 204: z.null() },
      },
    },
    soon,
  )
  app.get(
    '/artifacts/:id/rows',
    {
      schema: {
        tags,
        operationId: 'artifactRows',
        summary: 'A page of a table, sorted and filtered',
        params,
        querystring: RowsQuery,
        response: { 200: TablePage },
      },
    },
    soon,
  )
  app.get(
    '/artifacts/:id/profile',
    {
      schema: {
        tags,
        operationId: 'artifactProfile',
        summary: 'The data passport',
        params,
        response: { 200: Profile },
      },
    },
    soon,
  )
}

export function fileRoutes(app: Api): void {
  app.get(
    '/files/:id/:name',
    {
      schema: {
        tags,
        operationId: 'downloadFile',
        summary: 'The bytes, by signed link alone; ranges are honoured',
        params: z.object({ id: z.string().max(100), name: z.string().max(1000) }),
        querystring: z.object({
          expires: z.coerce.number().int(),
          signature: z.string().max(200),
          download: z.stringbool().default(false),
        }),
        produces: ['application/octet-stream'],
      },
    },
    soon,
  )
}
