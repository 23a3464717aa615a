/** What a person does to runs: ask, stop, try again. Each shows at once and tells the server after. */
import { ApiError, isLostLine, wordsOf } from '../api/api-error.ts'
import { askQuestion, cancelRun, listRuns, sendMessage } from '../api/calls.ts'
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

/** Questions of a session leave in the order they were asked in, also when they had to wait for the network. */
const leaving = new Map<string, Promise<void>>()

/** The question stands on the screen before this function first waits. Without a network it leaves once there is one. */
export async function ask({ sessionId, question, model, ensureSession }: Asking): Promise<void> {
  const key = `asked-${Date.now()}-${++made}`
  useRuns.setState(state => withQuestion(state, { sessionId, key, question }))
  const body = { question, ...(model === undefined ? {} : { model }) }
  const mine = (leaving.get(sessionId) ?? Promise.resolve()).then(async () => {
    try {
      const id = sessionId === NEW_SESSION ? await onLine(ensureSession) : sessionId
      if (sessionId === NEW_SESSION) useRuns.setState(state => withSessionNamed(state, id))
      const { runId } = await onLine(again => deliver(id, { key, body, again }))
      useRuns.setState(state => withAccepted(state, key, runId))
      tellOtherTabs(id)
      void follow(id, runId)
    } catch (error) {
      const refusal = { code: error instanceof ApiError ? error.code : 'internal', message: wordsOf(error) }
      useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, delivery: 'refused', refusal })))
    }
  })
  leaving.set(sessionId, mine)
  await mine
}

const networkBack = (): Promise<void> =>
  navigator.onLine
    ? Promise.resolve()
    : new Promise(done => window.addEventListener('online', () => done(), { once: true }))

/** Tries when there is a network, and anew when it went away meanwhile. `again` says that an earlier try may have arrived. */
async function onLine<Result>(attempt: (again: boolean) => Promise<Result>): Promise<Result> {
  for (let again = false; ; again = true) {
    await networkBack()
    try {
      return await attempt(again)
    } catch (error) {
      if (!isLostLine(error) || navigator.onLine) throw error
    }
  }
}

type Delivery = { key: string; body: { question: string; model?: string }; again: boolean }

async function deliver(id: string, { key, body, again }: Delivery): Promise<{ runId: string }> {
  const others = turnsOf(useRuns.getState(), id).filter(turn => turn.key !== key)
  const arrived = again ? await runOf(id, body.question, new Set(others.map(turn => turn.run.id))) : undefined
  return arrived === undefined ? send(id, body, activeTurn(others)?.run.id) : { runId: arrived }
}

/** The run of a question whose answer was lost on the way: the newest of these words that the screen does not know. */
async function runOf(id: string, question: string, known: ReadonlySet<string>): Promise<string | undefined> {
  let found: string | undefined
  let cursor: string | null | undefined
  do {
    const page = await listRuns(id, cursor ?? undefined)
    found = page.items.findLast(run => run.question === question && !known.has(run.id))?.id ?? found
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}

/**
 * While a run works, a question goes to it as a message and becomes the next one; that run may be gone meanwhile. A message is answered by
 * the model of the session, so a question for a chosen model goes to the session, where it waits for its turn all the same.
 */
async function send(id: string, body: { question: string; model?: string }, busyRun: string | undefined) {
  if (busyRun !== undefined && busyRun !== '' && body.model === undefined)
    try {
      return await sendMessage(busyRun, body.question)
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'not_found')) throw error
    }
  return askQuestion(id, body)
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
