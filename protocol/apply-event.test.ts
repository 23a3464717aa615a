/** What each event does to the state of a run, alone and in the odd orders that a cut, doubled or taken-over log holds. */
import { describe, expect, test } from 'vitest'
import { applyEvent, emptyRun } from './apply-event.ts'
import { RunEvent, type RunEventData, type RunEventName } from './events.ts'
import type { RunState } from './run-state.ts'

const event = <Name extends RunEventName>(name: Name, data: RunEventData<Name>) =>
  RunEvent.parse({ event: name, data }) as RunEvent
const after = (...log: RunEvent[]): RunState => log.reduce<RunState>(applyEvent, emptyRun('r', 's'))

const started = event('run_started', {
  runId: 'run_1',
  sessionId: 'ses_1',
  question: 'Total?',
  model: 'builtin/analyst',
  startedAt: '2026-01-02T03:04:05Z',
})
const step = (n: number, label = 'Running code', more: Partial<RunEventData<'step'>> = {}) =>
  event('step', { step: n, label, tool: 'run_python', ...more })
const ended = (n: number, status: 'success' | 'error' = 'success', more: Partial<RunEventData<'step_done'>> = {}) =>
  event('step_done', { step: n, tool: 'run_python', status, seconds: 0.5, ...more })
const out = (n: number, text: string, truncated?: boolean) => event('stdout', { step: n, text, truncated })
const thought = (text: string) => event('thought', { text })
const text = (said: string) => event('text', { text: said })
const repair = (n: number, attempt: number) =>
  event('repair_attempt', { step: n, attempt, errorSummary: 'KeyError', before: 'a', after: 'b' })
const artifact = (n: number, id: string, version = 1) =>
  event('artifact', {
    step: n,
    artifact: { id, kind: 'table', name: `${id}.csv`, mime: 'text/csv', size: version, version },
  })
const file = (n: number, id: string, size = 1) =>
  event('file_ready', { step: n, file: { id, name: `${id}.csv`, url: '', size, type: 'text/csv' } })
const done = (status: RunEventData<'done'>['status'] = 'answered') => event('done', { status })

describe('each event alone', () => {
  test.each<[string, RunEvent, Partial<RunState>]>([
    [
      'run_started names the run, and it runs',
      started,
      { id: 'run_1', sessionId: 'ses_1', question: 'Total?', status: 'running', parentRunId: null },
    ],
    ['intent', event('intent', { intent: 'document_question' }), { intent: 'document_question', status: 'queued' }],
    ['thought', thought('Hm.'), { thought: 'Hm.', answer: '', steps: [] }],
    ['text', text('It is 3.'), { answer: 'It is 3.', thought: '' }],
    [
      'final_result',
      event('final_result', { value: '3', mime: 'text/plain' }),
      { finalResult: { value: '3', mime: 'text/plain' } },
    ],
    [
      'error',
      event('error', { code: 'wrong_key', message: 'Set it.' }),
      { error: { code: 'wrong_key', message: 'Set it.' }, status: 'queued' },
    ],
    [
      'meta',
      event('meta', {
        tools: ['run_python'],
        steps: 2,
        seconds: 1.5,
        usage: { inputTokens: 5, outputTokens: 2, costUsd: 0.1 },
      }),
      { tools: ['run_python'], seconds: 1.5, usage: { inputTokens: 5, outputTokens: 2, costUsd: 0.1 }, steps: [] },
    ],
    [
      'evidence',
      event('evidence', { claims: [{ start: 6, end: 7, text: '3', status: 'found', step: 1, source: 'stdout' }] }),
      { evidence: [{ start: 6, end: 7, text: '3', status: 'found', step: 1, source: 'stdout' }] },
    ],
    ['done', done('over_budget'), { status: 'over_budget', error: null }],
    [
      'file_ready opens no step',
      file(1, 'f'),
      { steps: [], files: [{ id: 'f', name: 'f.csv', url: '', size: 1, type: 'text/csv' }] },
    ],
  ])('%s', (_, one, changed) => {
    const before = emptyRun('r', 's')
    const next = applyEvent(before, one)
    expect(next).toMatchObject({ ...changed, lastEventId: 1 })
    // What it does not speak of stays as it was.
    for (const key of Object.keys(before) as (keyof RunState)[])
      if (!(key in changed) && key !== 'lastEventId' && one.event !== 'run_started')
        expect(next[key]).toEqual(before[key])
  })

  test.each<[string, RunEvent, object]>([
    [
      'step',
      step(2, 'Reading a.csv', { total: 4 }),
      { label: 'Reading a.csv', labels: ['Reading a.csv'], total: 4, tool: 'run_python' },
    ],
    [
      'code_written',
      event('code_written', { step: 2, code: 'x = 1', language: 'python' }),
      { code: 'x = 1', language: 'python' },
    ],
    ['stdout', out(2, 'a\n'), { stdout: 'a\n', stderr: '', truncated: false }],
    ['stdout that was cut', out(2, 'a', true), { stdout: 'a', truncated: true }],
    ['stderr', event('stderr', { step: 2, text: 'oh' }), { stderr: 'oh', stdout: '' }],
    ['stderr that was cut', event('stderr', { step: 2, text: 'oh', truncated: true }), { truncated: true }],
    [
      'display',
      event('display', { step: 2, text: '  a\n0 1', artifactId: 'x' }),
      { displays: [{ text: '  a\n0 1', artifactId: 'x' }] },
    ],
    ['artifact', artifact(2, 'x'), { artifactIds: ['x'] }],
    [
      'repair_attempt',
      repair(2, 1),
      { repairs: [{ attempt: 1, errorSummary: 'KeyError', before: 'a', after: 'b', succeeded: false }] },
    ],
    ['repair_success of nothing', event('repair_success', { step: 2, attempt: 1 }), { repairs: [] }],
    ['step_done', ended(2, 'error'), { status: 'error', seconds: 0.5, tool: 'run_python', label: '' }],
  ])('%s of a step that a cut log does not begin opens it', (_, one, fields) => {
    const { steps } = after(one)
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({ step: 2, ...(one.event === 'step_done' ? {} : { status: 'running' }), ...fields })
  })
})

