/** Runs of one session go one after another, whoever works on them: tried with claimers of two processes on both kinds of database. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scriptedServer } from '@codingagent/engine/model/scripted.ts'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from '../db/open-database.ts'
import { runEvents, runs } from '../db/schema.ts'
import { databaseKinds, databasePlaces } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { startPostgres } from '../testing/start-postgres.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { createEventLog, type EventLog } from './event-log.ts'

const SILENCE = 15_000
const done = { event: 'done', data: { status: 'answered' } } as const

describe.each(databaseKinds)('a claim on %s', kind => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  const databases: Database[] = []
  const logs: EventLog[] = []
  beforeAll(async () => {
    places = await databasePlaces(kind)
    const place = await places.newPlace()
    // The embedded database has one process, so there both claim over one.
    for (let process = 0; process < (kind === 'pglite' ? 1 : 2); process++) {
      const database = await openDatabase(place)
      databases.push(database)
      logs.push(await createEventLog(database))
    }
  })
  afterAll(async () => {
    for (const log of logs) log.close()
    for (const database of databases) await database.close()
    await places.stop()
  })

  const database = () => databases[0]!
  const log = () => logs[0]!
  const other = () => logs.at(-1)!
  const age = (runId: string, fields: string, seconds: number) =>
    database().pool.query(`update runs set ${fields} = ${fields} - interval '${seconds} seconds' where id = $1`, [
      runId,
    ])
  /** A session with so many questions, the oldest first. */
  async function session(count: number): Promise<string[]> {
    const first = await insertRun(database())
    const ids = [first.runId]
    for (let n = 1; n < count; n++) {
      const [row] = await database()
        .orm.insert(runs)
        .values({ ...first, id: `${first.runId}-${n}`, question: 'And?', model: 'builtin/analyst' })
        .returning({ id: runs.id })
      ids.push(row!.id)
    }
    for (const [n, id] of ids.entries()) await age(id, 'created_at', 100 - n)
    return ids
  }

  it('is one’s alone, however many try', async () => {
    const [runId = ''] = await session(1)
    const claims = await Promise.all(
      Array.from({ length: 12 }, (_, n) => (n % 2 ? log() : other()).claim(runId, SILENCE)),
    )
    expect(claims.filter(claim => claim !== null)).toEqual([{ epoch: 1, lastEventId: 0 }])
  })

  it('is for the oldest question alone, until that has ended', async () => {
    const [first = '', second = '', third = ''] = await session(3)
    for (let round = 0; round < 10; round++) {
      const claims = await Promise.all(
        [third, second, first].map((id, n) => (n % 2 ? log() : other()).claim(id, SILENCE)),
      )
      expect(claims.slice(0, 2)).toEqual([null, null])
      expect(claims[2] === null).toBe(round > 0)
    }
    await log().append(first, 1, [done])
    const next = await Promise.all([log().claim(third, SILENCE), other().claim(second, SILENCE)])
    expect(next).toEqual([null, { epoch: 1, lastEventId: 0 }])
  })

  it('is refused beside a run that is worked on, also when that was asked later', async () => {
    const [older = '', begun = ''] = await session(2)
    await database().pool.query('update runs set finished_at = now() where id = $1', [older])
    expect(await log().claim(begun, SILENCE)).toMatchObject({ epoch: 1 })
    // As if its transaction had begun before the other's and become visible after it.
    await database().pool.query('update runs set finished_at = null where id = $1', [older])
    expect(await other().claim(older, SILENCE)).toBeNull()
    await age(begun, 'heartbeat_at', 60)
    expect(await other().claim(older, SILENCE)).toMatchObject({ epoch: 1 })
  })

  it('takes over from one that has been silent, and fences it', async () => {
    const [runId = ''] = await session(1)
    await log().claim(runId, SILENCE)
    expect(await other().claim(runId, SILENCE)).toBeNull()
    await age(runId, 'heartbeat_at', 60)
    const claims = await Promise.all([log().claim(runId, SILENCE), other().claim(runId, SILENCE)])
    expect(claims.filter(claim => claim !== null)).toEqual([{ epoch: 2, lastEventId: 0 }])
    await expect(log().append(runId, 1, [done])).rejects.toThrow('was taken over')
  })

  it('of an ended, a foreign or no run is null', async () => {
    const [runId = ''] = await session(1)
    await log().append(runId, 0, [done])
    expect(await log().claim(runId, SILENCE)).toBeNull()
    expect(await log().claim('run_0', SILENCE)).toBeNull()
  })
})

describe('two servers on one PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>
  let model: Awaited<ReturnType<typeof scriptedServer>>
  let servers: TestServer[] = []
  const dataDir = mkdtempSync(join(tmpdir(), 'codingagent-turns-'))
  beforeAll(async () => {
    postgres = await startPostgres()
    model = await scriptedServer(() => ({ text: 'A short answer.' }))
    const environment = {
      DATABASE_URL: await postgres.newDatabase(),
      DATA_DIR: dataDir,
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'any',
      MODEL: 'openai/scripted',
    }
    servers = [await testServer(environment), await testServer(environment)]
  })
  afterAll(async () => {
    for (const server of servers) await server.close()
    await model.close()
    await postgres.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('answer the questions of one session one after another', async () => {
    const [one, two] = servers as [TestServer, TestServer]
    const sessionId = await one.newSession()
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).ask(sessionId, `Question ${n}`)),
    )
    const logs = await Promise.all(ids.map((id, n) => (n % 2 ? two : one).events(id)))
    for (const log of logs) expect(log.at(-1)).toMatchObject(done)
    const { db } = one.services
    const asked = await db.select().from(runs).where(eq(runs.sessionId, sessionId)).orderBy(asc(runs.createdAt))
    expect(new Set(asked.map(run => run.createdAt.getTime())).size).toBe(ids.length)
    expect(asked.map(run => run.epoch)).toEqual(ids.map(() => 1))
    let before = 0
    for (const { id } of asked) {
      const events = await db.select().from(runEvents).where(eq(runEvents.runId, id)).orderBy(asc(runEvents.id))
      const [begun = 0, ended = 0] = [events[1], events.at(-1)].map(event => event?.createdAt.getTime())
      expect(begun).toBeGreaterThanOrEqual(before)
      before = ended
    }
  })

  it('know of a session that the other has deleted', async () => {
    const [one, two] = servers as [TestServer, TestServer]
    const sessionId = await one.newSession()
    await two.call('DELETE', `/sessions/${sessionId}`)
    const { status, body } = await one.call('POST', `/sessions/${sessionId}/query`, { body: { question: 'Still?' } })
    expect([status, body]).toMatchObject([404, { error: { code: 'not_found' } }])
  })
})
