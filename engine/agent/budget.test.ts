import { expect, test } from 'vitest'
import { emptyRun } from '@codingagent/protocol/run-state.ts'
import { startBudget, usedBefore } from './budget.ts'

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

const tokens = { inputTokens: 1_000_000, outputTokens: 1_000_000 }

test('the price of the model counts where the turn does not say what it cost', () => {
  const price = { input: 1, output: 4, cached: 0.1 }
  const budget = startBudget({ settings: { ...none, maxRunUsd: 11 }, clock: () => 0, price })
  budget.add(tokens)
  expect(budget.usage.costUsd).toBe(5)
  budget.add({ ...tokens, cachedTokens: 1_000_000 })
  expect(budget.usage.costUsd).toBeCloseTo(9.1)
  expect(budget.reached()).toBeNull()
  budget.add({ ...tokens, costUsd: 2 })
  expect(budget.usage.costUsd).toBeCloseTo(11.1)
  expect(budget.reached()).toBe('11 US dollars')
  expect(budget.uncounted()).toBeNull()
})

test('what a dead process had used is priced too, so that a run taken over cannot spend twice', () => {
  const price = { input: 1, output: 4 }
  const used = { usage: tokens, seconds: 1 }
  const budget = startBudget({ settings: { ...none, maxRunUsd: 5 }, clock: () => 0, price, used })
  expect(budget.reached()).toBe('5 US dollars')
})

test('a model without a price: the cap of money is said to be none, and which one holds', () => {
  const spent = (settings: object, used = tokens, price?: { input: number; output: number }) => {
    const budget = startBudget({ settings: { ...none, ...settings }, clock: () => 0, price })
    budget.add(used)
    return budget.uncounted()
  }
  expect(spent({ maxRunUsd: 0.5 })).toMatch(/is not known.* 0.5 US dollars cannot be held; MAX_RUN_TOKENS would/)
  expect(spent({ maxRunUsd: 0.5, maxRunTokens: 90_000 })).toContain('90,000 tokens are its limit')
  expect(spent({})).toBeNull()
  expect(spent({ maxRunUsd: 0.5 }, { inputTokens: 0, outputTokens: 0 })).toBeNull()
  expect(spent({ maxRunUsd: 0.5 }, tokens, { input: 0, output: 0 })).toBeNull()
})

test('a model of one’s own costs nothing, and shows no price', () => {
  const budget = startBudget({ settings: { ...none, maxRunUsd: 1 }, clock: () => 0, price: { input: 0, output: 0 } })
  budget.add(tokens)
  expect(budget.usage).toEqual(tokens)
  expect(budget.reached()).toBeNull()
})

test('of a run whose first turn was cut short the least is reckoned, and nothing where no tokens are used', () => {
  const left = { ...emptyRun(), thought: 'I look at it. ', answer: 'So far so good' }
  const counted = { inputTokens: 0, outputTokens: 7 }
  expect(usedBefore(left, {})).toEqual({ usage: counted, seconds: 0 })
  expect(usedBefore(left, { tokenless: true })).toEqual({ usage: { inputTokens: 0, outputTokens: 0 }, seconds: 0 })
})
