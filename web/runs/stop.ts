/** Stop, as a person means it: of a run that works, of a question that waits its turn, and of one that has not left yet. */
import { putBack } from '../sessions/put-back.ts'
import { stopRun, takeBack } from './ask.ts'
import type { Turn } from './run-store.ts'

const hasNotLeft = ({ run, waitsFor }: Turn): boolean => run.id === '' && waitsFor !== null

/** Not while it is on its way: nobody knows then whether it arrived. */
export const canStop = (turn: Turn): boolean => !turn.stopping && (turn.run.id !== '' || hasNotLeft(turn))

/** A run ends; a question that has not left goes back to the box. */
export function stop(sessionId: string, turn: Turn): void {
  if (hasNotLeft(turn)) putBack(sessionId, takeBack(sessionId, turn.key))
  else void stopRun(turn.key, turn.run.id)
}

/** The same, for a question that its asker does not want any more. */
export function remove(sessionId: string, turn: Turn): void {
  if (hasNotLeft(turn)) takeBack(sessionId, turn.key)
  else void stopRun(turn.key, turn.run.id)
}
