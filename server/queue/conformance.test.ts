/** What the product needs of a queue, on all three it can have. */
import { setTimeout as pause } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openDatabase, type Database } from '../db/open-database.ts'
import { databasePlaces, type DatabasePlace } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { runScript } from '../testing/run-script.ts'
import { startRedis } from '../testing/start-redis.ts'
import { openQueue } from './open-queue.ts'
import type { Job, Queue } from './queue.ts'

const workUntilKilled = new URL('../testing/work-until-killed.ts', import.meta.url)
/** The machine may be busy. */
const patient = { timeout: 30_000 }
const job = (runId: string, accountId = 'ada'): Job => ({ kind: 'run', accountId, runId })

describe.each(['pglite', 'postgresql', 'redis'] as const)('on %s', kind => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  let redis: Awaited<ReturnType<typeof startRedis>> | undefined
  let place: DatabasePlace
  let database: Database
  let queue: Queue
  /** Names of jobs that no other test of the same queue has. */
  let name: (text: string) => string

  const open = async () => {
    database = await openDatabase(place)
    queue = await openQueue({ database, redisUrl: redis?.url })
  }
  const close = async () => {
    await queue.close()
    await database.close()
  }
  beforeAll(async () => {
    if (kind === 'redis') redis = await startRedis()
    places = await databasePlaces(kind === 'redis' ? 'pglite' : kind)
    place = await places.newPlace()
    database = await openDatabase(place)
  })
  afterAll(async () => {
    await database.close()
    await places.stop()
    await redis?.stop()
  })
  beforeEach(async () => {
    const id = randomUUID()
    name = text => `${text}-${id}`
    queue = await openQueue({ database, redisUrl: redis?.url })
  })
  afterEach(() => queue.close())

  /** One that an earlier test left behind may still come. */
  const isOwn = (job: Job): boolean =>
    job.kind !== 'run' || job.accountId !== 'ada' || job.runId === name(job.runId.slice(0, -37))

  /** Works on all and says what was done of this test's own. */
  function workAll(concurrency = 4, each: (job: Job) => Promise<void> = () => Promise.resolve()) {
    const worked: Job[] = []
    queue.work(
      async job => {
        await each(job)
        if (isOwn(job)) worked.push(job)
      },
      { concurrency },
    )
    return worked
  }

  test('gives each job to one worker, once', async () => {
    expect(queue.kind).toBe(kind === 'redis' ? 'redis' : 'database')
    const [one, two] = [workAll(), workAll()]
    const jobs = Array.from({ length: 40 }, (_, n) => job(name(String(n))))
    await Promise.all(jobs.map(each => queue.add(each)))
    await vi.waitFor(() => expect(one.length + two.length).toBe(40), { timeout: 20_000 })
    expect([...one, ...two].map(worked => JSON.stringify(worked)).toSorted()).toEqual(
      jobs.map(each => JSON.stringify(each)).toSorted(),
    )
  })

  test('says that its store answers', async () => {
    await expect(queue.check()).resolves.toBeUndefined()
  })

  test('carries every kind of job', async () => {
    const worked = workAll(1)
    const all: Job[] = [
      job(name('r')),
      { kind: 'profile', accountId: 'ada', artifactId: name('a') },
      { kind: 'delete_session', accountId: 'ada', sessionId: name('s') },
    ]
    for (const each of all) await queue.add(each)
    await vi.waitFor(() => expect(worked).toEqual(all), patient)
  })

  test('a job added again while it waits is one job', async () => {
    for (let n = 0; n < 3; n++) await queue.add(job(name('a')))
    await queue.add(job(name('b')))
    const worked = workAll(1)
    await vi.waitFor(() => expect(worked).toEqual([job(name('a')), job(name('b'))]), patient)
    await queue.add(job(name('a')))
    await vi.waitFor(() => expect(worked.length).toBe(3), patient)
  })

  test('a job added again while it is worked on is worked on once more, afterwards', async () => {
    const hold = Promise.withResolvers<void>()
    let [now, most, taken] = [0, 0, 0]
    const worked = workAll(4, async () => {
      taken++
      most = Math.max(most, ++now)
      await hold.promise
      now--
    })
    await queue.add(job(name('a')))
    await vi.waitFor(() => expect(taken).toBe(1), patient)
    for (let n = 0; n < 3; n++) await queue.add(job(name('a')))
    await queue.add(job(name('b')))
    await vi.waitFor(() => expect(taken).toBe(2), patient)
    hold.resolve()
    await vi.waitFor(() => expect(worked.length).toBe(3), patient)
    await queue.add(job(name('c')))
    await vi.waitFor(() => expect(worked.at(-1)).toEqual(job(name('c'))), patient)
    expect([taken, most]).toEqual([4, 2])
    await queue.add(job(name('a')))
    await vi.waitFor(() => expect(worked.length).toBe(5), patient)
  })

  test('works on no more at once than it was told', async () => {
    let [now, most] = [0, 0]
    const worked = workAll(3, async () => {
      most = Math.max(most, ++now)
      await pause(20)
      now--
    })
    await Promise.all(Array.from({ length: 12 }, (_, n) => queue.add(job(name(String(n))))))
    await vi.waitFor(() => expect(worked.length).toBe(12), { timeout: 20_000 })
    expect(most).toBe(3)
  })

  test('begins an offered job at once where there is room, and none without a worker', async () => {
    expect(queue.offer(job(name('early')))).toBe(false)
    const gate = Promise.withResolvers<void>()
    const begun: string[] = []
    const most = { at: 0, ever: 0 }
    const work = async (each: Job): Promise<void> => {
      begun.push(each.kind === 'run' ? each.runId : '')
      most.ever = Math.max(most.ever, ++most.at)
      await gate.promise
      most.at -= 1
    }
    queue.work(work, { concurrency: 2 })
    expect(queue.offer(job(name('a')))).toBe(true)
    expect(begun).toEqual([name('a')])
    await queue.add(job(name('b')))
    await vi.waitFor(() => expect(begun).toHaveLength(2), { timeout: 20_000 })
    expect(queue.offer(job(name('c')))).toBe(false)
    // Those that come through the store count the offered ones too, and wait.
    for (const text of ['d', 'e', 'f']) await queue.add(job(name(text)))
    gate.resolve()
    await vi.waitFor(() => expect(begun).toHaveLength(5), { timeout: 20_000 })
    expect(most.ever).toBe(2)
    await vi.waitFor(() => expect(queue.offer(job(name('g')))).toBe(true), patient)
  })

  test.skipIf(kind === 'postgresql')(
    'nobody who is offered overtakes those that wait, however often it tries',
    async () => {
      const gate = Promise.withResolvers<void>()
      const begun: string[] = []
      const work = async (each: Job): Promise<void> => {
        begun.push(each.kind === 'run' ? each.runId.slice(0, 1) : '')
        await gate.promise
      }
      queue.work(work, { concurrency: 1 })
      expect(queue.offer(job(name('a')))).toBe(true)
      for (const text of ['b', 'c', 'd', 'e']) await queue.add(job(name(text)))
      gate.resolve()
      while (!begun.includes('x')) {
        queue.offer(job(name('x')))
        await new Promise(resolve => setImmediate(resolve))
      }
      expect(begun).toEqual(['a', 'b', 'c', 'd', 'e', 'x'])
    },
  )

  test('one who could not be added keeps no offer waiting', async () => {
    const worked = workAll(1)
    const unstorable = { ...job(name('a')), runId: 1n as unknown as string }
    await expect(queue.add(unstorable as Job)).rejects.toThrow('BigInt')
    expect(queue.offer(job(name('b')))).toBe(true)
    await vi.waitFor(() => expect(worked).toEqual([job(name('b'))]), patient)
  })

  test('an offered job that fails is told and not tried again; closing aborts it and waits for it', async () => {
    const told: unknown[] = []
    let ended = false
    const work = async (each: Job, signal: AbortSignal): Promise<void> => {
      if (each.kind === 'run' && each.runId === name('bad')) throw new Error('no luck')
      await new Promise(resolve => signal.addEventListener('abort', resolve))
      await pause(20)
      ended = true
      throw new Error('the queue closed')
    }
    queue.work(work, { concurrency: 2, failed: (each, error) => told.push([each, String(error)]) })
    expect(queue.offer(job(name('bad')))).toBe(true)
    await vi.waitFor(() => expect(told).toEqual([[job(name('bad')), 'Error: no luck']]), patient)
    expect(queue.offer(job(name('long')))).toBe(true)
    await queue.close()
    expect(ended).toBe(true)
    expect(told).toHaveLength(1)
    expect(queue.offer(job(name('late')))).toBe(false)
    queue = await openQueue({ database, redisUrl: redis?.url })
  })

  test('tries a failed job three times, says each failure, and then lets it be added anew', async () => {
    const failures: string[] = []
    let tries = 0
    let broken = true
    queue.work(
      async () => {
        tries += 1
        if (broken) throw new Error(`failure ${tries}`)
      },
      { concurrency: 1, failed: (failed, error) => failures.push(`${failed.kind}: ${(error as Error).message}`) },
    )
    await queue.add(job(name('a')))
    await vi.waitFor(() => expect(failures.length).toBe(3), { timeout: 20_000 })
    expect(failures).toEqual(['run: failure 1', 'run: failure 2', 'run: failure 3'])
    broken = false
    await vi.waitFor(async () => {
      await queue.add(job(name('a')))
      // The failed one may still be on its way out when it is added: then once more.
      expect(tries).toBeGreaterThan(3)
    }, patient)
  })

  test('the first question of one account overtakes the later ones of another', async () => {
    const [ada, bob] = [randomUUID(), randomUUID()]
    const runOf = async (accountId: string) => {
      const { runId } = await insertRun(database, accountId)
      await queue.add(job(runId, accountId))
      return runId
    }
    const ofAda = [await runOf(ada), await runOf(ada), await runOf(ada)]
    const ofBob = [await runOf(bob), await runOf(bob)]
    const all = workAll(1)
    // One that an earlier test added once too often may still be there.
    const worked = () => all.filter(({ accountId }) => accountId === ada || accountId === bob)
    await vi.waitFor(() => expect(worked().length).toBe(5), patient)
    expect(worked().map(each => each.kind === 'run' && each.runId)).toEqual([
      ofAda[0],
      ofBob[0],
      ofAda[1],
      ofBob[1],
      ofAda[2],
    ])
  })

  test('closing aborts what is at work, and gives it back without counting a try', async () => {
    const taken = Promise.withResolvers<void>()
    const failures: unknown[] = []
    queue.work(
      async (_job, signal) => {
        taken.resolve()
        await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      },
      { concurrency: 1, failed: (_failed, error) => failures.push(error) },
    )
    await queue.add(job(name('a')))
    await taken.promise
    await queue.close()
    queue = await openQueue({ database, redisUrl: redis?.url })
    const worked = workAll(1)
    await vi.waitFor(() => expect(worked).toEqual([job(name('a'))]), { timeout: 10_000 })
    expect(failures).toEqual([])
  })

  test('jobs whose worker was killed are taken again', { timeout: 90_000 }, async () => {
    await queue.add(job(name('a')))
    await queue.add(job(name('b')))
    await close()
    const worker = runScript(workUntilKilled, place.dataDir, place.databaseUrl ?? '', redis?.url ?? '')
    await vi.waitFor(() => expect(worker.lines.length, worker.errors()).toBe(2), { timeout: 50_000 })
    await worker.kill()
    await open()
    const worked = new Set<string>()
    queue.work(async each => void worked.add(JSON.stringify(each)), { concurrency: 4 })
    await vi.waitFor(() => expect(worked.size).toBe(2), { timeout: 30_000 })
    expect([...worked].toSorted()).toEqual([job(name('a')), job(name('b'))].map(each => JSON.stringify(each)))
  })
})

