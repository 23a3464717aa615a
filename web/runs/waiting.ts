import type { Turn } from './run-store.ts'

/** Asked while another works, and not begun yet. */
export const isWaiting = (turn: Turn, active: Turn | undefined): boolean =>
  active !== undefined && turn !== active && turn.delivery !== 'refused' && turn.run.status === 'queued'
