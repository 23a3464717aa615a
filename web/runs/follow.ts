/** Keeps the store up with runs that work: one line for each, however many views look. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { queryClient } from '../api/query-client.ts'
import { followRun } from '../api/run-events.ts'
import { frameBuffer } from './frame-buffer.ts'
import { isOver, turnsOf, useRuns, withEvents, withLine } from './run-store.ts'

const lines = new Map<string, AbortController>()

const buffer = frameBuffer<{ runId: string; event: LoggedEvent }>(arrived => {
  const byRun = new Map<string, LoggedEvent[]>()
  for (const { runId, event } of arrived) byRun.set(runId, [...(byRun.get(runId) ?? []), event])
  useRuns.setState(state => withEvents(state, byRun))
})

/** What lists show changes with these: files of the session, its title, which run works. */
function tellQueries(sessionId: string, event: LoggedEvent) {
  switch (event.event) {
    case 'run_started':
      void queryClient.invalidateQueries({ queryKey: ['sessions'] })
      void queryClient.invalidateQueries({ queryKey: ['session', sessionId] })
      break
    case 'file_ready':
    case 'artifact':
      void queryClient.invalidateQueries({ queryKey: ['files', sessionId] })
      break
    case 'step_done':
      void queryClient.invalidateQueries({ queryKey: ['variables', sessionId] })
      break
    case 'done':
      void queryClient.invalidateQueries({ queryKey: ['sessions'] })
      void queryClient.invalidateQueries({ queryKey: ['session', sessionId] })
      void queryClient.invalidateQueries({ queryKey: ['files', sessionId] })
      break
    default:
  }
}

export async function follow(sessionId: string, runId: string): Promise<void> {
  const known = turnsOf(useRuns.getState(), sessionId).find(turn => turn.run.id === runId)
  // Behind the end of a log nothing comes: asking for it would look like a line lost for ever.
  if (lines.has(runId) || (known && isOver(known.run))) return
  const line = new AbortController()
  lines.set(runId, line)
  const end = await followRun({
    runId,
    after: known?.run.lastEventId ?? 0,
    signal: line.signal,
    onLine: state => useRuns.setState(runs => withLine(runs, runId, state)),
    onEvent: event => {
      buffer.add({ runId, event })
      tellQueries(sessionId, event)
    },
  })
  buffer.flush()
  lines.delete(runId)
  useRuns.setState(runs => withLine(runs, runId, 'live'))
  if (end === 'gone') await queryClient.invalidateQueries({ queryKey: ['runs', sessionId] })
}

/** Follows every run of the session that has not ended. */
export function followAll(sessionId: string): void {
  for (const { run } of turnsOf(useRuns.getState(), sessionId))
    if (run.id !== '' && !isOver(run)) void follow(sessionId, run.id)
}

export function unfollow(sessionId: string): void {
  for (const { run } of turnsOf(useRuns.getState(), sessionId)) lines.get(run.id)?.abort()
}
