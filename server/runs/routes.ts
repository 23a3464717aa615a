/** HTTP of runs: state, events, stop, steer. */
import { Asked, Run } from '@codingagent/protocol/api.ts'
import { LoggedEvent } from '@codingagent/protocol/events.ts'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'

const params = z.object({ id: z.string().max(100) })
const tags = ['runs']
const soon = (): never => {
  throw new Refusal('internal', 'This part is being built.')
}

export function runRoutes(app: Api): void {
  app.get(
    '/runs/:id',
    {
      schema: { tags, operationId: 'getRun', summary: 'A run, folded from its events', params, response: { 200: Run } },
    },
    soon,
  )
  app.get(
    '/runs/:id/events',
    {
      schema: {
        tags,
        operationId: 'runEvents',
        summary: 'Events of a run as they come, after Last-Event-ID or ?after=; a list with Accept: application/json',
        params,
        querystring: z.object({ after: z.coerce.number().int().min(0).optional() }),
        produces: ['text/event-stream', 'application/json'],
        response: { 200: z.array(LoggedEvent) },
      },
    },
    soon,
  )
  app.post(
    '/runs/:id/cancel',
    {
      schema: {
        tags,
        operationId: 'cancelRun',
        summary: 'Stop a run: its Python is interrupted, variables from before the cell are kept',
        params,
        response: { 202: Run },
      },
    },
    soon,
  )
  app.post(
    '/runs/:id/messages',
    {
      schema: {
        tags,
        operationId: 'sendMessage',
        summary: 'Say something while a run works: it becomes the next question',
        params,
        body: z.object({ text: z.string().max(100_000) }),
        response: { 202: Asked },
      },
    },
    soon,
  )
}
