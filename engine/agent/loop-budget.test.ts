/** What a question may cost, over the real wire: each cap ends the run in words, and what there is stays. */
import { describe, expect, test } from 'vitest'
import { ask, fail } from './rehearsal.ts'

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
