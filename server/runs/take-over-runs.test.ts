/** Runs that nobody works on are called for: which, when, and one of a session. On the real tables, with a queue that only listens. */
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '../db/open-database.ts'
import { runs, sessions } from '../db/schema.ts'
import type { Job, Queue } from '../queue/queue.ts'
import { databaseKinds, databasePlaces } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { takeOverRuns } from './take-over-runs.ts'

describe.each(databaseKinds)('on %s', kind => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  let database: Database
  let events: EventLog
  beforeAll(async () => {
    places = await databasePlaces(kind)
    database = await openDatabase(await places.newPlace())
    events = await createEventLog(database)
  })
  afterAll(async () => {
    events.close()
    await database.close()
    await places.stop()
  })
  beforeEach(async () => void (await database.orm.delete(sessions)))
  let end = (): void => {}
  afterEach(() => end())

  /** Looks once, and gives the runs that were called for. */
  async function called(add: (job: Job) => Promise<void> = () => Promise.resolve()): Promise<string[]> {
    const jobs: Job[] = []
    const queue = {
      add: (job: Job) => {
        jobs.push(job)
        return add(job)
      },
    } as unknown as Queue
    const looked = vi.spyOn(events, 'findAbandoned')
    end = await takeOverRuns({ db: database.orm, database, events, queue, logger: pino({ level: 'silent' }) })
    await looked.mock.results[0]?.value
    // What was found is added before anything else has its turn.
    await new Promise(resolve => setImmediate(resolve))
    end()
    looked.mockRestore()
    return jobs.map(job => (job.kind === 'run' ? job.runId : job.kind))
  }
  const past = (runId: string, fields: { created?: number; heartbeat?: number | null }) =>
    database.pool.query(
      `update runs set created_at = now() - $2 * interval '1 second',
       heartbeat_at = case when $3::int is null then null else now() - $3 * interval '1 second' end where id = $1`,
      [runId, fields.created ?? 100, fields.heartbeat ?? null],
    )

  it('calls for one that no worker has begun for a while, and not for one that was asked just now', async () => {
    const [old, fresh] = [await insertRun(database), await insertRun(database)]
    await past(old.runId, { created: 100 })
    expect(await called()).toEqual([old.runId])
    await past(fresh.runId, { created: 101 })
    expect(await called()).toEqual([fresh.runId, old.runId])
  })

  it('calls for one whose worker is silent; one that says that it lives is left alone', async () => {
    const [silent, alive] = [await insertRun(database), await insertRun(database)]
    await past(silent.runId, { heartbeat: 60 })
    await past(alive.runId, { heartbeat: 0 })
    // An embedded database has one process, which has just started: nobody holds anything.
    expect(await called()).toEqual(
      kind === 'pglite' ? expect.arrayContaining([silent.runId, alive.runId]) : [silent.runId],
    )
  })

  it('calls for the oldest of a session alone, and for each session', async () => {
    const first = await insertRun(database)
    const later = { ...first, id: 'later', question: 'And?', model: 'builtin/analyst' }
    await database.orm.insert(runs).values(later)
    const other = await insertRun(database)
    await past(first.runId, { created: 300 })
    await past('later', { created: 200 })
    await past(other.runId, { created: 100 })
    expect(await called()).toEqual([first.runId, other.runId])
    await database.pool.query('update runs set finished_at = now() where id = $1', [first.runId])
    expect(await called()).toEqual(['later', other.runId])
  })

  it('calls for another session’s also where more questions wait in one than are found at once', async () => {
    const crowded = await insertRun(database)
    const other = await insertRun(database)
    await database.pool.query(
      `insert into runs (id, account_id, session_id, question, model, created_at)
       select 'waits' || n, account_id, session_id, question, model, now() - interval '200 seconds'
       from runs, generate_series(1, 1000) as n where id = $1`,
      [crowded.runId],
    )
    await past(crowded.runId, { created: 300 })
    await past(other.runId, { created: 100 })
    expect(await called()).toEqual([crowded.runId, other.runId])
  })

  it('calls for none that has ended', async () => {
    const { runId } = await insertRun(database)
    await past(runId, { created: 1000 })
    await events.append(runId, 0, [{ event: 'done', data: { status: 'cancelled' } }])
    expect(await called()).toEqual([])
  })

  it('goes on looking when the queue was away', async () => {
    const { runId } = await insertRun(database)
    await past(runId, {})
    expect(await called(() => Promise.reject(new Error('Redis is away')))).toEqual([runId])
    expect(await called()).toEqual([runId])
  })
})