test('a Redis that went away is seen by the check', { timeout: 30_000 }, async () => {
  const redis = await startRedis()
  const places = await databasePlaces('pglite')
  const database = await openDatabase(await places.newPlace())
  const queue = await openQueue({ database, redisUrl: redis.url })
  await queue.check()
  await redis.stop()
  await expect(queue.check()).rejects.toThrow()
  await queue.close().catch(() => undefined)
  await database.close()
  await places.stop()
})

test('a Redis that falls silent keeps nobody waiting who adds a job', { timeout: 40_000 }, async () => {
  const redis = await startRedis()
  const places = await databasePlaces('pglite')
  const database = await openDatabase(await places.newPlace())
  const queue = await openQueue({ database, redisUrl: redis.url })
  const other = new Redis(redis.url)
  await other.call('CLIENT', 'PAUSE', '14000', 'ALL')
  other.disconnect()
  await expect(queue.add(job('unheard'))).rejects.toThrow(/timed out/)
  await vi.waitFor(() => queue.check(), { timeout: 20_000 })
  await queue.close()
  await redis.stop()
  await database.close()
  await places.stop()
})

test('a Redis that does not answer is a sentence', { timeout: 30_000 }, async () => {
  const places = await databasePlaces('pglite')
  const database = await openDatabase(await places.newPlace())
  const opening = openQueue({ database, redisUrl: 'redis://127.0.0.1:9' })
  await expect(opening).rejects.toThrow('Redis (REDIS_URL) does not answer')
  await database.close()
  await places.stop()
})
