import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { Readable } from 'node:stream'
import type { Services } from '../services.ts'
import { eventWithLink } from './fresh-links.ts'
import { eventStream } from './sse.ts'

/** The events of a run after a place, past and future, as the body of an SSE response. */
export function followRun(services: Services, runId: string, after: number): Readable {
  const gone = new AbortController()
  async function* events(): AsyncGenerator<LoggedEvent> {
    for await (const event of services.events.follow(runId, after, gone.signal))
      yield await eventWithLink(services, event)
  }
  return eventStream(events(), () => gone.abort())
}
