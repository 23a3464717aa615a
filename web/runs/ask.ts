/** What a person does to runs: ask, stop, try again. Each shows at once and tells the server after. */
import { ApiError, wordsOf } from '../api/api-error.ts'
import { askQuestion, cancelRun, readSession, sendMessage } from '../api/calls.ts'
import { follow } from './follow.ts'
import { tellOtherTabs } from './other-tabs.ts'
import {
  activeTurn,
  turnsOf,
  useRuns,
  withAccepted,
  withoutTurn,
  withQuestion,
  withSessionNamed,
  withTurn,
  NEW_SESSION,
} from './run-store.ts'

type Asking = {
  sessionId: string
  question: string
  model?: string | undefined
  /** Makes the session's row when it has none yet, and answers its id. */
  ensureSession: () => Promise<string>
}

let made = 0

/** The question stands on the screen before this function first waits. */
export async function ask({ sessionId, question, model, ensureSession }: Asking): Promise<void> {
  const key = `asked-${Date.now()}-${++made}`
  const busy = activeTurn(turnsOf(useRuns.getState(), sessionId))
  useRuns.setState(state => withQuestion(state, { sessionId, key, question }))
  try {
    const id = sessionId === NEW_SESSION ? await ensureSession() : sessionId
    if (sessionId === NEW_SESSION) useRuns.setState(state => withSessionNamed(state, id))
    const { runId } = await deliver(id, { question, ...(model === undefined ? {} : { model }) }, busy?.run.id)
    useRuns.setState(state => withAccepted(state, key, runId))
    tellOtherTabs(id)
    void follow(id, runId)
  } catch (error) {
    const refusal = { code: error instanceof ApiError ? error.code : 'internal', message: wordsOf(error) }
    useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, delivery: 'refused', refusal })))
  }
}

const refusedAs = (error: unknown, ...codes: string[]) => error instanceof ApiError && codes.includes(error.code)

/** While a run works, a question goes to it as a message and becomes the next one; either may have changed meanwhile. */
async function deliver(id: string, body: { question: string; model?: string }, busyRun: string | undefined) {
  if (busyRun !== undefined && busyRun !== '')
    try {
      return await sendMessage(busyRun, body.question)
    } catch (error) {
      if (!refusedAs(error, 'conflict', 'not_found')) throw error
    }
  try {
    return await askQuestion(id, body)
  } catch (error) {
    if (!refusedAs(error, 'session_busy')) throw error
    const { activeRunId } = await readSession(id)
    return activeRunId === null ? askQuestion(id, body) : sendMessage(activeRunId, body.question)
  }
}

/** Takes a question that was not sent off the screen; answers its words, so that they can go back to the question box. */
export function takeBack(sessionId: string, key: string): string {
  const words = turnsOf(useRuns.getState(), sessionId).find(turn => turn.key === key)?.run.question ?? ''
  useRuns.setState(state => withoutTurn(state, sessionId, key))
  return words
}

export async function stopRun(key: string, runId: string): Promise<void> {
  if (runId === '') return
  useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, stopping: true })))
  try {
    await cancelRun(runId)
  } catch {
    // The run goes on; the button is offered again.
    useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, stopping: false })))
  }
}
