/** The product on PostgreSQL, Redis and an S3 store together: one process, then an API and workers apart, then a worker that is killed. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { clientOf } from '@codingagent/evals/bench/client.ts'
import { startProduct, type Product } from '@codingagent/evals/bench/product-process.ts'
import { questionFor, settingsFor, startScriptedModel } from '@codingagent/evals/bench/scripted-model.ts'
import { startServices, type RunningServices } from '@codingagent/evals/bench/services-process.ts'
import type { Artifact, TablePage } from '@codingagent/protocol/artifacts.ts'
import type { LoggedEvent, RunEventData, RunEventName } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'

let services: RunningServices
let dataDir = ''
const started = new Set<Product>()

beforeAll(async () => {
  services = await startServices()
  dataDir = await mkdtemp(join(tmpdir(), 'codingagent-real-'))
})
// A worker that a failed test left would take the next one's jobs.
afterEach(async () => {
  for (const product of started) await end(product)
})
afterAll(async () => {
  await services?.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function start(more: Record<string, string> = {}): Promise<Product> {
  const product = await startProduct({ ...services.settings, ...more }, dataDir)
  started.add(product)
  return product
}

async function end(product: Product, how: 'stop' | 'kill' = 'stop'): Promise<void> {
  started.delete(product)
  await (how === 'stop' ? product.stop(false) : product.kill())
}

const csv = `shop,day,revenue\n${Array.from({ length: 300 }, (_, n) => `${n % 2 ? 'Harbour' : 'Hill'},2025-${String((n % 12) + 1).padStart(2, '0')}-10,${n}`).join('\n')}\n`
const total = { Harbour: 22_500, Hill: 22_350 }

async function logOf(address: string, runId: string): Promise<LoggedEvent[]> {
  const events: LoggedEvent[] = []
  for await (const { id, event, data } of clientOf(address).follow(runId))
    events.push({ id, event, data } as LoggedEvent)
  expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1))
  return events
}

const dataOf = <Name extends RunEventName>(log: LoggedEvent[], name: Name) =>
  log.filter(({ event }) => event === name).map(({ data }) => data as RunEventData<Name>)

type Seen = { sessionId: string; runId: string; log: LoggedEvent[]; upload: string; made: Artifact; bytes: string }

/** The link is the store's own, signed. */
async function text(address: string, { url }: Artifact): Promise<string> {
  const link = new URL(url, address)
  expect(link.origin).toBe(services.settings.S3_ENDPOINT)
  expect(link.searchParams.has('X-Amz-Signature')).toBe(true)
  return (await fetch(link)).text()
}

/** Links in events are signed anew for each reader. */
const withoutLinks = (log: LoggedEvent[]) =>
  JSON.parse(JSON.stringify(log).replaceAll(/"url":"[^"]*"/g, '"url":""')) as unknown

/** Upload, question, events, file, table: what a person meets. */
async function walk(address: string): Promise<Seen> {
  const client = clientOf(address)
  const sessionId = await client.session()
  const upload = await client.upload(sessionId, 'sales.csv', new Blob([csv]))
  const runId = await client.ask(sessionId, 'Total revenue by shop, and save it as CSV')
  const log = await logOf(address, runId)
  expect(log.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
  const words = log.map(({ data }) => JSON.stringify(data)).join('\n')
  for (const sum of Object.values(total)) expect(words.replaceAll(',', '')).toContain(String(sum))
  const file = dataOf(log, 'file_ready').at(-1)?.file
  const made = await client.json<Artifact>(`/artifacts/${file?.id}`)
  return { sessionId, runId, log, upload: upload.id, made, bytes: await text(address, made) }
}

/** The same, as it is found later, perhaps by another process. */
async function stillThere(address: string, seen: Seen): Promise<void> {
  const client = clientOf(address)
  expect(withoutLinks(await logOf(address, seen.runId))).toEqual(withoutLinks(seen.log))
  expect(await text(address, seen.made), 'an old link holds').toBe(seen.bytes)
  const fresh = await client.json<Artifact>(`/artifacts/${seen.made.id}`)
  expect(await text(address, fresh)).toBe(seen.bytes)
  expect(await text(address, await client.json<Artifact>(`/artifacts/${seen.upload}`))).toBe(csv)
  const { items } = await client.json<{ items: RunState[] }>(`/sessions/${seen.sessionId}/runs`)
  expect(items[0]).toMatchObject({ id: seen.runId, status: 'answered' })
}

async function tablePage(address: string, { upload }: Seen): Promise<void> {
  const page = await clientOf(address).json<TablePage>(`/artifacts/${upload}/rows?offset=0&limit=2&sort=-revenue`)
  expect(page.total).toBe(300)
  expect(page.rows.map(row => Number(row.at(-1)))).toEqual([299, 298])
}

test('one process: everything works, and is still there after a restart', { timeout: 240_000 }, async () => {
  const first = await start()
  const seen = await walk(first.address)
  expect(seen.bytes.replaceAll('.0', '')).toContain(`Harbour,${total.Harbour}`)
  await tablePage(first.address, seen)
  await end(first)

  const second = await start()
  await stillThere(second.address, seen)
  await tablePage(second.address, seen)
  const next = await clientOf(second.address).ask(seen.sessionId, 'And the average revenue by shop?')
  const log = await logOf(second.address, next)
  expect(log.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
  expect(JSON.stringify(log)).toContain('Harbour')
  await end(second)
  expect(await readdir(dataDir), 'no database and no blobs beside the real ones').toEqual(['sessions'])
})

test('an API and a worker in processes of their own', { timeout: 240_000 }, async () => {
  const [api, worker] = await Promise.all([start({ ROLES: 'api' }), start({ ROLES: 'worker' })])
  const seen = await walk(api.address)
  await tablePage(api.address, seen)
  await end(worker)
  await stillThere(api.address, seen)
  await end(api)
})

test('kill -9 of a worker in the middle of a cell: another ends the run', { timeout: 240_000 }, async () => {
  const model = await startScriptedModel()
  const settings = settingsFor(model)
  const [api, doomed] = await Promise.all([
    start({ ...settings, ROLES: 'api' }),
    start({ ...settings, ROLES: 'worker' }),
  ])
  const client = clientOf(api.address)
  const sessionId = await client.session()
  const code = 'import time\nfor n in range(40):\n    print(n, flush=True)\n    time.sleep(0.05)'
  const runId = await client.ask(sessionId, questionFor(code))
  const seen: LoggedEvent[] = []
  let killed: Promise<void> | undefined
  let heir: Promise<Product> | undefined
  for await (const { id, event, data } of client.follow(runId)) {
    seen.push({ id, event, data } as LoggedEvent)
    if (event !== 'stdout' || killed) continue
    killed = end(doomed, 'kill')
    heir = killed.then(() => start({ ...settings, ROLES: 'worker' }))
  }
  await heir
  const log = await logOf(api.address, runId)
  expect(log, 'a reader who was there all the time saw the same').toEqual(seen)
  expect(dataOf(log, 'error')).toEqual([])
  expect(dataOf(log, 'done').map(({ status }) => status)).toEqual(['answered'])
  const printed = dataOf(log, 'stdout').map(({ text: line }) => line)
  expect(printed.join(''), 'what the dead one printed is kept, and its cell is not run twice').toMatch(
    /^0\n(?!.*\b0\n)/s,
  )
  expect(dataOf(log, 'text').map(({ text: words }) => words)).toEqual(['Done.'])
  await model.close()
})
