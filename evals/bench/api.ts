/** Through the front door: POST → first display in a fresh session, and a cell's round trip in a warm one. */
import { setTimeout as delay } from 'node:timers/promises'
import { clientOf, type Client } from './client.ts'
import { startProduct } from './product-process.ts'
import { quantile, type Row } from './row.ts'
import { questionFor, settingsFor, startScriptedModel, type ScriptedModel } from './scripted-model.ts'

const FRESH = 40
const WARM = 200

type Asking = { client: Client; model: ScriptedModel }
type Shown = { fromPost: number; fromCall: number }

/** Sessions before those that count: a server that has just started still compiles its own code. */
const UNCOUNTED = 15

/** Milliseconds to the first `display`, from the POST (the model's own time off) and from the model's call; the run is read to its end. */
export async function firstDisplay({ client, model }: Asking, sessionId: string, code: string): Promise<Shown> {
  const begun = performance.now()
  const runId = await client.ask(sessionId, questionFor(code))
  let at = Number.NaN
  for await (const event of client.follow(runId)) if (event.event === 'display' && Number.isNaN(at)) at = event.at
  return { fromPost: at - begun - model.ownTime(), fromCall: at - model.calledAt() }
}

async function freshSessions(asking: Asking, code: string): Promise<Shown[]> {
  const shown: Shown[] = []
  for (let i = 0; i < FRESH; i++) {
    await delay(150)
    shown.push(await firstDisplay(asking, await asking.client.session(), code))
  }
  return shown
}

export async function apiRows(): Promise<Row[]> {
  const model = await startScriptedModel()
  const product = await startProduct(settingsFor(model))
  try {
    const client = clientOf(product.address)
    const asking = { client, model }
    for (let i = 0; i < UNCOUNTED; i++) await firstDisplay(asking, await client.session(), '1')
    // The same cell, and the same pause between two sessions, as where the kernel alone is measured.
    const fresh = await freshSessions(asking, '1')
    const table = await freshSessions(asking, 'pd.DataFrame({"a": [1, 2]})')
    const sessionId = await client.session()
    const warm: Shown[] = []
    for (let i = 0; i < WARM; i++) warm.push(await firstDisplay(asking, sessionId, String(i)))
    const settled = warm.slice(10)
    return [
      {
        name: 'fresh session, POST → first display, p90',
        ours: quantile(
          fresh.map(shown => shown.fromPost),
          0.9,
        ),
        peer: null,
        unit: 'ms',
        goal: '≤ 60 ms',
      },
      {
        name: 'fresh session, POST → first table, p90',
        ours: quantile(
          table.map(shown => shown.fromPost),
          0.9,
        ),
        peer: null,
        unit: 'ms',
      },
      {
        name: 'warm session, POST → display, p50',
        ours: quantile(
          settled.map(shown => shown.fromPost),
          0.5,
        ),
        peer: null,
        unit: 'ms',
      },
      {
        name: "a cell through the API, model's call → display, p50",
        ours: quantile(
          settled.map(shown => shown.fromCall),
          0.5,
        ),
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
