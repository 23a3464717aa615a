/** The questions and answers of the sessions that were looked at, as the screen draws them. Pure changes, tested without React. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun } from '@codingagent/protocol/apply-event.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { create } from 'zustand'

/** A question with its answer. It stands on the screen before the server has heard of it, so its key is our own. */
export type Turn = {
  key: string
  /** `id` is empty until the server gave one. */
  run: RunState
  delivery: 'sending' | 'sent' | 'refused'
  /** Why a question has not left yet: until then it can be taken back. Null from the moment it leaves. */
  waitsFor: 'earlier' | 'network' | 'files' | null
  refusal: { code: string; message: string } | null
  /** Stop was pressed and the run has not ended yet. */
  stopping: boolean
}

export type Runs = {
  turns: Readonly<Record<string, readonly Turn[]>>
  /** Runs whose line is lost and tried again. */
  waiting: readonly string[]
}

/** The session that has no row on the server yet. */
export const NEW_SESSION = 'new'

export const useRuns = create<Runs>(() => ({ turns: {}, waiting: [] }))

const none: readonly Turn[] = []
export const turnsOf = (state: Runs, sessionId: string): readonly Turn[] => state.turns[sessionId] ?? none
export const isOver = (run: RunState): boolean => run.status !== 'queued' && run.status !== 'running'

/** The turn that works now: the first one sent that has not ended. */
export const activeTurn = (turns: readonly Turn[]): Turn | undefined =>
  turns.find(turn => turn.delivery !== 'refused' && !isOver(turn.run))

const withTurns = (state: Runs, sessionId: string, turns: readonly Turn[]): Runs => ({
  ...state,
  turns: { ...state.turns, [sessionId]: turns },
})

const turnOf = (run: RunState): Turn => ({
  key: run.id,
  run,
  delivery: 'sent',
  waitsFor: null,
  refusal: null,
  stopping: false,
})

/** The question at once, before any answer of the server. */
export function withQuestion(
  state: Runs,
  { sessionId, key, question }: { sessionId: string; key: string; question: string },
): Runs {
  const run = { ...emptyRun('', sessionId), question, startedAt: new Date().toISOString() }
  const turn: Turn = { ...turnOf(run), key, delivery: 'sending', waitsFor: 'earlier' }
  return withTurns(state, sessionId, [...turnsOf(state, sessionId), turn])
}

export function withTurn(state: Runs, key: string, change: (turn: Turn) => Turn): Runs {
  for (const [sessionId, turns] of Object.entries(state.turns))
    if (turns.some(turn => turn.key === key))
      return withTurns(
        state,
        sessionId,
        turns.map(turn => (turn.key === key ? change(turn) : turn)),
      )
  return state
}

/** The server took the question: its turn gets the run's id. History may have brought the same run already; one of them stays. */
export function withAccepted(state: Runs, key: string, runId: string): Runs {
  const named = withTurn(state, key, turn => ({ ...turn, delivery: 'sent', run: { ...turn.run, id: runId } }))
  const sessionId = Object.keys(named.turns).find(id => named.turns[id]?.some(turn => turn.key === key))
  if (sessionId === undefined) return named
  const turns = turnsOf(named, sessionId)
  const known = turns.find(turn => turn.run.id === runId && turn.key !== key)
  if (!known) return named
  const kept = turns.filter(turn => turn !== known)
  return withTurns(
    named,
    sessionId,
    kept.map(turn => (turn.key === key ? { ...turn, run: known.run } : turn)),
  )
}

export const withoutTurn = (state: Runs, sessionId: string, key: string): Runs =>
  withTurns(
    state,
    sessionId,
    turnsOf(state, sessionId).filter(turn => turn.key !== key),
  )

/** Moves what was asked before the session had a row to the row it got. */
export function withSessionNamed(state: Runs, sessionId: string): Runs {
  const { [NEW_SESSION]: moved, ...turns } = state.turns
  if (!moved) return state
  return { ...state, turns: { ...turns, [sessionId]: [...(turns[sessionId] ?? []), ...moved] } }
}

/** Runs as the server has them. What the stream has brought beyond that stays; what is still being sent stays last. */
export function withHistory(state: Runs, sessionId: string, history: readonly RunState[]): Runs {
  const known = turnsOf(state, sessionId)
  const inOrder = [...history].sort((a, b) => order(a).localeCompare(order(b)))
  const turns = inOrder.map(run => {
    const turn = known.find(t => t.run.id === run.id)
    if (!turn) return turnOf(run)
    return run.lastEventId > turn.run.lastEventId ? { ...turn, run } : turn
  })
  const unheard = known.filter(turn => !history.some(run => run.id === turn.run.id))
  const next = [...turns, ...unheard]
  if (next.length === known.length && next.every((turn, index) => turn === known[index])) return state
  return withTurns(state, sessionId, next)
}

/** A run that has not begun has no time yet and comes last. */
const order = (run: RunState): string => (run.startedAt === '' ? '9' : run.startedAt)

/** Folds events in, each once: an event whose place in the log was passed already changes nothing. */
export function withEvents(state: Runs, events: ReadonlyMap<string, readonly LoggedEvent[]>): Runs {
  const turns: Record<string, readonly Turn[]> = { ...state.turns }
  for (const [sessionId, list] of Object.entries(state.turns))
    if (list.some(turn => events.has(turn.run.id)))
      turns[sessionId] = list.map(turn => grown(turn, events.get(turn.run.id)))
  return { ...state, turns }
}

function grown(turn: Turn, events: readonly LoggedEvent[] | undefined): Turn {
  if (!events) return turn
  const run = events.reduce(
    (state, event) => (event.id > state.lastEventId ? applyEvent(state, event) : state),
    turn.run,
  )
  return run === turn.run ? turn : { ...turn, run, stopping: turn.stopping && !isOver(run) }
}

export function withLine(state: Runs, runId: string, line: 'live' | 'waiting'): Runs {
  const others = state.waiting.filter(id => id !== runId)
  if (line === 'live') return others.length === state.waiting.length ? state : { ...state, waiting: others }
  return { ...state, waiting: [...others, runId] }
}
