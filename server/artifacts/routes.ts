/** HTTP of artifacts: metadata, table pages, passport, bytes. */
import { Id, RowsQuery } from '@codingagent/protocol/api.ts'
import { Artifact, Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { requireAccount } from '../accounts/require-account.ts'
import type { Api } from '../api.ts'
import type { Services } from '../services.ts'
import { findArtifact, linkedArtifact, shownArtifact } from './artifact-rows.ts'
import { deleteArtifact } from './delete-artifact.ts'
import { profileArtifact } from './profile-artifact.ts'
import { sendBytes } from './send-bytes.ts'
import { checkLink } from './signed-links.ts'
import { tableRows } from './table-rows.ts'

const params = z.object({ id: Id })
const tags = ['artifacts']

export function artifactRoutes(app: Api, services: Services): void {
  const find = (id: string) => findArtifact(services, requireAccount(services).id, id)

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
    async request => shownArtifact(services, await find(request.params.id)),
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
    async (request, reply) => {
      await deleteArtifact(services, await find(request.params.id))
      return reply.code(204).send(null)
    },
  )
  app.get(
    '/artifacts/:id/rows',
    {
      // A page may hold a hundred thousand cells, checked already.
      serializerCompiler: () => data => JSON.stringify(data),
      schema: {
        tags,
        operationId: 'artifactRows',
        summary: 'A page of a table, sorted and filtered',
        description:
          'Cells are the values as they are. Who writes them to CSV for a spreadsheet puts an apostrophe before texts that begin with =, +, -, @, a tab or a carriage return, which would run there as formulas; the screen does so when it saves rows.',
        params,
        querystring: RowsQuery,
        response: { 200: TablePage },
      },
    },
    async request => tableRows(services, await find(request.params.id), request.query),
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
    async request => profileArtifact(services, await find(request.params.id)),
  )
}

export function fileRoutes(app: Api, services: Services): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/files/:id/:name',
    schema: {
      tags,
      operationId: 'downloadFile',
      summary: 'The bytes, by signed link alone; ranges are honoured',
      params: z.object({ id: Id, name: z.string().max(1000) }),
      querystring: z.object({
        expires: z.coerce.number().int(),
        signature: z.string().max(200),
        download: z.stringbool().default(false),
      }),
      produces: ['application/octet-stream'],
    },
    async handler(request, reply) {
      const { id, name } = request.params
      const { expires, signature, download } = request.query
      checkLink({ id, name, expires, signature }, services.secret)
      const row = await linkedArtifact(services, id)
      const { range, 'if-none-match': ifNoneMatch, 'sec-fetch-dest': destination } = request.headers
      const wanted = { range, ifNoneMatch, download, head: request.method === 'HEAD', destination }
      return sendBytes(services, row, { reply: reply as FastifyReply, wanted })
    },
  })
}
