/** What a person does to runs: ask, stop, try again. Each shows at once and tells the server after. */
import { ApiError, isLostLine, wordsOf } from '../api/api-error.ts'
import { askQuestion, cancelRun, sendMessage } from '../api/calls.ts'
import { arrival, clearDone } from '../files/upload-store.ts'
import { follow } from './follow.ts'
import { holdWhile, inTurn, take } from './one-tab.ts'
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
  type Turn,
} from './run-store.ts'
import { forgetUnsent, keepUnsent, newKey, unsentOf, type Refusal, type Unsent } from './unsent.ts'

type Asking = {
  sessionId: string
  question: string
  model?: string | undefined
  /** Makes the session's row when it has none yet, and answers its id. */
  ensureSession: () => Promise<string>
}
type Sending = Unsent & Pick<Asking, 'sessionId' | 'ensureSession'>

/** Questions of a session leave in the order they were asked in, also when they had to wait for the network. */
const leaving = new Map<string, Promise<void>>()
/** How a question that was not sent is sent again. */
const refused = new Map<string, Sending>()
/** Questions that were taken back before they left, until their sender has heard of it. */
const takenBack = new Set<string>()
/** Ends the waiting of a question that is taken back, so that those behind it get on. */
const held = new Map<string, () => void>()

/**
 * The question stands on the screen before this function first waits. It leaves once there is a network and the files given with it are there.
 */
export function ask({ question, model, ...where }: Asking): Promise<void> {
  const unsent: Unsent = { key: newKey(), question, ...(model !== undefined && { model }) }
  keepUnsent(where.sessionId, unsent)
  return send({ ...unsent, ...where })
}

type Unanswered = Pick<Asking, 'sessionId' | 'ensureSession'>

/**
 * Sends what was asked here before the page was closed, or came anew, and was not answered for; what was refused stands there as that. Sent
 * by two tabs to a session that is there, a question is asked once; of a new session each tab would make its own, so one tab takes them all.
 */
export function askUnsent(where: Unanswered): void {
  const mine = (): Unsent[] => {
    const known = new Set(turnsOf(useRuns.getState(), where.sessionId).map(turn => turn.key))
    return unsentOf(where.sessionId).filter(({ key }) => !known.has(key))
  }
  for (const unsent of mine()) {
    if (unsent.refusal) showRefused({ ...unsent, ...where }, unsent.refusal)
    else if (where.sessionId !== NEW_SESSION) void send({ ...unsent, ...where })
  }
  if (where.sessionId === NEW_SESSION) void inTurn(NEW_SESSION, () => takeUnsent(mine, where))
}

async function takeUnsent(mine: () => Unsent[], where: Unanswered): Promise<void> {
  const taken: { key: string; giveBack: () => void }[] = []
  for (const { key } of mine()) {
    const giveBack = await take(key)
    if (giveBack) taken.push({ key, giveBack })
  }
  // Together, because the first that arrives takes the others along. Whoever held one may have sent it in this moment.
  const left = new Map(mine().map(unsent => [unsent.key, unsent]))
  for (const { key, giveBack } of taken) {
    const unsent = left.get(key)
    if (unsent) void send({ ...unsent, ...where }).finally(giveBack)
    else giveBack()
  }
}

function showRefused(sending: Sending, refusal: Refusal): void {
  const { sessionId, key, question } = sending
  refused.set(key, sending)
  useRuns.setState(state =>
    withTurn(withQuestion(state, { sessionId, key, question }), key, turn => ({
      ...turn,
      delivery: 'refused',
      refusal,
    })),
  )
}

async function send(sending: Sending): Promise<void> {
  const { sessionId, key, question } = sending
  useRuns.setState(state => withQuestion(state, { sessionId, key, question }))
  const mine = (leaving.get(sessionId) ?? Promise.resolve()).then(() => deliver(sending))
  leaving.set(sessionId, mine)
  if (sessionId === NEW_SESSION) holdWhile(key, mine)
  await mine
}

