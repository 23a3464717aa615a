/** The steps of a run: how they are numbered, timed and closed. */
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { emptyRun } from '@codingagent/protocol/run-state.ts'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { KernelFailure } from '../sandbox/sandbox.ts'
import { scriptedWorkbench } from '../tools/scripted-workbench.ts'
import type { EngineSettings, Tool, ToolContext, ToolOutcome } from '../tools/tool.ts'
import { runLog } from './run-log.ts'
import { Steps } from './steps.ts'

type Ran = (context: ToolContext) => Promise<ToolOutcome>

/** Steps over a log that keeps all, on a clock that the test sets. */
function stepsWith(run: Ran = async () => ({ status: 'success', text: 'ran' }), before: RunEvent[] = []) {
  const events: RunEvent[] = []
  const time = { now: 5000 }
  const log = runLog(async event => void events.push(event), emptyRun())
  const tool = (name: string): Tool => ({
    name,
    description: '',
    input: z.object({ code: z.string() }),
    label: () => (name === 'run_python' ? 'Writing Python code' : 'Reading a.csv'),
    run: (_, context) => run(context),
  })
  const stop = new AbortController()
  const steps = new Steps({
    log,
    workbench: scriptedWorkbench({ cell: () => ({}) }),
    settings: {} as EngineSettings,
    signal: stop.signal,
    tools: [tool('run_python'), tool('profile_data')],
    clock: () => time.now,
  })
  const call = (name: string, input: unknown = { code: '1' }) => steps.run({ id: 'c', name, input })
  const seconds = () => events.flatMap(each => (each.event === 'step_done' ? [each.data.seconds] : []))
  const told = () =>
    events.map(({ event, data }) => ('step' in data ? [data.step, event] : [event])).map(each => each.join(' '))
  const emitted = async () => {
    for (const event of before) await log.emit(event)
    events.length = 0
  }
  return { steps, call, time, seconds, told, events, stop, emitted }
}

test('a step takes from when its call began to come in, under whatever label and tool it then runs', async () => {
  const later = { run_python: 2000, profile_data: 3000 }
  for (const [name, took] of Object.entries(later)) {
    const { steps, call, time, seconds, told } = stepsWith(async () => {
      time.now += took
      return { status: 'success', text: '' }
    })
    await steps.callStarted('run_python')
    time.now += 1500
    await call(name)
    expect(seconds()).toEqual([(1500 + took) / 1000])
    expect(new Set(told().map(line => line[0]))).toEqual(new Set(['1']))
  }
})

test('the next step has a time and a number of its own', async () => {
  const { steps, call, time, seconds, told } = stepsWith()
  await steps.callStarted('run_python')
  time.now += 4000
  await call('run_python')
  time.now += 60_000
  await call('profile_data')
  expect(seconds()).toEqual([4, 0])
  expect(told()).toEqual(['1 step', '1 step_done', '2 step', '2 step_done'])
})

test('a clock that was set back gives no time below none', async () => {
  const { steps, call, time, seconds } = stepsWith()
  await steps.callStarted('run_python')
  time.now -= 10_000
  await call('run_python')
  expect(seconds()).toEqual([0])
})

test('only a call that needs no words of its arguments shows at once, and only one at a time', async () => {
  const { steps, told } = stepsWith()
  await steps.callStarted('profile_data')
  expect(told()).toEqual([])
  await steps.callStarted('run_python')
  await steps.callStarted('run_python')
  expect(told()).toEqual(['1 step'])
})

test.each([
  ['a tool that there is not', 'fly', { code: '1' }, 'There is no tool called fly.'],
  ['arguments that do not fit', 'run_python', { code: 1 }, /^The arguments did not fit: code: .*Nothing was run\.$/],
  ['no arguments', 'run_python', null, /^The arguments did not fit: arguments: /],
])('%s is told, and a step that showed already is closed', async (_, name, input, words) => {
  const ran: unknown[] = []
  const { steps, call, told } = stepsWith(async context => {
    ran.push(context)
    return { status: 'success', text: '' }
  })
  await steps.callStarted('run_python')
  expect(await call(name, input)).toMatchObject({ status: 'error', text: expect.stringMatching(words) })
  expect(told()).toEqual(['1 step', '1 step_done'])
  expect(ran).toEqual([])
})

test('several calls of one turn tell how many steps there will be; one alone tells nothing', async () => {
  const { steps, call } = stepsWith()
  steps.plan(1)
  await call('profile_data')
  expect(steps.totalAt(1)).toEqual({})
  await steps.callStarted('run_python')
  // The one that shows already is one of them.
  steps.plan(3)
  expect([2, 4, 5].map(step => steps.totalAt(step))).toEqual([{ total: 4 }, { total: 4 }, {}])
  steps.plan(1)
  expect(steps.totalAt(2)).toEqual({})
})

test('a kernel that fails is data for the model; a stop and a fault of ours are thrown, and their step can be closed', async () => {
  const failing = stepsWith(() => Promise.reject(new KernelFailure('gone', 'The kernel has ended')))
  expect(await failing.call('run_python')).toMatchObject({
    status: 'error',
    text: expect.stringContaining('The kernel has ended. Its variables may be gone; the files remain.'),
  })
  expect(failing.told()).toEqual(['1 step', '1 stderr', '1 step_done'])

  const faulty = stepsWith(() => Promise.reject(new Error('a bug')))
  await expect(faulty.call('run_python')).rejects.toThrow('a bug')

  const stopped = stepsWith(async () => {
    stopped.stop.abort(new Error('stopped'))
    throw new KernelFailure('gone', 'The kernel has ended')
  })
  await expect(stopped.call('run_python')).rejects.toThrow('stopped')
  expect(stopped.told()).toEqual(['1 step'])
  await stopped.steps.closeAll()
  await stopped.steps.closeAll()
  expect(stopped.told()).toEqual(['1 step', '1 step_done'])
})

test('steps that a log taken over left open are closed with a word, and numbers go on after them', async () => {
  const left: RunEvent[] = [
    { event: 'step', data: { step: 1, label: 'Reading a.csv', tool: 'profile_data' } },
    { event: 'step_done', data: { step: 1, tool: 'profile_data', status: 'success', seconds: 1 } },
    { event: 'step', data: { step: 2, label: 'Running code', tool: 'run_python' } },
  ]
  const { steps, call, told, emitted } = stepsWith(undefined, left)
  await emitted()
  await steps.closeAll()
  expect(told()).toEqual(['2 stderr', '2 step_done'])
  await call('profile_data')
  expect(told().slice(2)).toEqual(['3 step', '3 step_done'])
})
