import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { breakApi, makeWorld } from '../mock/open-app.tsx'
import { draftOf, setDraft } from '../sessions/drafts.ts'
import { stepOf, turnOf } from '../mock/turns.ts'
import { turnsOf, useRuns, type Turn } from './run-store.ts'
import { StatusLine } from './StatusLine.tsx'

beforeEach(async () => void (await makeWorld()))
afterEach(erase)

const line = () => document.querySelector<HTMLElement>('[data-slot="status-line"]')
const stop = () => page.getByRole('button', { name: 'Stop' })

function show(run: Partial<RunState>, more: Partial<Turn> = {}, since = new Date().toISOString()) {
  const turn = turnOf({ status: 'running', ...run }, more)
  useRuns.setState({ turns: { 'session-1': [turn] }, waiting: [] })
  draw(<StatusLine turn={turn} since={since} sessionId="session-1" />)
  return turn
}
const running = (step: number, label: string, total?: number) =>
  stepOf(step, { label, labels: [label], status: 'running', seconds: null, ...(total === undefined ? {} : { total }) })

test.each([
  ['it is being sent', { status: 'queued', id: '' }, { delivery: 'sending' }, 'Sending'],
  ['its files come', { status: 'queued', id: '' }, { delivery: 'sending', waitsFor: 'files' }, 'Waits for its files'],
  [
    'there is no network',
    { status: 'queued', id: '' },
    { delivery: 'sending', waitsFor: 'network' },
    'Waits for the network',
  ],
  ['it waits for a worker', { status: 'queued' }, {}, 'Waiting to start'],
  ['no step has begun', {}, {}, 'Starting'],
  ['the model thinks about data', { intent: 'data_analysis' }, {}, 'Planning analysis'],
  ['the model thinks about a greeting', { intent: 'chat' }, {}, 'Starting'],
  [
    'a step of an analysis works',
    { intent: 'data_analysis', steps: [running(1, 'Running code')] },
    {},
    'Running codeStep 1',
  ],
  ['a step has no label', { steps: [running(1, '')] }, {}, 'StartingStep 1'],
  ['a step works', { steps: [running(1, 'Reading sales.csv')] }, {}, 'Reading sales.csvStep 1'],
  ['the number of steps is known', { steps: [running(2, 'Building chart', 3)] }, {}, 'Building chartStep 2 of 3'],
  // A plan may turn out too short; "step 5 of 3" would be nonsense.
  ['there are more steps than planned', { steps: [running(5, 'Running code', 3)] }, {}, 'Running codeStep 5 of 5'],
  ['one step ended and the next has not begun', { steps: [stepOf(1)] }, {}, 'Running codeStep 1'],
  ['it is being stopped', { steps: [running(2, 'Building chart', 3)] }, { stopping: true }, 'Stopping'],
] as const)('while %s it says what is done', async (_when, run, more, words) => {
  show(run as unknown as Partial<RunState>, more)
  await expect.poll(() => line()?.textContent?.replace(/Stop(Esc)?$/, '')).toBe(words)
})

test.each([
  [0, ''],
  [1_500, ''],
  [5_000, '5.'],
  [95_000, '1 min 35 s'],
])('after %i ms it says of the time "%s"', async (ago, words) => {
  show({ steps: [running(1, 'Reading')] }, {}, new Date(Date.now() - ago).toISOString())
  await expect.element(stop()).toBeVisible()
  if (words === '') expect(line()?.textContent).not.toMatch(/\d s/)
  else await expect.poll(() => line()?.textContent).toContain(words)
})

test('a clock of the server that runs ahead shows no negative time', async () => {
  show({ steps: [running(1, 'Reading')] }, {}, new Date(Date.now() + 3_600_000).toISOString())
  await expect.element(stop()).toBeVisible()
  expect(line()?.textContent).toBe('ReadingStep 1StopEsc')
})

test('what the server has not named yet cannot be stopped, nor what is being stopped', async () => {
  show({ status: 'queued', id: '' }, { delivery: 'sending' })
  await expect.element(stop()).toBeDisabled()
  show({}, { stopping: true })
  await expect.element(stop()).toBeDisabled()
})

test('Stop gives a question that has not left back to the box, before what is being written there', async () => {
  setDraft('session-1', 'And by region?')
  show({ status: 'queued', id: '' }, { delivery: 'sending', waitsFor: 'network' })
  await stop().click()
  expect(turnsOf(useRuns.getState(), 'session-1')).toEqual([])
  expect(draftOf('session-1')).toBe('Show the trend\nAnd by region?')
})

test('Stop tells the server; when that is refused it is offered again', async () => {
  await breakApi({ at: '/cancel', status: 500, hold: true })
  show({ steps: [running(1, 'Reading')] })
  await stop().click()
  const turn = () => turnsOf(useRuns.getState(), 'session-1')[0]
  expect(turn()?.stopping).toBe(true)
  // Let go, the mock knows of no such run and refuses.
  await breakApi()
  await expect.poll(() => turn()?.stopping).toBe(false)
})
