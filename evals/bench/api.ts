/** Through the front door: POST → first display in a fresh session, and a cell's round trip in a warm one. */
import { clientOf, type Client } from './client.ts'
import { startProduct } from './product-process.ts'
import { quantile, type Row } from './row.ts'
import { questionFor, settingsFor, startScriptedModel } from './scripted-model.ts'

const FRESH = 40
const WARM = 200

/** Milliseconds from the POST to the first `display`, and the rest of the run read to its end. */
async function firstDisplay(client: Client, sessionId: string, code: string): Promise<number> {
  const begun = performance.now()
  const runId = await client.ask(sessionId, questionFor(code))
  let shown = Number.NaN
  for await (const event of client.follow(runId))
    if (event.event === 'display' && Number.isNaN(shown)) shown = event.at - begun
  return shown
}

export async function apiRows(): Promise<Row[]> {
  const model = await startScriptedModel()
  const product = await startProduct(settingsFor(model))
  try {
    const client = clientOf(product.address)
    await firstDisplay(client, await client.session(), '1')
    const fresh: number[] = []
    for (let i = 0; i < FRESH; i++)
      fresh.push(await firstDisplay(client, await client.session(), 'pd.DataFrame({"a": [1, 2]}).sum()'))
    const sessionId = await client.session()
    const warm: number[] = []
    for (let i = 0; i < WARM; i++) warm.push(await firstDisplay(client, sessionId, String(i)))
    return [
      {
        name: 'fresh session, POST → first display, p90',
        ours: quantile(fresh, 0.9),
        peer: null,
        unit: 'ms',
        goal: '≤ 60 ms',
      },
      {
        name: 'warm session, POST → display, p50',
        ours: quantile(warm.slice(10), 0.5),
        peer: null,
        unit: 'ms',
        goal: '≤ 10 ms',
      },
    ]
  } finally {
    await product.stop()
    await model.close()
  }
}

/** Cold: an empty folder. Warm: the same folder again. */
export async function startRows(): Promise<Row[]> {
  const cold = await startProduct()
  await cold.stop(false)
  const warm = await startProduct({}, cold.dataDir)
  await warm.stop()
  return [
    { name: 'cold start, process → ready', ours: cold.startMs / 1000, peer: null, unit: 's' },
    { name: 'warm start, process → ready', ours: warm.startMs / 1000, peer: null, unit: 's' },
  ]
}
