import { isOver, type Turn } from './run-store.ts'

/** Asked while another works: runs of a session go one after another, so every later one waits. */
export const isWaiting = (turn: Turn, active: Turn | undefined): boolean =>
  active !== undefined && turn !== active && turn.delivery !== 'refused' && !isOver(turn.run)

/** When the run's own work began: a run that waited began with the end of the one before it. */
export function workBegan(turns: readonly Turn[], turn: Turn): string {
  const before = turns.slice(0, turns.indexOf(turn)).findLast(({ run }) => isOver(run) && run.seconds !== null)?.run
  if (!before || before.startedAt === '' || turn.run.startedAt === '') return turn.run.startedAt
  const end = new Date(Date.parse(before.startedAt) + (before.seconds ?? 0) * 1000).toISOString()
  return end > turn.run.startedAt ? end : turn.run.startedAt
}
