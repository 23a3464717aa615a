import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { emptyRun } from '@codingagent/protocol/apply-event.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { expect, test } from 'vitest'
import {
  activeTurn,
  isOver,
  NEW_SESSION,
  turnsOf,
  withAccepted,
  withEvents,
  withHistory,
  withLine,
  withoutTurn,
  withQuestion,
  withSessionNamed,
  withTurn,
  type Runs,
} from './run-store.ts'

const empty: Runs = { turns: {}, waiting: [] }
const asked = (state: Runs, key: string, sessionId = 's') =>
  withQuestion(state, { sessionId, key, question: `${key}?` })
const run = (id: string, more: Partial<RunState> = {}): RunState => ({
  ...emptyRun(id, 's'),
  status: 'answered',
  startedAt: `2026-01-01T00:00:0${id.at(-1)}Z`,
  ...more,
})
const text = (id: number, words: string): LoggedEvent => ({ id, event: 'text', data: { text: words } })
const done = (id: number): LoggedEvent => ({ id, event: 'done', data: { status: 'answered' } })
const only = (state: Runs) => turnsOf(state, 's')

test('a question stands there before the server knows of it', () => {
  const [turn] = only(asked(empty, 'a'))
  expect(turn).toMatchObject({ key: 'a', delivery: 'sending', run: { id: '', question: 'a?', status: 'queued' } })
})

test('an accepted question gets its run, and events of that run grow it', () => {
  let state = withAccepted(asked(empty, 'a'), 'a', 'r1')
  state = withEvents(state, new Map([['r1', [text(1, 'Hel'), text(2, 'lo')]]]))
  expect(only(state)[0]).toMatchObject({
    key: 'a',
    delivery: 'sent',
    run: { id: 'r1', answer: 'Hello', lastEventId: 2 },
  })
})

test('an event counts once, however often it comes', () => {
  let state = withAccepted(asked(empty, 'a'), 'a', 'r1')
  const once = new Map([['r1', [text(1, 'Hel'), text(2, 'lo')]]])
  state = withEvents(withEvents(state, once), once)
  expect(only(state)[0]?.run.answer).toBe('Hello')
})

test('turns that events do not touch stay the same object', () => {
  const state = withAccepted(asked(asked(empty, 'a'), 'b'), 'b', 'r2')
  const next = withEvents(state, new Map([['r2', [text(1, 'x')]]]))
  expect(only(next)[0]).toBe(only(state)[0])
  expect(only(next)[1]).not.toBe(only(state)[1])
})

test('history that already brought the run leaves one turn', () => {
  const state = withHistory(asked(empty, 'a'), 's', [run('r1')])
  expect(only(state)).toHaveLength(2)
  const next = withAccepted(state, 'a', 'r1')
  expect(only(next)).toHaveLength(1)
  expect(only(next)[0]).toMatchObject({ key: 'a', run: { id: 'r1', status: 'answered' } })
})

test('history comes in the order of time, whatever the order of the page', () => {
  const state = withHistory(empty, 's', [run('r3'), run('r1'), run('r2')])
  expect(only(state).map(turn => turn.run.id)).toEqual(['r1', 'r2', 'r3'])
})

test('a run that waits to begin comes last', () => {
  const state = withHistory(empty, 's', [run('r9', { startedAt: '', status: 'queued' }), run('r1')])
  expect(only(state).map(turn => turn.run.id)).toEqual(['r1', 'r9'])
})

test('what the stream brought beyond the history stays', () => {
  let state = withHistory(empty, 's', [run('r1', { status: 'running', lastEventId: 1, answer: 'a' })])
  state = withEvents(state, new Map([['r1', [text(2, 'b')]]]))
  const late = withHistory(state, 's', [run('r1', { status: 'running', lastEventId: 1, answer: 'a' })])
  expect(only(late)[0]?.run.answer).toBe('ab')
  expect(late).toBe(state)
})

test('a question being sent outlives a history that does not hold it', () => {
  const state = withHistory(asked(empty, 'a'), 's', [run('r1')])
  expect(only(state).map(turn => turn.key)).toEqual(['r1', 'a'])
})

test('questions of a new session move to the row it gets', () => {
  const state = withSessionNamed(asked(empty, 'a', NEW_SESSION), 's')
  expect(turnsOf(state, NEW_SESSION)).toEqual([])
  expect(only(state).map(turn => turn.key)).toEqual(['a'])
  expect(withSessionNamed(empty, 's')).toBe(empty)
})

test('the active turn is the first that has not ended; a refused one is none', () => {
  let state = asked(asked(empty, 'a'), 'b')
  expect(activeTurn(only(state))?.key).toBe('a')
  state = withTurn(state, 'a', turn => ({ ...turn, delivery: 'refused' }))
  expect(activeTurn(only(state))?.key).toBe('b')
  state = withEvents(withAccepted(state, 'b', 'r2'), new Map([['r2', [done(1)]]]))
  expect(activeTurn(only(state))).toBeUndefined()
})

test('the end of a run ends its stopping', () => {
  let state = withTurn(withAccepted(asked(empty, 'a'), 'a', 'r1'), 'a', turn => ({ ...turn, stopping: true }))
  state = withEvents(state, new Map([['r1', [text(1, 'x')]]]))
  expect(only(state)[0]?.stopping).toBe(true)
  state = withEvents(state, new Map([['r1', [done(2)]]]))
  expect(only(state)[0]?.stopping).toBe(false)
  expect(isOver(only(state)[0]?.run ?? emptyRun())).toBe(true)
})

test('a question can be taken back', () => {
  expect(only(withoutTurn(asked(asked(empty, 'a'), 'b'), 's', 'a')).map(turn => turn.key)).toEqual(['b'])
})

test('a lost line is known until it is back', () => {
  const lost = withLine(empty, 'r1', 'waiting')
  expect(withLine(lost, 'r1', 'waiting').waiting).toEqual(['r1'])
  expect(withLine(lost, 'r1', 'live').waiting).toEqual([])
  expect(withLine(empty, 'r1', 'live')).toBe(empty)
})
