/** The log of events, on both kinds of database. */
import type { LoggedEvent, RunEvent } from '@codingagent/protocol/events.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ZodError } from 'zod'
import { openDatabase, type Database } from '../db/open-database.ts'
import { runs } from '../db/schema.ts'
import { databaseKinds, databasePlaces, type DatabasePlace } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { runScript } from '../testing/run-script.ts'
import { createEventLog, Fenced, type EventLog } from './event-log.ts'
import { pastEvents } from './past-events.ts'

/** A busy machine decides no test. */
const patient = { timeout: 30_000 }

const appendUntilKilled = new URL('../testing/append-until-killed.ts', import.meta.url)
const text = (value: string): RunEvent => ({ event: 'text', data: { text: value } })
const done: RunEvent = { event: 'done', data: { status: 'answered' } }
const started = (runId: string): RunEvent => ({
  event: 'run_started',
  data: { runId, sessionId: 's', question: 'q', model: 'builtin/analyst', startedAt: '2026-01-02T03:04:05Z' },
})
const textOf = (event: LoggedEvent) => (event.event === 'text' ? event.data.text : event.event)
const upTo = (last: number) => Array.from({ length: last }, (_, n) => n + 1)

/** A small generator of repeatable chance (mulberry32). */
function chance(seed: number) {
  return (below: number) => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

describe.each(databaseKinds)('on %s', kind => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  let place: DatabasePlace
  let database: Database
  let log: EventLog

  const open = async () => {
    database = await openDatabase(place)
    log = await createEventLog(database)
  }
  beforeAll(async () => {
    places = await databasePlaces(kind)
    place = await places.newPlace()
    await open()
  })
  afterAll(async () => {
    log.close()
    await database.close()
    await places.stop()
  })

  const newRun = async () => (await insertRun(database)).runId
  const rowOf = async (runId: string) => (await database.orm.select().from(runs).where(eq(runs.id, runId)))[0]!
  async function collect(runId: string, afterId = 0, signal = new AbortController().signal) {
    const events: LoggedEvent[] = []
    for await (const event of log.follow(runId, afterId, signal)) events.push(event)
    return events
  }

  test('numbers events from 1 and gives back what was appended', async () => {
    const runId = await newRun()
    expect(await log.append(runId, 0, [started(runId), text('a')])).toBe(2)
    expect(await log.append(runId, 0, [text('b')])).toBe(3)
    expect(await log.read(runId, 0)).toEqual([
      { id: 1, ...started(runId) },
      { id: 2, ...text('a') },
      { id: 3, ...text('b') },
    ])
    expect((await log.read(runId, 1, 1)).map(event => event.id)).toEqual([2])
    expect(await log.append(runId, 0, [])).toBe(3)
  })

  test('keeps every string that a program can print', async () => {
    const runId = await newRun()
    const outputs = [
      '\0',
      '\uD800',
      'a\uDC00b',
      '\\u0000',
      '"{},\\',
      '\u2028\u2029\r\n\t\x1b[31m',
      '😀é',
      '{"a":null}',
      '',
    ]
    await log.append(runId, 0, outputs.map(text))
    expect((await log.read(runId, 0)).map(textOf)).toEqual(outputs)
    const large = 'x\0'.repeat(1_000_000)
    await log.append(runId, 0, [text(large)])
    expect(textOf((await log.read(runId, outputs.length))[0]!) === large).toBe(true)
  })

  test('stores nothing when one of the events is none', async () => {
    const runId = await newRun()
    const claim = { start: 0, end: 1, text: '1', status: 'found', excerpt: { a: 1 } }
    const forged = { event: 'evidence', data: { claims: [claim] } } as unknown as RunEvent
    await expect(log.append(runId, 0, [text('a'), forged])).rejects.toThrow(ZodError)
    expect(await log.read(runId, 0)).toEqual([])
    expect(await log.append(runId, 0, [text('b')])).toBe(1)
  })

  test.each(['{"event":"text","data":{"text":7}}', '{"event":"unknown","data":{}}', 'no JSON', 'null', ''])(
    'a row that is no event hides no other: %s',
    async bad => {
      const runId = await newRun()
      await log.append(runId, 0, [text('a'), text('b'), text('c'), done])
      const spoil = (id: number, data: string) =>
        database.pool.query('update run_events set data = $3 where run_id = $1 and id = $2', [runId, id, data])
      await spoil(2, bad)
      const read = [
        { id: 1, ...text('a') },
        { id: 2, event: 'thought', data: { text: '' } },
        { id: 3, ...text('c') },
      ]
      expect(await log.read(runId, 0)).toEqual([...read, { id: 4, ...done }])
      await spoil(4, '{"event":"done","data":{"status":"odd"}}')
      expect(await collect(runId)).toEqual([...read, { id: 4, event: 'done', data: { status: 'failed' } }])
    },
  )

  test('the row of the run follows its log', async () => {
    const runId = await newRun()
    expect(await rowOf(runId)).toMatchObject({ status: 'queued', lastEventId: 0, heartbeatAt: null, finishedAt: null })
    await log.append(runId, 0, [started(runId)])
    expect(await rowOf(runId)).toMatchObject({ status: 'running', lastEventId: 1, heartbeatAt: expect.any(Date) })
    await log.append(runId, 0, [text('a'), { event: 'done', data: { status: 'over_budget' } }])
    expect(await rowOf(runId)).toMatchObject({ status: 'over_budget', lastEventId: 3, finishedAt: expect.any(Date) })
  })

  test('refuses who was taken over, who comes after the end, and who speaks of no run', async () => {
    const runId = await newRun()
    expect(await log.claim(runId)).toEqual({ epoch: 1, lastEventId: 0 })
    await log.append(runId, 1, [text('first')])
    expect(await log.claim(runId)).toEqual({ epoch: 2, lastEventId: 1 })
    await expect(log.append(runId, 1, [text('late')])).rejects.toThrow(Fenced)
    await expect(log.beat(runId, 1)).rejects.toThrow(Fenced)
    await log.append(runId, 2, [done])
    await expect(log.append(runId, 2, [text('after the end')])).rejects.toThrow(Fenced)
    await expect(log.append(runId, 2, [done])).rejects.toThrow(Fenced)
    await expect(log.beat(runId, 2)).rejects.toThrow(Fenced)
    expect(await log.claim(runId)).toBeNull()
    expect(await log.claim('none')).toBeNull()
    await expect(log.append('none', 0, [done])).rejects.toThrow(Fenced)
    expect((await log.read(runId, 0)).map(textOf)).toEqual(['first', 'done'])
  })

  test('follows: past, then future, then the end', async () => {
    const runId = await newRun()
    await log.append(runId, 0, [text('a'), text('b')])
    const [whole, later] = [collect(runId), collect(runId, 2)]
    for (const word of ['c', 'd']) await log.append(runId, 0, [text(word)])
    await log.append(runId, 0, [done])
    expect((await whole).map(textOf)).toEqual(['a', 'b', 'c', 'd', 'done'])
    expect((await later).map(event => event.id)).toEqual([3, 4, 5])
    expect((await collect(runId, 4)).map(textOf)).toEqual(['done'])
  })

  test('follows more than a page, and thirty readers at once', async () => {
    const runId = await newRun()
    const readers = upTo(30).map(n => collect(runId, n * 10))
    for (let from = 0; from < 1200; from += 300)
      await log.append(
        runId,
        0,
        upTo(300).map(n => text(`${from + n}`)),
      )
    await log.append(runId, 0, [done])
    for (const [place, reader] of readers.entries())
      expect((await reader).map(event => event.id)).toEqual(upTo(1201).slice((place + 1) * 10))
  })

  test('a page of large events is a short one, and each reader gets all of them', async () => {
    const runId = await newRun()
    const sizes = [100_000, 100_000, 100_000, 1_000_000, 10]
    await log.append(
      runId,
      0,
      sizes.map(size => text('x'.repeat(size))),
    )
    expect((await log.read(runId, 0)).map(event => event.id)).toEqual([1, 2, 3])
    expect((await log.read(runId, 3)).map(event => event.id)).toEqual([4])
    const early = collect(runId)
    await log.append(runId, 0, [done])
    expect((await collect(runId, 1)).map(event => event.id)).toEqual([2, 3, 4, 5, 6])
    expect((await early).map(event => event.id)).toEqual([1, 2, 3, 4, 5, 6])
    const past: number[] = []
    for await (const event of pastEvents({ events: log }, runId)) past.push(event.id)
    expect(past).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a reader that is aborted ends, also while it waits', async () => {
    const runId = await newRun()
    await log.append(runId, 0, [text('a')])
    const stop = new AbortController()
    const seen: string[] = []
    const reading = (async () => {
      for await (const event of log.follow(runId, 0, stop.signal)) seen.push(textOf(event))
    })()
    await vi.waitFor(() => expect(seen).toEqual(['a']), patient)
    stop.abort()
    await reading
    expect(await collect(runId, 0, AbortSignal.abort())).toEqual([])
  })

  test('a reader whose wake-up was lost looks for itself', async () => {
    const runId = await newRun()
    const reading = collect(runId)
    // Written past the log, so that nobody is told.
    await database.pool.query(
      `insert into run_events (run_id, id, account_id, epoch, data)
       select id, 1, account_id, 0, $2 from runs where id = $1`,
      [runId, JSON.stringify(done)],
    )
    expect((await reading).map(textOf)).toEqual(['done'])
  })

  test('finds runs of which nobody says that they live', async () => {
    const [silent, alive, ended] = [await newRun(), await newRun(), await newRun()]
    await log.append(ended, 0, [done])
    await database.pool.query(`update runs set created_at = now() - interval '1 hour' where id = any($1)`, [
      [silent, alive, ended],
    ])
    const claimed = await log.claim(alive)
    await database.pool.query(`update runs set heartbeat_at = now() - interval '1 hour' where id = $1`, [alive])
    const found = async () =>
      (await log.findAbandoned(60_000)).map(run => run.runId).filter(id => [silent, alive, ended].includes(id))
    expect((await found()).toSorted()).toEqual([silent, alive].toSorted())
    await log.beat(alive, claimed!.epoch)
    expect(await found()).toEqual([silent])
    const { accountId } = await rowOf(silent)
    expect(await log.findAbandoned(60_000)).toContainEqual({ runId: silent, accountId })
  })

  test.each([1, 2, 3])('writers, takeovers and readers by chance: no gap, nothing doubled or lost (%i)', async seed => {
    const pick = chance(seed)
    const runId = await newRun()
    const acknowledged = new Map<number, string>()
    const readers: Promise<LoggedEvent[]>[] = []

    async function writer(number: number): Promise<void> {
      // Each takes the run from the one before while that one writes.
      const enough = (): void => expect(acknowledged.size).toBeGreaterThanOrEqual((number - 1) * 5)
      await vi.waitFor(enough, { interval: 1, timeout: 30_000 })
      const claimed = await log.claim(runId)
      for (let n = 0; claimed !== null && n < 12; n++) {
        const events = upTo(1 + pick(4)).map(part => text(`${number}-${n}-${part}`))
        try {
          const last = await log.append(runId, claimed.epoch, events)
          for (const [place, event] of events.entries())
            acknowledged.set(last - events.length + place + 1, textOf({ id: 1, ...event }))
        } catch (error) {
          expect(error).toBeInstanceOf(Fenced)
          return
        }
        if (pick(3) === 0) readers.push(collect(runId, pick(last(acknowledged) + 1)))
      }
    }
    await Promise.all(upTo(6).map(writer))
    const end = await log.claim(runId)
    await log.append(runId, end!.epoch, [done])

    const stored = await log.read(runId, 0)
    expect(stored.map(event => event.id)).toEqual(upTo(stored.length))
    // Everything stored was acknowledged and the other way round: nobody was killed here.
    expect(stored.slice(0, -1).map(event => [event.id, textOf(event)])).toEqual(
      [...acknowledged].toSorted(([a], [b]) => a - b),
    )
    const { rows } = await database.pool.query<{ epoch: number }>(
      'select epoch from run_events where run_id = $1 order by id',
      [runId],
    )
    expect(rows.map(row => row.epoch)).toEqual(rows.map(row => row.epoch).toSorted((a, b) => a - b))
    expect(readers.length).toBeGreaterThan(0)
    for (const reader of await Promise.all(readers)) expect(reader).toEqual(stored.slice(stored.length - reader.length))
  })

  test('kill -9 of a writer loses and doubles no event that was acknowledged', async () => {
    const runId = await newRun()
    const pick = chance(7)
    let before = 0
    for (let round = 1; round <= 3; round++) {
      log.close()
      await database.close()
      const writer = runScript(
        appendUntilKilled,
        runId,
        place.dataDir,
        ...(place.databaseUrl ? [place.databaseUrl] : []),
      )
      const enough = 3 + pick(40)
      await vi.waitFor(() => expect(writer.lines.length, writer.errors()).toBeGreaterThan(enough), {
        timeout: 50_000,
        interval: 1,
      })
      await writer.kill()
      await open()
      // What the dead writer had under way is in the log by now or never: it is fenced.
      expect(await log.claim(runId)).toMatchObject({ epoch: 2 * round })
      const stored = await log.read(runId, 0, 1_000_000)
      expect(stored.map(event => event.id)).toEqual(upTo(stored.length))
      expect(stored.length).toBeGreaterThanOrEqual(Number(writer.lines.at(-1)))
      expect(Number(writer.lines[0])).toBe(before + 2)
      before = stored.length
      for (const event of stored)
        expect(event.data).toEqual(
          event.event === 'stdout' ? { step: 1, text: `line ${event.id}\n` } : { text: `word ${event.id}` },
        )
      expect(await rowOf(runId)).toMatchObject({ lastEventId: stored.length })
    }
    const claimed = await log.claim(runId)
    await log.append(runId, claimed!.epoch, [done])
    expect((await collect(runId, claimed!.lastEventId)).map(textOf)).toEqual(['done'])
  })
})

const last = (places: Map<number, string>) => Math.max(0, ...places.keys())
