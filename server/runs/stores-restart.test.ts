/** PostgreSQL and Redis die in the middle of a run and come back: the run comes to its end, and the server goes on without a restart. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { startRedis } from '../testing/start-redis.ts'

let postgres: TestPostgres
let redis: Awaited<ReturnType<typeof startRedis>>
let server: ScriptedRuns
beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  server = await scriptedRuns({ DATABASE_URL: await postgres.newDatabase(), REDIS_URL: redis.url })
}, 60_000)
afterAll(async () => {
  await server?.close()
  await Promise.all([postgres, redis].map(store => store?.stop()))
})

const counts = 'import time\nfor n in range(20):\n    print(n, flush=True)\n    time.sleep(0.1)'

/** Nobody waits for the silence of a worker that is known to have let go. */
async function callNow(runId: string): Promise<void> {
  const sql = `update runs set heartbeat_at = null, created_at = created_at - interval '60 seconds'
    where id = $1 and finished_at is null`
  const told = () =>
    server.services.database.pool.query(sql, [runId]).then(
      () => true,
      () => false,
    )
  await expect.poll(told, { timeout: 20_000 }).toBe(true)
}

const printed = (events: LoggedEvent[]): number[] =>
  events.flatMap(({ event, data }) => (event === 'stdout' ? data.text.trim().split('\n').map(Number) : []))

const stores = [
  ['PostgreSQL', () => postgres],
  ['Redis', () => redis],
] as const

describe.each(stores)('a restart of %s', (_, store) => {
  it('in the middle of a cell loses no event and doubles none, and the next question is answered', {
    timeout: 120_000,
  }, async () => {
    const { runId, sessionId } = await server.asking([{ code: counts }, { text: 'Done.' }])
    await server.until(runId, 'stdout')
    await store().kill()
    await store().startAgain()
    await callNow(runId)
    await expect
      .poll(async () => (await server.state(runId).catch(() => null))?.status, { timeout: 60_000 })
      .toMatch(/answered|failed/)
    const events = await server.events(runId)
    expect(events.map(({ id }) => id)).toEqual(events.map((__, place) => place + 1))
    expect(events.filter(({ event }) => event === 'run_started' || event === 'done')).toHaveLength(2)
    const numbers = printed(events)
    expect(numbers, 'the cell ran once').toEqual(numbers.map((__, place) => place))
    for (const { event, data } of events) if (event === 'error') expect(data.message).toMatch(/^[A-Z].+\.$/)
    expect((await server.ran('print(1 + 1)', sessionId)).steps[0]?.stdout).toBe('2\n')
  })

  it('while a question waits for it answers that question', { timeout: 120_000 }, async () => {
    await store().kill()
    const early = server.asking([{ text: 'Here.' }]).catch(() => null)
    await store().startAgain()
    await early
    const { runId } = await server.asking([{ text: 'Here.' }])
    await callNow(runId)
    expect((await server.events(runId)).at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
  })
})
