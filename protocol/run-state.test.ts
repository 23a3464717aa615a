import { describe, expect, test } from 'vitest'
import { RunEvent, type RunEvent as Event } from './events.ts'
import { applyEvent, emptyRun, RunState } from './run-state.ts'

/** Numbers from 0 up to 1, the same in every run (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Any log at all, also ones that no run would write: steps out of order, ends before beginnings, things twice. */
function anyLog(seed: number): Event[] {
  const random = randomFrom(seed)
  const upTo = (n: number): number => Math.floor(random() * n)
  const step = (): number => 1 + upTo(4)
  const text = (): string => ['', 'a', 'Umsatz ', '📈', '42\n'][upTo(5)] ?? ''
  const artifact = () => ({
    id: `a${upTo(3)}`,
    kind: 'table' as const,
    name: text(),
    mime: 'm',
    size: upTo(9),
    version: 1 + upTo(2),
  })
  const makers: (() => Event)[] = [
    () => ({
      event: 'run_started',
      data: { runId: 'r', sessionId: 's', question: text(), model: 'm', startedAt: '2026-01-01T00:00:00Z' },
    }),
    () => ({ event: 'intent', data: { intent: 'data_analysis' } }),
    () => ({ event: 'thought', data: { text: text() } }),
    () => ({ event: 'text', data: { text: text() } }),
    () => ({
      event: 'step',
      data: { step: step(), label: text(), tool: 'run_python', ...(random() < 0.3 && { total: 3 }) },
    }),
    () => ({ event: 'code_written', data: { step: step(), code: text(), language: 'python' } }),
    () => ({ event: 'stdout', data: { step: step(), text: text(), ...(random() < 0.2 && { truncated: true }) } }),
    () => ({ event: 'stderr', data: { step: step(), text: text() } }),
    () => ({
      event: 'display',
      data: { step: step(), text: text(), ...(random() < 0.5 && { artifactId: `a${upTo(3)}` }) },
    }),
    () => ({ event: 'artifact', data: { step: step(), artifact: artifact() } }),
    () => ({
      event: 'file_ready',
      data: { step: step(), file: { id: `f${upTo(3)}`, name: text(), url: 'u', size: 1, type: 't' } },
    }),
    () => ({
      event: 'repair_attempt',
      data: { step: step(), attempt: 1 + upTo(3), errorSummary: text(), before: text(), after: text() },
    }),
    () => ({ event: 'repair_success', data: { step: step(), attempt: 1 + upTo(3) } }),
    () => ({
      event: 'step_done',
      data: { step: step(), tool: 'run_python', status: random() < 0.5 ? 'success' : 'error', seconds: upTo(9) },
    }),
    () => ({ event: 'final_result', data: { value: text(), mime: 'text/plain' } }),
    () => ({ event: 'evidence', data: { claims: [{ start: 0, end: 1, text: text(), status: 'missing' }] } }),
    () => ({
      event: 'meta',
      data: { tools: ['run_python'], steps: 1, seconds: upTo(9), usage: { inputTokens: upTo(9), outputTokens: 1 } },
    }),
    () => ({ event: 'error', data: { code: 'internal', message: text() } }),
    () => ({ event: 'done', data: { status: 'answered' } }),
  ]
  return Array.from({ length: 5 + upTo(60) }, () => {
    const make = makers[upTo(makers.length)]
    if (!make) throw new Error('no maker')
    return make()
  })
}

function deepFreeze<Value>(value: Value): Value {
  if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
    Object.freeze(value)
    Object.values(value).forEach(deepFreeze)
  }
  return value
}

const foldFrom = (start: RunState, log: Event[]): RunState => log.reduce<RunState>(applyEvent, start)
const seeds = Array.from({ length: 300 }, (_, i) => i + 1)

