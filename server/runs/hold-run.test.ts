/** A worker that holds a run: it says so, hears of a stop asked elsewhere, and lets go when another has it or it has to leave. */
import { eq } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openDatabase, type Database } from '../db/open-database.ts'
import { runs } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { databasePlaces } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { holdRun } from './hold-run.ts'
import { runningRuns } from './running-runs.ts'

let places: Awaited<ReturnType<typeof databasePlaces>>
let database: Database
let events: EventLog
const running = runningRuns()
beforeAll(async () => {
  places = await databasePlaces('pglite')
  database = await openDatabase(await places.newPlace())
  events = await createEventLog(database)
})
afterAll(async () => {
  events.close()
  await database.close()
  await places.stop()
})

const rowOf = async (runId: string) => {
  const [row] = await database.orm.select().from(runs).where(eq(runs.id, runId))
  if (row === undefined) throw new Error('no such run')
  return row
}
async function held() {
  const { runId } = await insertRun(database)
  const claimed = await events.claim(runId)
  const leave = new AbortController()
  const services = { db: database.orm, events, running, logger: pino({ level: 'silent' }) } as unknown as Services
  const holding = holdRun(services, { run: await rowOf(runId), epoch: claimed?.epoch ?? 0, leave: leave.signal })
  return { runId, leave, signal: holding.signal, release: () => holding.release() }
}
const soon = { timeout: 20_000 }

describe('a held run', () => {
  it('stops at once when this process is asked to', async () => {
    const { runId, signal, release } = await held()
    expect(signal.aborted).toBe(false)
    expect(running.stop(runId)).toBe(true)
    expect(signal.aborted).toBe(true)
    await release()
    expect(running.stop(runId)).toBe(false)
  })

  it('stops when another process wrote down the wish', async () => {
    const { runId, signal, release } = await held()
    await database.orm.update(runs).set({ cancelRequestedAt: new Date() }).where(eq(runs.id, runId))
    await expect.poll(() => signal.aborted, soon).toBe(true)
    await release()
  })

  it('stops when its rows are gone', async () => {
    const { runId, signal, release } = await held()
    await database.orm.delete(runs).where(eq(runs.id, runId))
    await expect.poll(() => signal.aborted, soon).toBe(true)
    await release()
  })

  it('stops when another has taken it over', async () => {
    const { runId, leave, signal, release } = await held()
    await events.claim(runId)
    await expect.poll(() => signal.aborted, soon).toBe(true)
    leave.abort()
    await release()
    // The other's word that it lives is not taken away, also by one that leaves.
    expect((await rowOf(runId)).heartbeatAt).not.toBeNull()
  })

  it('says that it lives, as long as it is held', async () => {
    const { runId, release } = await held()
    const longAgo = new Date(Date.now() - 60_000)
    await database.orm.update(runs).set({ heartbeatAt: longAgo }).where(eq(runs.id, runId))
    await expect.poll(async () => +((await rowOf(runId)).heartbeatAt ?? 0) > +longAgo, soon).toBe(true)
    await release()
  })

  it('is given back at once by a worker that leaves: nobody waits for its silence', async () => {
    const { runId, leave, signal, release } = await held()
    leave.abort()
    expect(signal.aborted).toBe(true)
    await release()
    expect((await rowOf(runId)).heartbeatAt).toBeNull()
    expect(await events.claim(runId, 15_000)).toMatchObject({ epoch: 2 })
  })

  it('asks a database that does not answer once, and again when it has', async () => {
    const { runId } = await insertRun(database)
    const answers: PromiseWithResolvers<{ asked: null }[]>[] = []
    const where = () => {
      answers.push(Promise.withResolvers())
      return answers.at(-1)?.promise
    }
    const db = { select: () => ({ from: () => ({ where }) }) }
    const services = { db, events, running, logger: pino({ level: 'silent' }) } as unknown as Services
    const run = await rowOf(runId)
    vi.useFakeTimers()
    const holding = holdRun(services, { run, epoch: run.epoch, leave: new AbortController().signal })
    await vi.advanceTimersByTimeAsync(10_000)
    expect(answers).toHaveLength(1)
    answers[0]?.reject(new Error('away'))
    await vi.advanceTimersByTimeAsync(1000)
    expect(answers).toHaveLength(2)
    vi.useRealTimers()
    expect(holding.signal.aborted).toBe(false)
    await holding.release()
  })

  it('that was released is stopped by nothing that comes after', async () => {
    const { runId, leave, signal, release } = await held()
    await release()
    leave.abort()
    running.stop(runId)
    expect(signal.aborted).toBe(false)
    expect((await rowOf(runId)).heartbeatAt).not.toBeNull()
  })
})
