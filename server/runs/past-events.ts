import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { EventLog } from './event-log.ts'

/** Every event of a run so far, from a place on: read page by page, so that a long log is never held whole. */
export async function* pastEvents({ events }: { events: Pick<EventLog, 'read'> }, runId: string, after = 0) {
  for (let last = after; ; ) {
    const page: LoggedEvent[] = await events.read(runId, last)
    yield* page
    const end = page.at(-1)
    if (end === undefined || end.event === 'done') return
    last = end.id
  }
}
