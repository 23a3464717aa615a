/** Runs as their events tell them. One that has ended stays as it is, so it is kept at hand. */
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { LRUCache } from 'lru-cache'
import type { RunRow } from './find-run.ts'
import { pastEvents } from './past-events.ts'
import type { EventLog } from './event-log.ts'

/** Characters of ended runs that are kept at hand, as JSON. */
const MOST_KEPT = 32_000_000

export interface RunStates {
  of(run: Pick<RunRow, 'id' | 'sessionId' | 'finishedAt'>): Promise<RunState>
}

export function runStates(events: Pick<EventLog, 'read'>, mostKept = MOST_KEPT): RunStates {
  const ended = new LRUCache<string, RunState>({
    maxSize: mostKept,
    sizeCalculation: state => JSON.stringify(state).length,
  })
  return {
    async of(run) {
      const known = ended.get(run.id)
      if (known !== undefined) return known
      let state = emptyRun(run.id, run.sessionId)
      for await (const event of pastEvents({ events }, run.id)) state = applyEvent(state, event)
      // A row that was read before the end says less than the log, which was read after it: then it is not kept, and read again.
      if (run.finishedAt !== null) ended.set(run.id, state)
      return state
    },
  }
}