describe('one after another', () => {
  test('texts join; a thought belongs to the step that follows it', () => {
    const state = after(
      started,
      thought('I '),
      thought('look.'),
      step(1),
      thought('More.'),
      ended(1),
      step(2),
      text('A'),
      text('B'),
    )
    expect(state.steps.map(s => s.thought)).toEqual(['I look.', 'More.'])
    expect([state.answer, state.thought]).toEqual(['AB', ''])
  })

  test('a known step keeps its thought, and what is thought meanwhile waits for the next', () => {
    const state = after(thought('First.'), step(1), thought('Then.'), out(1, 'x'), ended(1))
    expect(state.steps[0]?.thought).toBe('First.')
    expect(state.thought).toBe('Then.')
  })

  test('labels are kept in order, the last is the label; a total once told stays', () => {
    const [only] = after(step(1, 'Writing Python code', { total: 2 }), step(1), step(1, 'Error found, fixing')).steps
    expect(only).toMatchObject({
      label: 'Error found, fixing',
      labels: ['Writing Python code', 'Running code', 'Error found, fixing'],
      total: 2,
    })
  })

  test('output of steps that work side by side stays apart', () => {
    const { steps } = after(step(1), step(2), out(1, 'a'), out(2, 'b'), out(1, 'c'), ended(2), out(1, 'd'))
    expect(steps.map(s => [s.stdout, s.status])).toEqual([
      ['acd', 'running'],
      ['b', 'success'],
    ])
  })

  test('a progress bar that comes in pieces is one line', () => {
    const { steps } = after(out(1, 'head\n'), out(1, ' 10%'), out(1, '\r 50%'), out(1, '\r100%\n'), out(1, 'end'))
    expect(steps[0]?.stdout).toBe('head\n100%\nend')
  })

  test('cut once is cut, whatever comes after', () => {
    expect(after(out(1, 'a', true), out(1, 'b'), out(1, 'c', false)).steps[0]?.truncated).toBe(true)
  })

  test('each repair by its number; success marks that one alone', () => {
    const { steps } = after(repair(1, 1), repair(1, 2), event('repair_success', { step: 1, attempt: 2 }))
    expect(steps[0]?.repairs.map(r => [r.attempt, r.succeeded])).toEqual([
      [1, false],
      [2, true],
    ])
  })

  test('usage follows the steps, is kept by those that tell none, and ends with what meta says', () => {
    const usage = (inputTokens: number) => ({ inputTokens, outputTokens: 1 })
    const log = [step(1, 'a', { usage: usage(5) }), step(1), ended(1, 'success', { usage: usage(9) }), step(2)]
    expect(log.map((_, place) => after(...log.slice(0, place + 1)).usage.inputTokens)).toEqual([5, 5, 9, 9])
    const meta = event('meta', { tools: [], steps: 2, seconds: 1, usage: usage(12) })
    expect(after(...log, meta).usage).toEqual(usage(12))
  })

  test('an artifact shown by two steps is one artifact and stands at both', () => {
    const state = after(artifact(1, 'a'), artifact(1, 'a', 2), artifact(2, 'a', 3), artifact(2, 'b'))
    expect(state.artifacts.map(a => [a.id, a.version])).toEqual([
      ['a', 3],
      ['b', 1],
    ])
    expect(state.steps.map(s => s.artifactIds)).toEqual([['a'], ['a', 'b']])
  })

  test('a file that is made again takes the place of the first, where that stood', () => {
    expect(after(file(1, 'a'), file(1, 'b'), file(2, 'a', 9)).files.map(f => [f.id, f.size])).toEqual([
      ['a', 9],
      ['b', 1],
    ])
  })

  test.each(['answered', 'failed', 'cancelled', 'over_budget'] as const)(
    '%s ends every step that still ran',
    status => {
      const state = after(started, step(1), ended(1), step(2), step(3), done(status))
      expect(state.status).toBe(status)
      expect(state.steps.map(s => [s.status, s.seconds])).toEqual([
        ['success', 0.5],
        ['error', null],
        ['error', null],
      ])
    },
  )
})

