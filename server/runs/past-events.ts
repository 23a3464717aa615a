/** A run's log from a place on, read page by page. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { EventLog } from './event-log.ts'

/** Every event of the run so far, page by page. */
export async function* pastEvents({ events }: { events: Pick<EventLog, 'read'> }, runId: string, after = 0) {
  for (let last = after; ; ) {
    const page: LoggedEvent[] = await events.read(runId, last)
    yield* page
    const end = page.at(-1)
    if (end === undefined || end.event === 'done') return
    last = end.id
  }
}
