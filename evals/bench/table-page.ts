/** A page in the middle of a table of ten million rows, through the API. */
import { clientOf } from './client.ts'
import { startProduct } from './product-process.ts'
import { quantile, type Row } from './row.ts'
import { questionFor, settingsFor, startScriptedModel } from './scripted-model.ts'

const ROWS = 10_000_000
const CODE = `
n = ${ROWS}
pd.DataFrame({"id": np.arange(n), "amount": np.random.default_rng(1).normal(100, 15, n).round(2), "group": np.arange(n) % 97})
`

export async function tablePageRows(): Promise<Row[]> {
  const model = await startScriptedModel()
  const product = await startProduct({ ...settingsFor(model), CODE_EXECUTION_TIMEOUT: '120', SANDBOX_MEMORY: '4GiB' })
  try {
    const client = clientOf(product.address)
    const runId = await client.ask(await client.session(), questionFor(CODE))
    let table: string | undefined
    for await (const event of client.follow(runId))
      if (event.event === 'artifact' && event.data.artifact.kind === 'table') table = event.data.artifact.id
    if (!table)
      return [
        { name: 'table page at 10M rows, p50', ours: null, peer: null, unit: 'ms', note: 'the table was not shown' },
      ]
    const page = async (query: string) => {
      const begun = performance.now()
      await client.json(`/artifacts/${table}/rows?${query}`)
      return performance.now() - begun
    }
    await page('offset=0')
    const plain: number[] = []
    for (let i = 1; i <= 30; i++) plain.push(await page(`offset=${(i * 331_337) % ROWS}&limit=200`))
    const sorted: number[] = []
    for (let i = 0; i < 5; i++) sorted.push(await page(`offset=${i * 200}&limit=200&sort=-amount`))
    return [
      { name: 'table page at 10M rows, any offset, p50', ours: quantile(plain, 0.5), peer: null, unit: 'ms' },
      { name: 'the same, sorted', ours: quantile(sorted, 0.5), peer: null, unit: 'ms' },
    ]
  } finally {
    await product.stop()
    await model.close()
  }
}