describe('a log as no run would write it', () => {
  test('a step that ended and is begun again is still ended until it ends anew', () => {
    const { steps } = after(step(1), ended(1), step(1, 'Fix applied, re-running'))
    expect(steps).toHaveLength(1)
    expect(steps[0]).toMatchObject({ label: 'Fix applied, re-running', status: 'success' })
  })

  test('steps stand in the order in which they first came', () => {
    expect(after(step(3), step(1), step(3), step(2)).steps.map(s => s.step)).toEqual([3, 1, 2])
  })

  test('what comes after the end changes no outcome', () => {
    const state = after(started, text('A.'), done('failed'), text(' B.'), out(1, 'late'))
    expect(state.status).toBe('failed')
    expect(state.answer).toBe('A. B.')
  })

  test('a second beginning is the one that counts, and keeps what was made', () => {
    const again = event('run_started', { ...started.data, question: 'Again?', parentRunId: 'run_0' } as never)
    const state = after(started, step(1), again)
    expect(state).toMatchObject({ question: 'Again?', parentRunId: 'run_0', status: 'running' })
    expect(state.steps).toHaveLength(1)
  })

  test('evidence, result and error are the last ones told', () => {
    const claims = (start: number) =>
      event('evidence', { claims: [{ start, end: start + 1, text: '1', status: 'missing' }] })
    const result = (value: string) => event('final_result', { value, mime: 'text/plain' })
    const fault = (message: string) => event('error', { code: 'internal', message })
    const state = after(claims(0), result('1'), fault('One.'), claims(4), result('2'), fault('Two.'))
    expect([state.evidence[0]?.start, state.finalResult?.value, state.error?.message]).toEqual([4, '2', 'Two.'])
  })
})

describe('the place in the log', () => {
  test('counts where events carry no id, and is the event’s where they do', () => {
    const places = [{ ...text('a') }, { ...text('b'), id: 7 }, { ...text('c') }, { ...text('d'), id: 2 }]
    let state = emptyRun()
    const seen = places.map(one => (state = applyEvent(state, one)).lastEventId)
    expect(seen).toEqual([1, 7, 8, 2])
  })

  test('a replay by any speed is the live view: folding from each place on gives the same end', () => {
    const log = [
      started,
      thought('I look.'),
      step(1, 'Writing Python code', { total: 2 }),
      event('code_written', { step: 1, code: 'x', language: 'python' }),
      out(1, ' 1%\r'),
      out(1, ' 2%'),
      repair(1, 1),
      event('repair_success', { step: 1, attempt: 1 }),
      artifact(1, 'a'),
      file(1, 'a'),
      ended(1),
      step(2),
      text('It is 3.'),
      event('final_result', { value: '3', mime: 'text/plain' }),
      done(),
    ].map((one, place) => ({ id: place + 1, ...one }))
    const whole = log.reduce<RunState>(applyEvent, emptyRun())
    for (let cut = 0; cut <= log.length; cut++) {
      const stored = JSON.parse(JSON.stringify(log.slice(0, cut).reduce<RunState>(applyEvent, emptyRun()))) as RunState
      expect(stored.lastEventId).toBe(cut)
      expect(log.slice(cut).reduce<RunState>(applyEvent, stored)).toEqual(whole)
    }
  })
})
