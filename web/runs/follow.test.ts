import { emptyRun } from '@codingagent/protocol/apply-event.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '../api/query-client.ts'
import { listRuns } from '../api/calls.ts'
import { breakApi, makeWorld } from '../mock/open-app.tsx'
import { follow, followAll, unfollow } from './follow.ts'
import { isOver, turnsOf, useRuns, withHistory } from './run-store.ts'

let session = ''
const turns = () => turnsOf(useRuns.getState(), session)
const eventCalls = () =>
  vi.mocked(fetch).mock.calls.filter(([address]) => typeof address === 'string' && address.endsWith('/events'))
const ended = () => expect.poll(() => turns().every(({ run }) => isOver(run))).toBe(true)

/** Begins a run behind the screen's back, as another device would, and reads it as history. */
async function runElsewhere(question: string) {
  const answer = await fetch(`/api/v1/sessions/${session}/query`, {
    method: 'POST',
    body: JSON.stringify({ question }),
  })
  const { runId } = (await answer.json()) as { runId: string }
  await read()
  return runId
}
const read = async () => {
  const { items } = await listRuns(session)
  useRuns.setState(state => withHistory(state, session, items))
}

beforeEach(async () => {
  ;[session = ''] = await makeWorld({ sessions: 1 })
  useRuns.setState({ turns: {}, waiting: [] })
  queryClient.clear()
  vi.spyOn(globalThis, 'fetch')
})
afterEach(async () => {
  unfollow(session)
  vi.restoreAllMocks()
  await makeWorld()
})

test('a run begun elsewhere is followed to its end', async () => {
  await runElsewhere('endless')
  followAll(session)
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  await fetch(`/api/v1/runs/${turns()[0]?.run.id}/cancel`, { method: 'POST' })
  await ended()
  expect(turns()[0]?.run.status).toBe('cancelled')
})

test('however many views ask, a run has one line', async () => {
  const runId = await runElsewhere('endless')
  for (let view = 0; view < 4; view++) void follow(session, runId)
  followAll(session)
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  expect(eventCalls()).toHaveLength(1)
})

test('what history holds already is not asked for again', async () => {
  const runId = await runElsewhere('endless')
  await expect
    .poll(async () => {
      await read()
      return turns()[0]?.run.lastEventId ?? 0
    })
    .toBeGreaterThan(6)
  const known = turns()[0]?.run.lastEventId
  void follow(session, runId)
  await expect.poll(() => eventCalls().length).toBe(1)
  expect(new Headers(eventCalls()[0]?.[1]?.headers).get('last-event-id')).toBe(String(known))
})

test('an ended run is not followed', async () => {
  await runElsewhere('Show the trend')
  await expect
    .poll(async () => {
      await read()
      return turns()[0]?.run.status
    })
    .toBe('answered')
  followAll(session)
  await follow(session, turns()[0]?.run.id ?? '')
  expect(eventCalls()).toHaveLength(0)
})

test('a session that is left behind keeps no line open', async () => {
  const runId = await runElsewhere('endless')
  const following = follow(session, runId)
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  unfollow(session)
  await following
  const seen = turns()[0]?.run.lastEventId ?? 0
  // It can be taken up again where it was.
  void follow(session, runId)
  await expect.poll(() => turns()[0]?.run.lastEventId).toBeGreaterThan(seen)
})

test('a lost line is known while it is lost, and forgotten once it is back', async () => {
  const runId = await runElsewhere('endless')
  await breakApi({ at: '/events', status: 0 })
  const following = follow(session, runId)
  await expect.poll(() => useRuns.getState().waiting).toEqual([runId])
  await breakApi()
  await expect.poll(() => useRuns.getState().waiting).toEqual([])
  await fetch(`/api/v1/runs/${runId}/cancel`, { method: 'POST' })
  await following
  expect(turns()[0]?.run.status).toBe('cancelled')
})

test.each([
  [401, 'unauthorized'],
  [403, 'forbidden'],
  [404, 'not_found'],
])('a run refused with %i is given up, and history says what became of it', async (status, code) => {
  const runId = await runElsewhere('endless')
  await breakApi({ at: '/events', status, code })
  const told = vi.spyOn(queryClient, 'invalidateQueries')
  await follow(session, runId)
  expect(told).toHaveBeenCalledWith({ queryKey: ['runs', session] })
  expect(eventCalls()).toHaveLength(1)
  expect(useRuns.getState().waiting).toEqual([])
})

test('a server that is too busy is asked again, and nothing is lost', async () => {
  const runId = await runElsewhere('Show the trend')
  useRuns.setState(withHistory({ turns: {}, waiting: [] }, session, [emptyRun(runId, session)]))
  await breakApi({ at: '/events', status: 429, times: 1 }, { at: '/events', status: 503, times: 1 })
  await follow(session, runId)
  expect(eventCalls().length).toBeGreaterThanOrEqual(3)
  expect(turns()[0]?.run.finalResult?.value).toBe('Revenue rose 18 % to €4.2 M')
})

test('lists that show what a run changes are told to read again', async () => {
  const runId = await runElsewhere('Show the trend')
  const told = vi.spyOn(queryClient, 'invalidateQueries')
  useRuns.setState({ turns: {}, waiting: [] })
  await follow(session, runId)
  const keys = new Set(told.mock.calls.map(([filters]) => JSON.stringify(filters?.queryKey)))
  for (const key of [['sessions'], ['session', session], ['files', session], ['variables', session]])
    expect(keys).toContain(JSON.stringify(key))
})
