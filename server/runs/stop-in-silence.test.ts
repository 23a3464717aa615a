/** A stop while a store says nothing: the cell is interrupted, the run ends, and Python keeps its variables. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { startRedis } from '../testing/start-redis.ts'
import { startS3 } from '../testing/start-s3.ts'

const shows = `import time
kept = 8
display(pd.DataFrame({"a": [1, 2]}))
print("asleep", flush=True)
time.sleep(60)`

let postgres: TestPostgres
let redis: Awaited<ReturnType<typeof startRedis>>
let s3: Awaited<ReturnType<typeof startS3>>
let server: ScriptedRuns
beforeAll(async () => {
  ;[postgres, redis, s3] = await Promise.all([startPostgres(), startRedis(), startS3()])
  const { endpoint = '', bucket, accessKeyId, secretAccessKey } = s3.settings
  server = await scriptedRuns({
    DATABASE_URL: await postgres.newDatabase(),
    REDIS_URL: redis.url,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  })
}, 60_000)
afterAll(async () => {
  await server?.close()
  await Promise.all([postgres, redis, s3].map(store => store?.stop()))
})

/** Rows that are on their way into the store, and statements that wait for a lock. */
async function waiting(sessionId: string): Promise<number> {
  const { rows } = await server.services.database.pool.query<{ count: number }>(
    `select (select count(*) from artifacts where session_id = $1 and state = 'pending')::int
      + (select count(*) from pg_stat_activity where wait_event_type = 'Lock')::int as count`,
    [sessionId],
  )
  return rows[0]?.count ?? 0
}

/** Artifacts are read and none is stored, until what it gives is called. */
async function lockArtifacts(): Promise<() => Promise<void>> {
  const client = await server.services.database.pool.connect()
  await client.query('begin; lock table artifacts in share mode')
  return async () => {
    await client.query('rollback')
    client.release()
  }
}

type Asked = { runId: string; sessionId: string }
const isHeldUp = ({ sessionId }: Asked) => expect.poll(() => waiting(sessionId), { timeout: 30_000 }).toBeGreaterThan(0)
const isAsleep = ({ runId }: Asked) => server.until(runId, 'stdout')

/** What it is, how it begins and ends, and how one sees that the run has met it. */
type Silence = [string, () => Promise<() => unknown>, (asked: Asked) => Promise<unknown>]
const silences: Silence[] = [
  ['the store of files does not take what it showed', async () => (s3.fallSilent(), s3.goOn), isHeldUp],
  ['the database does not take what it showed', lockArtifacts, isHeldUp],
  ['the queue does not answer', async () => (redis.fallSilent(), redis.goOn), isAsleep],
]

describe('a stop of a cell', { timeout: 60_000 }, () => {
  it.each(silences)('ends its run and keeps its variables while %s', async (_, begin, isMet) => {
    const speak = Promise.withResolvers<void>()
    const asked = await server.asking([{ code: 'kept = 7' }, { code: shows, hold: speak.promise }])
    const { runId, sessionId, name } = asked
    await expect.poll(() => server.turnsOf(name), { timeout: 30_000 }).toBe(2)
    const end = await begin()
    try {
      speak.resolve()
      await isMet(asked)
      await server.call('POST', `/runs/${runId}/cancel`)
      expect((await server.events(runId)).at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } })
    } finally {
      await end()
    }
    const { steps } = await server.ran('print(kept)', sessionId)
    expect(steps[0]?.stdout).toMatch(/^[78]\n$/)
    expect(steps[0]?.stderr, 'no loss is told').toBe('')
  })
})
