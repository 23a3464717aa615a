/** HTTP of sessions, their files and their kernel. */
import {
  Asked,
  ChangeSession,
  CreateSession,
  PageQuery,
  Question,
  RunPage,
  Session,
  SessionFiles,
  SessionPage,
  SessionsQuery,
  UploadedFiles,
  Variables,
} from '@codingagent/protocol/api.ts'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'

const params = z.object({ id: z.string().max(100) })
const tags = ['sessions']
const soon = (): never => {
  throw new Refusal('internal', 'This part is being built.')
}

export function sessionRoutes(app: Api): void {
  app.post(
    '/sessions',
    {
      schema: {
        tags,
        operationId: 'createSession',
        summary: 'Begin a session',
        body: CreateSession.optional(),
        response: { 201: Session },
      },
    },
    soon,
  )
  app.get(
    '/sessions',
    {
      schema: {
        tags,
        operationId: 'listSessions',
        summary: 'Sessions, the last used first; q searches titles and questions',
        querystring: SessionsQuery,
        response: { 200: SessionPage },
      },
    },
    soon,
  )
  app.get(
    '/sessions/:id',
    { schema: { tags, operationId: 'getSession', summary: 'One session', params, response: { 200: Session } } },
    soon,
  )
  app.patch(
    '/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'changeSession',
        summary: 'Rename, archive, choose the model',
        params,
        body: ChangeSession,
        response: { 200: Session },
      },
    },
    soon,
  )
  app.delete(
    '/sessions/:id',
    {
      schema: {
        tags,
        operationId: 'deleteSession',
        summary: 'Delete a session with its runs, files and variables',
        params,
        response: { 204: z.null() },
      },
    },
    soon,
  )
}

export function sessionFileRoutes(app: Api): void {
  app.post(
    '/sessions/:id/files',
    {
      schema: {
        tags,
        operationId: 'uploadFiles',
        summary: 'Upload files; many parts named "file" are allowed',
        params,
        consumes: ['multipart/form-data'],
        response: { 201: UploadedFiles },
      },
    },
    soon,
  )
  app.get(
    '/sessions/:id/files',
    {
      schema: {
        tags,
        operationId: 'listSessionFiles',
        summary: 'Files of a session: uploaded and generated, every version',
        params,
        response: { 200: SessionFiles },
      },
    },
    soon,
  )
}

export function sessionRunRoutes(app: Api): void {
  app.post(
    '/sessions/:id/query',
    {
      schema: {
        tags: ['runs'],
        operationId: 'ask',
        summary: 'Ask a question; with Accept: text/event-stream the answer is the event stream itself',
        params,
        body: Question,
        response: { 202: Asked },
      },
    },
    soon,
  )
  app.get(
    '/sessions/:id/runs',
    {
      schema: {
        tags: ['runs'],
        operationId: 'listRuns',
        summary: 'The history of a session, oldest first, each run with its folded state',
        params,
        querystring: PageQuery,
        response: { 200: RunPage },
      },
    },
    soon,
  )
  app.get(
    '/sessions/:id/variables',
    {
      schema: {
        tags,
        operationId: 'listVariables',
        summary: 'Variables alive in the session’s kernel',
        params,
        response: { 200: Variables },
      },
    },
    soon,
  )
  app.post(
    '/sessions/:id/kernel/restart',
    {
      schema: {
        tags,
        operationId: 'restartKernel',
        summary: 'A fresh kernel: variables are lost, files stay',
        params,
        response: { 204: z.null() },
      },
    },
    soon,
  )
}
