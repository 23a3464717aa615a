/** What a question may cost, over the real wire: each cap ends the run in words, and what there is stays. */
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { describe, expect, test } from 'vitest'
import type { Model } from '../model/model.ts'
import { ask, fail, failing } from './testing/rehearsal.ts'

describe('budget', () => {
  test('tokens: the run stops in words, what there is stays', async () => {
    const { outcome, state, workbench } = await ask({
      script: () => ({ code: 'again()' }),
      settings: { maxRunTokens: 300 },
    })
    expect(outcome).toBe('over_budget')
    expect(workbench.ran).toHaveLength(3)
    expect(state.answer).toContain('300 tokens')
    expect(state.steps.every(s => s.status === 'success')).toBe(true)
  })

  test('money, by the list price of a model whose answers name none', async () => {
    const asked = {
      script: () => ({ code: 'again()', usage: { prompt_tokens: 100_000, completion_tokens: 10_000 } }),
      settings: { maxRunUsd: 0.5 },
    }
    const { outcome, state, workbench } = await ask({ ...asked, price: { input: 1, output: 10 } })
    expect(outcome).toBe('over_budget')
    expect(workbench.ran).toHaveLength(3)
    expect(state.answer).toContain('0.5 US dollars')
    expect(state.usage.costUsd).toBeCloseTo(0.6)
  })

  test('money, of a model that nobody knows the price of: said once, and the cap of tokens holds', async () => {
    const { outcome, events, state } = await ask({
      script: () => ({ code: 'again()' }),
      settings: { maxRunUsd: 0.5, maxRunTokens: 300 },
    })
    expect(outcome).toBe('over_budget')
    expect(state.answer).toContain('300 tokens')
    expect(state.usage.costUsd).toBeUndefined()
    const thoughts = events.flatMap(e => (e.event === 'thought' ? [e.data.text] : [])).join('')
    expect(thoughts.match(/cannot be held; 300 tokens are its limit/g)).toHaveLength(1)
  })

  test('repairs count: none is asked for above the cap', async () => {
    const { outcome, events } = await ask({
      script: [{ code: 'c0' }, { text: 'c1' }, { text: 'c2' }],
      cell: (_code, index) => fail('E', String(index)),
      settings: { maxRunTokens: 200 },
    })
    expect(outcome).toBe('over_budget')
    expect(events.filter(e => e.event === 'repair_attempt')).toHaveLength(1)
  })

  test('seconds: a cell that runs on is stopped', async () => {
    const { outcome, state } = await ask({
      script: [{ code: 'while True: pass' }],
      cell: () => ({ endless: true }),
      settings: { maxRunSeconds: 0.3 },
    })
    expect(outcome).toBe('over_budget')
    expect(state.answer).toContain('0.3 seconds')
    expect(state.steps[0]?.status).toBe('error')
  })

  test('a model that runs in circles is ended', async () => {
    const { outcome, workbench } = await ask({ script: () => ({ code: 'again()' }) })
    expect(outcome).toBe('over_budget')
    expect(workbench.ran).toHaveLength(40)
  })
})

describe('a run taken over', () => {
  const usage = { prompt_tokens: 1000, completion_tokens: 100 }
  const script = [
    { code: 'one()', usage },
    { code: 'two()', usage },
    { text: 'mended()', usage },
    { text: 'It is 42.', usage },
  ]
  const cell = failing(undefined, fail('KeyError'))
  const price = { input: 100, output: 1000 }

  test('counts what the dead process had spent, to the token and the cent, wherever it died', async () => {
    const whole = await ask({ script, cell, price })
    expect(whole.state.usage).toEqual({ inputTokens: 4000, outputTokens: 400, costUsd: expect.closeTo(0.8) })
    const turnsBefore = new Map([
      ['Running code', 1],
      ['Error found, fixing', 2],
      ['Fix applied, re-running', 3],
    ])
    let tried = 0
    for (const [place, event] of whole.events.entries()) {
      const turns = event.event === 'step' && turnsBefore.get(event.data.label)
      if (!turns) continue
      tried++
      const resumed = whole.events.slice(0, place + 1).reduce<RunState>(applyEvent, emptyRun())
      const rest = await ask({ script: [{ text: 'It is 42.', usage }], price, options: { resumed } })
      const expected = (event.data.step === 2 ? Math.max(2, turns) : turns) + 1
      expect(rest.state.usage.inputTokens, event.data.label).toBe(expected * 1000)
      expect(rest.state.usage.costUsd).toBeCloseTo(expected * 0.2)
    }
    expect(tried).toBe(4)
  })

  test('stops at the cap that the two reach together', async () => {
    const first = await ask({ script: script.slice(0, 1), price, settings: { maxRunUsd: 10 } })
    const died = first.events.findIndex(event => event.event === 'step_done')
    const resumed = first.events.slice(0, died + 1).reduce<RunState>(applyEvent, emptyRun())
    const again = { script: () => ({ code: 'more()', usage }), price, options: { resumed } }
    const { outcome, workbench, state } = await ask({ ...again, settings: { maxRunUsd: 0.5 } })
    expect(outcome).toBe('over_budget')
    expect(workbench.ran).toHaveLength(2)
    expect(state.usage.costUsd).toBeCloseTo(0.6)
    const tokens = await ask({ ...again, settings: { maxRunTokens: 2000 } })
    expect([tokens.outcome, tokens.state.usage.inputTokens]).toEqual(['over_budget', 2000])
  })
})

