import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { Readable } from 'node:stream'
import type { Services } from '../services.ts'
import type { RunRow } from './find-run.ts'
import { eventWithLink } from './fresh-links.ts'
import { pastEvents } from './past-events.ts'
import { eventStream } from './sse.ts'

/** The events of a run after a place, past and future, as the body of an SSE response. */
export function followRun(services: Services, run: Pick<RunRow, 'id' | 'finishedAt'>, after: number): Readable {
  const gone = new AbortController()
  async function* events(): AsyncGenerator<LoggedEvent> {
    // A run that has ended has no future to wait for, also when the reader has seen its last event.
    const ended = run.finishedAt !== null
    const log = ended
      ? pastEvents({ events: services.endedLogs }, run.id, after)
      : services.events.follow(run.id, after, gone.signal)
    for await (const event of log) yield await eventWithLink(services, event)
  }
  return eventStream(events(), () => gone.abort())
}
