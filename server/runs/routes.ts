/** HTTP of runs: question, history, state, events, stop, steer. */
import { Asked, AskedOnce, Id, LAST_EVENT_ID, PageQuery, Question, Run, RunPage } from '@codingagent/protocol/api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { requireAccount } from '../accounts/require-account.ts'
import type { Api } from '../api.ts'
import type { Services } from '../services.ts'
import { findRun, type RunRow } from './find-run.ts'
import { pastEvents } from './past-events.ts'
import { followRun } from './follow-run.ts'
import { eventWithLink, runWithLinks } from './fresh-links.ts'
import { listRuns } from './list-runs.ts'
import { eventStreamHeaders } from './sse.ts'
import { startRun } from './start-run.ts'
import { stopRun } from './stop-run.ts'

const params = z.object({ id: Id })
const tags = ['runs']

/** Bodies of megabytes that were checked on their way in. */
const asIs = { serializerCompiler: () => (data: unknown) => JSON.stringify(data) }

const wants = (request: FastifyRequest, type: string): boolean => request.headers.accept?.includes(type) ?? false

function placeAfter(request: FastifyRequest, after: number | undefined): number {
  const header = request.headers['last-event-id']
  if (header === undefined || header === '') return after ?? 0
  const place = Number(header)
  if (!/^\d{1,10}$/.test(String(header)) || place > LAST_EVENT_ID)
    throw new Refusal('bad_request', 'Last-Event-ID must be the id of an event: 1, 2, 3 …')
  return place
}

function sendStream(
  services: Services,
  reply: FastifyReply,
  from: { run: Pick<RunRow, 'id' | 'finishedAt'>; after: number },
): FastifyReply {
  return reply.headers(eventStreamHeaders).send(followRun(services, from.run, from.after))
}

export function questionRoutes(app: Api, services: Services): void {
  app.post(
    '/sessions/:id/query',
    {
      schema: {
        tags,
        operationId: 'ask',
        summary: 'Ask a question; with Accept: text/event-stream the answer is the event stream itself',
        params,
        headers: AskedOnce,
        body: Question,
        produces: ['application/json', 'text/event-stream'],
        response: { 202: Asked },
      },
    },
    async (request, reply) => {
      const { id: accountId } = requireAccount(services)
      const key = request.headers['idempotency-key']
      const runId = await startRun(services, accountId, { ...request.body, sessionId: request.params.id, key })
      if (wants(request, 'text/event-stream')) {
        // The stream is no JSON: the route's schema does not describe it.
        reply.serializer(String)
        return sendStream(services, (reply as FastifyReply).code(200), {
          run: { id: runId, finishedAt: null },
          after: 0,
        }) as never
      }
      return reply.code(202).send({ runId })
    },
  )
  app.get(
    '/sessions/:id/runs',
    {
      ...asIs,
      schema: {
        tags,
        operationId: 'listRuns',
        summary: 'The history of a session, oldest first, each run with its folded state',
        params,
        querystring: PageQuery,
        response: { 200: RunPage },
      },
    },
    async request => {
      const { id: accountId } = requireAccount(services)
      const page = await listRuns(services, accountId, { sessionId: request.params.id, ...request.query })
      return { ...page, items: await Promise.all(page.items.map(run => runWithLinks(services, run))) }
    },
  )
}

export function runRoutes(app: Api, services: Services): void {
  app.get(
    '/runs/:id',
    {
      ...asIs,
      schema: { tags, operationId: 'getRun', summary: 'A run, folded from its events', params, response: { 200: Run } },
    },
    async request => {
      const run = await findRun(services, requireAccount(services).id, request.params.id)
      return runWithLinks(services, await services.states.of(run))
    },
  )
  app.get(
    '/runs/:id/events',
    {
      ...asIs,
      schema: {
        tags,
        operationId: 'runEvents',
        summary: 'Events of a run as they come, after Last-Event-ID or ?after=; a list with Accept: application/json',
        params,
        querystring: z.object({ after: z.coerce.number().int().min(0).max(LAST_EVENT_ID).optional() }),
        produces: ['text/event-stream', 'application/json'],
        response: { 200: z.array(LoggedEvent) },
      },
    },
    async (request, reply) => {
      const run = await findRun(services, requireAccount(services).id, request.params.id)
      // Whoever claims to have more than there is would wait beyond the end: what comes is news to them too.
      const after = Math.min(placeAfter(request, request.query.after), run.lastEventId)
      const asList = wants(request, 'application/json') && !wants(request, 'text/event-stream')
      if (!asList) return sendStream(services, reply as FastifyReply, { run, after }) as never
      const events: LoggedEvent[] = []
      for await (const event of pastEvents(services, run.id, after)) events.push(await eventWithLink(services, event))
      return events
    },
  )
  app.post(
    '/runs/:id/cancel',
    {
      ...asIs,
      schema: {
        tags,
        operationId: 'cancelRun',
        summary: 'Stop a run: its Python is interrupted, variables from before the cell are kept',
        params,
        response: { 202: Run },
      },
    },
    async (request, reply) => {
      const state = await stopRun(services, requireAccount(services).id, request.params.id)
      return reply.code(202).send(await runWithLinks(services, state))
    },
  )
  app.post(
    '/runs/:id/messages',
    {
      schema: {
        tags,
        operationId: 'sendMessage',
        summary: 'Say something while a run works: it becomes the next question',
        params,
        headers: AskedOnce,
        body: z.object({ text: Question.shape.question }),
        response: { 202: Asked },
      },
    },
    async (request, reply) => {
      const { id: accountId } = requireAccount(services)
      const {
        id: parentRunId,
        sessionId,
        model: otherwiseModel,
      } = await findRun(services, accountId, request.params.id)
      const key = request.headers['idempotency-key']
      const question = { sessionId, question: request.body.text, parentRunId, otherwiseModel, key }
      return reply.code(202).send({ runId: await startRun(services, accountId, question) })
    },
  )
}
