/** A hundred people at once, each with a session of their own, over HTTP, the model's wire and real kernels; every third cell fails first. */
import { clientOf } from '@codingagent/evals/bench/client.ts'
import { startProduct, type Product } from '@codingagent/evals/bench/product-process.ts'
import { startRecordedModel, markOf, type RecordedModel } from '@codingagent/evals/replay/recorded-model.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'

let model: RecordedModel
let product: Product
beforeAll(async () => {
  model = await startRecordedModel()
  product = await startProduct({
    MODEL: 'openai/recorded',
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'any',
    // Beside ninety-nine others no cell is quick.
    CODE_EXECUTION_TIMEOUT: '120',
  })
})
afterAll(async () => {
  await product?.stop()
  await model?.close()
})

async function askOne(n: number) {
  const client = clientOf(product.address)
  const name = `n${n}`
  const right = { says: '', code: `mine = ${n} * 7\nprint("mine is", mine)`, ends: 'success' as const }
  const wrong = { says: 'I try. ', code: `print(unknown_${n})`, ends: 'error' as const }
  model.load(name, { turns: n % 3 === 0 ? [wrong, right] : [right], answer: `It is ${n * 7}.` })
  const runId = await client.ask(await client.session(), `${markOf(name)} How many?`)
  const ids: number[] = []
  let [printed, said, end, repairs] = ['', '', '', 0]
  for await (const { id, event, data } of client.follow(runId)) {
    ids.push(id)
    if (event === 'stdout') printed += data.text
    if (event === 'text') said += data.text
    if (event === 'repair_success') repairs += 1
    if (event === 'done') end = data.status
  }
  return { printed, said, end, repairs, inOrder: ids.every((id, i) => id === i + 1) }
}

test('a hundred sessions at once: each gets its own answer, whole and in order', { timeout: 240_000 }, async () => {
  const all = await Promise.all(Array.from({ length: 100 }, (_, n) => askOne(n)))
  for (const [n, answer] of all.entries()) {
    expect(answer).toEqual({
      printed: `mine is ${n * 7}\n`,
      said: `It is ${n * 7}.`,
      end: 'answered',
      repairs: n % 3 === 0 ? 1 : 0,
      inOrder: true,
    })
  }
})
