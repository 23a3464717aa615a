/** Logs of runs that have ended, for who reads them as a stream: nothing is added to them, so any number of readers share what one has read. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { LRUCache } from 'lru-cache'
import type { EventLog } from './event-log.ts'

/** Characters of events that are kept at hand, as JSON. */
const MOST_KEPT = 16_000_000

type Place = { runId: string; after: number }

/** `read` is for runs that were known to have ended before it was called. */
export function endedLogs(events: Pick<EventLog, 'read'>, mostKept = MOST_KEPT): Pick<EventLog, 'read'> {
  const pages = new LRUCache<string, LoggedEvent[], Place>({
    maxSize: mostKept,
    sizeCalculation: page => JSON.stringify(page).length,
    // Whoever comes while a page is read waits for that reading; one that failed is not kept.
    fetchMethod: (_key, _stale, { context }) => events.read(context.runId, context.after),
  })
  return {
    read: async (runId, after) => (await pages.fetch(`${runId} ${after}`, { context: { runId, after } })) ?? [],
  }
}