describe('for any log', () => {
  test('folding a beginning and then the rest is folding all', () => {
    for (const seed of seeds) {
      const log = anyLog(seed)
      const whole = foldFrom(emptyRun(), log)
      const cut = seed % (log.length + 1)
      expect(foldFrom(foldFrom(emptyRun(), log.slice(0, cut)), log.slice(cut))).toEqual(whole)
      // Also when the state was stored as JSON in between.
      const stored = RunState.parse(JSON.parse(JSON.stringify(foldFrom(emptyRun(), log.slice(0, cut)))))
      expect(foldFrom(stored, log.slice(cut))).toEqual(whole)
    }
  })

  test('neither the state nor the event is ever changed', () => {
    for (const seed of seeds) {
      const log = anyLog(seed).map(deepFreeze)
      log.reduce<RunState>((state, event) => deepFreeze(applyEvent(state, event)), deepFreeze(emptyRun()))
    }
  })

  test('what did not change keeps its identity, so that views need not draw it again', () => {
    for (const seed of seeds) {
      let state = emptyRun()
      for (const event of anyLog(seed)) {
        const next = applyEvent(state, event)
        const touched = 'step' in event.data ? event.data.step : undefined
        const ends = event.event === 'done'
        for (const step of state.steps) {
          const after = next.steps.find(s => s.step === step.step)
          if (step.step !== touched && !(ends && step.status === 'running')) expect(after).toBe(step)
        }
        state = next
      }
    }
  })

  test('the state is one that the API can send, and the events are ones that it can store', () => {
    for (const seed of seeds) {
      const log = anyLog(seed)
      for (const event of log) expect(RunEvent.parse(event)).toEqual(event)
      const state = foldFrom(emptyRun(), log)
      expect(RunState.parse(state)).toEqual(state)
    }
  })
})

describe('a run', () => {
  const log: Event[] = [
    {
      event: 'run_started',
      data: {
        runId: 'r',
        sessionId: 's',
        question: 'Total?',
        model: 'm',
        startedAt: '2026-01-01T00:00:00Z',
        parentRunId: 'p',
      },
    },
    { event: 'thought', data: { text: 'I look.' } },
    { event: 'step', data: { step: 1, label: 'Writing Python code', tool: 'run_python' } },
    { event: 'code_written', data: { step: 1, code: 'a', language: 'python' } },
    { event: 'step', data: { step: 1, label: 'Running code', tool: 'run_python', total: 2 } },
    { event: 'stdout', data: { step: 1, text: 'x' } },
    { event: 'stdout', data: { step: 1, text: 'y', truncated: true } },
    { event: 'repair_attempt', data: { step: 1, attempt: 1, errorSummary: 'KeyError', before: 'a', after: 'b' } },
    { event: 'code_written', data: { step: 1, code: 'b', language: 'python' } },
    { event: 'repair_success', data: { step: 1, attempt: 1 } },
    { event: 'step_done', data: { step: 1, tool: 'run_python', status: 'success', seconds: 2 } },
    { event: 'thought', data: { text: 'And again.' } },
    { event: 'step', data: { step: 2, label: 'Running code', tool: 'run_python' } },
    { event: 'text', data: { text: 'It is ' } },
    { event: 'text', data: { text: '42.' } },
  ]

  test('reads as the steps it went through', () => {
    const state = foldFrom(emptyRun(), log)
    expect(state).toMatchObject({
      id: 'r',
      parentRunId: 'p',
      status: 'running',
      answer: 'It is 42.',
      thought: '',
      lastEventId: 15,
    })
    expect(state.steps[0]).toMatchObject({
      labels: ['Writing Python code', 'Running code'],
      label: 'Running code',
      total: 2,
      code: 'b',
      stdout: 'xy',
      truncated: true,
      thought: 'I look.',
      status: 'success',
      repairs: [{ attempt: 1, succeeded: true }],
    })
    expect(state.steps[1]).toMatchObject({ thought: 'And again.', status: 'running' })
  })

  test('a step that never ended did not end well', () => {
    const state = foldFrom(emptyRun(), [...log, { event: 'done', data: { status: 'cancelled' } }])
    expect(state.status).toBe('cancelled')
    expect(state.steps.map(s => s.status)).toEqual(['success', 'error'])
  })

  test('the id of the last event is the log’s own where it has one', () => {
    expect(applyEvent(emptyRun(), { id: 9, event: 'text', data: { text: 'a' } }).lastEventId).toBe(9)
  })

  test('an event of a later version moves the place in the log and nothing else', () => {
    const before = foldFrom(emptyRun(), log)
    for (const event of ['weather', 'toString']) {
      const unknown = { id: 99, event, data: { degrees: 20 } } as unknown as Event & { id: number }
      expect(applyEvent(before, unknown)).toEqual({ ...before, lastEventId: 99 })
    }
  })

  test('a newer version of an artifact takes the place of the older', () => {
    const artifact = (version: number): Event => ({
      event: 'artifact',
      data: { step: 1, artifact: { id: 'a', kind: 'file', name: 'f', mime: 'm', size: version, version } },
    })
    const state = foldFrom(emptyRun(), [artifact(1), artifact(2)])
    expect(state.artifacts).toMatchObject([{ version: 2 }])
    expect(state.steps[0]?.artifactIds).toEqual(['a'])
  })
})