async function deliver(sending: Sending): Promise<void> {
  const { key } = sending
  try {
    await waitFor(key, 'network', networkBack())
    if (takenBack.delete(key)) return
    const id = await onLine(key, () => placeOf(sending))
    await waitFor(key, 'files', arrival(id))
    if (takenBack.delete(key)) return
    clearDone(id)
    const { runId } = await onLine(key, () => post(id, sending))
    // Taken back when it may have arrived: sent once more, it is known by its key, and can be stopped.
    if (takenBack.delete(key)) return void cancelRun(runId).catch(() => {})
    forgetUnsent(id, key)
    useRuns.setState(state => withAccepted(state, key, runId))
    tellOtherTabs(id)
    void follow(id, runId)
  } catch (error) {
    if (takenBack.delete(key)) return
    const id = sessionOf(sending)
    refused.set(key, { ...sending, sessionId: id })
    const refusal = { code: error instanceof ApiError ? error.code : 'internal', message: wordsOf(error) }
    // A refusal is an answer. Of a lost line, or a server in trouble, nobody knows whether the question arrived.
    if (error instanceof ApiError && error.status >= 400 && error.status < 500)
      keepUnsent(id, {
        key,
        question: sending.question,
        ...(sending.model !== undefined && { model: sending.model }),
        refusal,
      })
    useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, delivery: 'refused', refusal })))
  }
}

/** Says of the question what it waits for until that has come, or the question was taken back. */
async function waitFor(key: string, waitsFor: 'network' | 'files', coming: Promise<void> | null): Promise<void> {
  const tell = (reason: Turn['waitsFor']) =>
    useRuns.setState(state => withTurn(state, key, turn => ({ ...turn, waitsFor: reason })))
  if (coming) {
    tell(waitsFor)
    await Promise.race([coming, new Promise<void>(letGo => held.set(key, letGo))])
    held.delete(key)
  }
  tell(null)
}

/** Where the question stands now: what was asked before the session had a row moves to the row it got. */
const sessionOf = ({ key, sessionId }: Sending): string =>
  Object.entries(useRuns.getState().turns).find(([, turns]) => turns.some(turn => turn.key === key))?.[0] ?? sessionId

async function placeOf(sending: Sending): Promise<string> {
  const before = sessionOf(sending)
  if (before !== NEW_SESSION) return before
  const id = await sending.ensureSession()
  useRuns.setState(state => withSessionNamed(state, id))
  for (const unsent of unsentOf(NEW_SESSION)) {
    keepUnsent(id, unsent)
    forgetUnsent(NEW_SESSION, unsent.key)
  }
  return id
}

const networkBack = (): Promise<void> | null =>
  navigator.onLine ? null : new Promise(done => window.addEventListener('online', () => done(), { once: true }))

/** Tries when there is a network, and anew when it went away meanwhile. */
async function onLine<Result>(key: string, attempt: () => Promise<Result>): Promise<Result> {
  for (;;) {
    await waitFor(key, 'network', networkBack())
    try {
      return await attempt()
    } catch (error) {
      if (!isLostLine(error) || navigator.onLine) throw error
    }
  }
}

/**
 * While a run works, a question goes to it as a message and becomes the next one; that run may be gone meanwhile. A message is answered by
 * the model of the session, so a question for a chosen model goes to the session, where it waits for its turn all the same.
 */
async function post(id: string, { key, question, model }: Unsent): Promise<{ runId: string }> {
  const others = turnsOf(useRuns.getState(), id).filter(turn => turn.key !== key)
  const busy = activeTurn(others)?.run.id ?? ''
  if (busy === '') return askQuestion(id, { key, question, ...(model !== undefined && { model }) })
  if (model !== undefined) return askQuestion(id, { key, question, model, parentRunId: busy })
  try {
    return await sendMessage(busy, { key, text: question })
  } catch (error) {
    if (!(error instanceof ApiError && error.code === 'not_found')) throw error
    return askQuestion(id, { key, question })
  }
}

/** Takes a question that was not sent off the screen; answers its words, so that they can go back to the question box. */
export function takeBack(sessionId: string, key: string): string {
  const turn = turnsOf(useRuns.getState(), sessionId).find(known => known.key === key)
  if (turn?.delivery === 'sending') {
    takenBack.add(key)
    held.get(key)?.()
  }
  useRuns.setState(state => withoutTurn(state, sessionId, key))
  forgetUnsent(sessionId, key)
  refused.delete(key)
  return turn?.run.question ?? ''
}

/** Sends a question that was not sent anew, as the same question: should the first one have arrived after all, it is asked once. */
export async function tryAgain(sessionId: string, key: string): Promise<void> {
  const sending = refused.get(key)
  if (!sending) return
  takeBack(sessionId, key)
  const { refusal: _, ...again } = sending
  keepUnsent(sessionId, again)
  await send({ ...again, sessionId })
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
