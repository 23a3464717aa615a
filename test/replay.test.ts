/** Recorded episodes over the OpenAI wire against the product in a process of its own: read whole, and by readers who are cut off, many at once. */
import { startProduct, type Product } from '@codingagent/evals/bench/product-process.ts'
import { episodes } from '@codingagent/evals/replay/episodes.ts'
import { play } from '@codingagent/evals/replay/play.ts'
import { startRecordedModel, type RecordedModel } from '@codingagent/evals/replay/recorded-model.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

let model: RecordedModel
let product: Product

beforeAll(async () => {
  model = await startRecordedModel()
  product = await startProduct({
    MODEL: 'openai/recorded',
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'any',
    // No cell here is slow; a busy machine shall not make one so.
    CODE_EXECUTION_TIMEOUT: '120',
  })
})
afterAll(async () => {
  await product?.stop()
  await model?.close()
})

describe('recorded episodes', () => {
  test.each(episodes)('$name', { timeout: 180_000 }, async episode => {
    expect(await play({ address: product.address, model, cutEvery: 0 }, episode, episode.name)).toEqual([])
  })

  test('eight at a time, each reader cut off every seven events', { timeout: 300_000 }, async () => {
    const queue = [1, 2].flatMap(round => episodes.map(episode => ({ episode, name: `${episode.name}-${round}` })))
    const problems: string[] = []
    const player = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift())
        problems.push(...(await play({ address: product.address, model, cutEvery: 7 }, next.episode, next.name)))
    }
    await Promise.all(Array.from({ length: 8 }, player))
    expect(problems).toEqual([])
  })
})
