import { expect, test } from 'vitest'
import { startBudget } from './budget.ts'

const none = { maxRunTokens: null, maxRunUsd: null, maxRunSeconds: null }

test('without caps nothing is ever reached, and all is counted', () => {
  const budget = startBudget({ settings: none, clock: () => 5000 })
  budget.add({ inputTokens: 1e9, outputTokens: 1, costUsd: 100 })
  budget.add({ inputTokens: 1, outputTokens: 1 })
  expect(budget.usage).toEqual({ inputTokens: 1e9 + 1, outputTokens: 2, costUsd: 100 })
  expect(budget.reached()).toBeNull()
})

test('each cap is told in words', () => {
  const tokens = startBudget({ settings: { ...none, maxRunTokens: 2000 }, clock: () => 0 })
  tokens.add({ inputTokens: 1500, outputTokens: 499 })
  expect(tokens.reached()).toBeNull()
  tokens.add({ inputTokens: 0, outputTokens: 1 })
  expect(tokens.reached()).toBe('2,000 tokens')

  const money = startBudget({ settings: { ...none, maxRunUsd: 0.5 }, clock: () => 0 })
  money.add({ inputTokens: 1, outputTokens: 1, costUsd: 0.5 })
  expect(money.reached()).toBe('0.5 US dollars')

  let now = 0
  const time = startBudget({ settings: { ...none, maxRunSeconds: 60 }, clock: () => now })
  now = 61_000
  expect(time.reached()).toBe('60 seconds')
  time.end()
})

test('a run taken over goes on with what was used', () => {
  const used = { usage: { inputTokens: 900, outputTokens: 90 }, seconds: 30 }
  const budget = startBudget({ settings: { ...none, maxRunTokens: 1000 }, clock: () => 0, used })
  expect(budget.seconds()).toBe(30)
  budget.add({ inputTokens: 10, outputTokens: 0 })
  expect(budget.reached()).toBe('1,000 tokens')
})

test('when the seconds are over, what runs is aborted', async () => {
  const budget = startBudget({ settings: { ...none, maxRunSeconds: 0.01 }, clock: () => performance.now() })
  await new Promise(resolve => budget.timeUp.addEventListener('abort', resolve))
  expect(budget.reached()).toBe('0.01 seconds')
})
