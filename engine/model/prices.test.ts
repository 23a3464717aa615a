import { describe, expect, test } from 'vitest'
import { costOf, listPrice } from './prices.ts'
import { configuredProviders } from './providers.ts'

const gpt = { input: 1.75, output: 14, cached: 0.175 }
const sonnet = { input: 3, output: 15, cached: 0.3 }

describe('the price of a model', () => {
  test.each([
    ['by its plain name', 'openai/gpt-5.2', gpt],
    ['as of one day', 'openai/gpt-5.2-2025-12-11', gpt],
    ['as of one day, as Anthropic writes it', 'anthropic/claude-sonnet-4-5-20250929', sonnet],
    ['whatever is the latest', 'anthropic/claude-sonnet-4-latest', sonnet],
    ['through OpenRouter', 'openrouter/openai/gpt-5.2', gpt],
    ['through OpenRouter, in its spelling and with a route', 'openrouter/anthropic/claude-sonnet-4.5:nitro', sonnet],
    ['on a machine of one’s own', 'ollama/llama3:8b', { input: 0, output: 0 }],
  ])('%s', (_, id, price) => {
    expect(listPrice(id)).toEqual(price)
  })

  test.each(['openai/gpt-99', 'anthropic/claude', 'openrouter/qwen/qwen3-coder', 'builtin/analyst', 'openai/', ''])(
    'nobody knows that of %j',
    id => {
      expect(listPrice(id)).toBeUndefined()
    },
  )

  test('a smaller sister is no edition of the larger', () => {
    expect(listPrice('openai/gpt-5-mini')?.input).toBeLessThan(listPrice('openai/gpt-5')?.input ?? 0)
    expect(listPrice('openai/gpt-5-huge')).toBeUndefined()
  })

  test('OpenAI’s list says nothing of another server on its wire', () => {
    expect(listPrice('openai/gpt-5.2', { ownAddress: true })).toBeUndefined()
    expect(listPrice('anthropic/claude-sonnet-4-5', { ownAddress: true })).toEqual(sonnet)
  })

  test('each model that is offered before a provider was asked has one, where the provider says none itself', () => {
    const keys = { tools: 'auto' as const, openaiApiKey: 'k', anthropicApiKey: 'k', googleApiKey: 'k' }
    const offered = configuredProviders(keys).flatMap(({ name, known }) => known.map(id => `${name}/${id}`))
    expect(offered.length).toBeGreaterThan(5)
    expect(offered.filter(id => listPrice(id) === undefined)).toEqual([])
  })
})

describe('the cost of a turn', () => {
  test.each([
    ['input and output', { inputTokens: 1_000_000, outputTokens: 100_000 }, 1.75 + 1.4],
    ['input that was kept', { inputTokens: 1_000_000, outputTokens: 0, cachedTokens: 400_000 }, 1.05 + 0.07],
    ['more kept than was sent', { inputTokens: 1_000_000, outputTokens: 0, cachedTokens: 9_000_000 }, 0.175],
  ])('%s', (_, usage, dollars) => {
    expect(costOf(gpt, usage)).toBeCloseTo(dollars, 9)
  })

  test('without a price of its own, kept input costs like all input', () => {
    const usage = { inputTokens: 1_000_000, outputTokens: 0, cachedTokens: 1_000_000 }
    expect(costOf({ input: 21, output: 168 }, usage)).toBe(21)
  })
})
