/** HTTP of sessions, their files and their kernel. */
import type { IncomingMessage } from 'node:http'
import {
  ChangeSession,
  CreateSession,
  Id,
  Session,
  SessionFiles,
  SessionPage,
  SessionsQuery,
  UploadedFiles,
  Variables,
} from '@codingagent/protocol/api.ts'
import { z } from 'zod'
import { requireAccount } from '../accounts/require-account.ts'
import type { Api } from '../api.ts'
import type { Services } from '../services.ts'
import { changeSession } from './change-session.ts'
import { createSession } from './create-session.ts'
import { deleteSession } from './delete-session.ts'
import { readSession } from './find-session.ts'
import { listFiles } from './list-files.ts'
import { listSessions } from './list-sessions.ts'
import { listVariables, restartKernel } from './session-kernel.ts'
import { uploadFiles } from './upload-files.ts'

const params = z.object({ id: Id })
const tags = ['sessions']

export function sessionRoutes(app: Api, services: Services): void {
  app.post(
    '/sessions',
    {
      schema: {
        tags,
        operationId: 'createSession',
        summary: 'Begin a session',
        body: CreateSession.nullish(),
        response: { 201: Session },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await createSession(services, requireAccount(services).id, request.body ?? {})),
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
    request => listSessions(services, requireAccount(services).id, request.query),
  )
  app.get(
    '/sessions/:id',
    { schema: { tags, operationId: 'getSession', summary: 'One session', params, response: { 200: Session } } },
    request => readSession(services, requireAccount(services).id, request.params.id),
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
    request => changeSession(services, requireAccount(services).id, { id: request.params.id, ...request.body }),
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
    async (request, reply) => {
      await deleteSession(services, requireAccount(services).id, request.params.id)
      return reply.code(204).send(null)
    },
  )
}

/** Milliseconds. */
const DRAIN = 15_000

/**
 * A client that is still sending reads the refusal only when its bytes are taken: they are, and thrown away, for a while; then the
 * connection ends.
 */
function drain(request: IncomingMessage): void {
  if (request.readableEnded || request.destroyed) return
  request.unpipe()
  request.resume()
  const timer = setTimeout(() => request.destroy(), DRAIN)
  request.once('close', () => clearTimeout(timer))
}

export function sessionFileRoutes(app: Api, services: Services): void {
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
    async (request, reply) => {
      const upload = { sessionId: request.params.id, parts: request.files() }
      try {
        const files = await uploadFiles(services, requireAccount(services).id, upload)
        return await reply.code(201).send({ files })
      } catch (error) {
        drain(request.raw)
        reply.header('connection', 'close')
        throw error
      }
    },
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
    request => listFiles(services, requireAccount(services).id, request.params.id),
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
    request => listVariables(services, requireAccount(services).id, request.params.id),
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
    async (request, reply) => {
      await restartKernel(services, requireAccount(services).id, request.params.id)
      return reply.code(204).send(null)
    },
  )
}