describe('a turn that never said what it used', () => {
  const long = 'This sentence is long enough to be part of an answer. '.repeat(8)
  const cut = { text: long, cutAfter: { pieces: 70, how: 'torn' as const } }
  const usage = { prompt_tokens: 1000, completion_tokens: 100 }

  test('cut off: what it had read and written is counted by its length, once, beside the one that ended', async () => {
    const whole = await ask({ script: [{ text: long, usage }] })
    expect(whole.state.usage).toMatchObject({ inputTokens: 1000, outputTokens: 100 })
    const { state, server } = await ask({ script: [cut, { text: long, usage }] })
    const [first] = server.requests
    const read = JSON.stringify(first?.messages).length / 4
    const { inputTokens, outputTokens } = state.usage
    expect(Math.abs(inputTokens - 1000 - read)).toBeLessThan(read / 5)
    expect(outputTokens - 100).toBeGreaterThan(60)
    expect(outputTokens - 100).toBeLessThanOrEqual(Math.ceil(long.length / 4))
  })

  test('refused before it began: nothing is counted', async () => {
    const { state } = await ask({ script: [{ refusal: { status: 503 } }, { text: 'Here.', usage }] })
    expect(state.usage).toMatchObject({ inputTokens: 1000, outputTokens: 100 })
    const refused = await ask({ script: () => ({ refusal: { status: 401 } }) })
    expect(refused.state.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
  })

  test('stopped by the person in the middle: counted, because it is paid for', async () => {
    const stop = new AbortController()
    const emit = async (event: RunEvent): Promise<void> => {
      events.push(event)
      if (event.event === 'text') stop.abort()
    }
    const events: RunEvent[] = []
    const script = [{ text: long, cutAfter: { pieces: 70, how: 'silent' as const } }]
    const { outcome } = await ask({ script, options: { signal: stop.signal, emit } })
    expect(outcome).toBe('cancelled')
    const used = events.flatMap(e => (e.event === 'meta' ? [e.data.usage] : []))
    expect(used[0]?.inputTokens).toBeGreaterThan(100)
    expect(used[0]?.outputTokens).toBeGreaterThan(20)
  })

  test('of a model that uses no tokens: nothing is counted, wherever it stops', async () => {
    const stop = new AbortController()
    const speaking: Model = {
      id: 'builtin/speaker',
      name: 'Speaker',
      tools: true,
      vision: false,
      tokenless: true,
      async *stream() {
        yield { type: 'text', text: long }
        stop.abort()
        yield { type: 'text', text: long }
      },
    }
    const { outcome, state } = await ask({ script: [], options: { model: speaking, signal: stop.signal } })
    expect(outcome).toBe('cancelled')
    expect(state.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
  })

  test('cut off within a repair: both tries are counted', async () => {
    const tries = {
      cell: failing(fail('E')),
      script: [{ code: 'c0', usage }, cut, { text: 'c1', usage }, { text: 'Done.', usage }],
    }
    const { state, outcome } = await ask(tries)
    expect(outcome).toBe('answered')
    expect(state.usage.inputTokens).toBeGreaterThan(3100)
    expect(state.usage.inputTokens).toBeLessThan(4000)
  })

  test('a filter ends the run in words; what was shown stays, and what was used is counted once', async () => {
    const { outcome, state, server } = await ask({ script: [{ text: long, finish: 'content_filter', usage }] })
    expect(outcome).toBe('failed')
    expect(state.error).toMatchObject({ code: 'filtered', message: expect.stringContaining('Ask in other words') })
    expect(state.answer).toBe(long)
    expect(state.usage).toMatchObject({ inputTokens: 1000, outputTokens: 100 })
    expect(server.requests).toHaveLength(1)
  })
})
