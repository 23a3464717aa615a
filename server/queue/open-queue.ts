/** The queue, on BullMQ: in Redis where the settings name one, else in the database. */
import { randomUUID } from 'node:crypto'
import { WaitingError, type Job as BullJob } from 'bullmq'
import type { Database } from '../db/open-database.ts'
import { databaseBackend, redisBackend, type Backend } from './backends.ts'
import { Job, type Handler, type Queue, type WorkOptions } from './queue.ts'

/** A worker that has not said for so long that it lives loses its jobs to others. */
const lockMs = 10_000
const lookForDeadMs = 3000
/** BullMQ's own limit. */
const lowestPriority = 2 ** 21

const jobOptions = {
  attempts: 3,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: true,
  removeOnFail: true, // its reason stands in the log
}

interface Place {
  /** redis://…; without it, the database. */
  redisUrl?: string
  database: Database
}

/** Throws a sentence for the operator when the store of the queue does not answer. */
export async function openQueue({ redisUrl, database }: Place): Promise<Queue> {
  const backend = await (redisUrl ? redisBackend(redisUrl) : databaseBackend(database))
  const workers: { offer: (job: Job) => boolean; close: () => Promise<void> }[] = []
  const line = waitingLine(database.kind === 'pglite')
  return {
    kind: redisUrl ? 'redis' : 'database',
    async add(job) {
      const priority = Math.min(await unfinishedRuns(database, job.accountId), lowestPriority)
      const deduplication = { id: idOf(job), keepLastIfActive: true }
      await line.join(idOf(job), backend.add(job.kind, job, { ...jobOptions, deduplication, priority }))
    },
    offer: job => line.isEmpty() && workers.some(worker => worker.offer(job)),
    work(handler, options) {
      workers.push(startWorker({ backend, line, handler }, options))
    },
    check: () => backend.check(),
    async close() {
      await Promise.all(workers.map(worker => worker.close()))
      await backend.close()
    },
  }
}

/**
 * Fairness: a job waits behind the first n of everybody, where n is how many runs its account already has unfinished.
 * So the first question of one account overtakes the hundredth of another; it does not interrupt what runs.
 */
async function unfinishedRuns({ pool }: Database, accountId: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    'select count(*)::int as count from runs where account_id = $1 and finished_at is null',
    [accountId],
  )
  // 0 would mean: before all that has a priority.
  return Math.max(rows[0]?.count ?? 0, 1)
}

function idOf(job: Job): string {
  switch (job.kind) {
    case 'run':
      return `run-${job.runId}`
    case 'profile':
      return `profile-${job.artifactId}`
    case 'delete_session':
      return `delete_session-${job.sessionId}`
  }
}

/** How many jobs are worked on at once, wherever they come from. */
function places(count: number) {
  let free = count
  const waiting: (() => void)[] = []
  return {
    /** Nobody overtakes those that wait: while one does, none is free. */
    takeNow(): boolean {
      if (free === 0) return false
      free -= 1
      return true
    },
    async take(): Promise<void> {
      if (free === 0) return new Promise(resolve => waiting.push(resolve))
      free -= 1
    },
    giveBack(): void {
      const next = waiting.shift()
      if (next) next()
      else free += 1
    },
  }
}

type Line = ReturnType<typeof waitingLine>

/**
 * The jobs that were added here and have not begun, as ids: whoever is offered overtakes none of them. Known only where no other process
 * takes from the same store; elsewhere nobody offers.
 */
function waitingLine(alone: boolean) {
  const waiting = new Map<string, 'adding' | 'stored'>()
  return {
    isEmpty: () => waiting.size === 0,
    async join(id: string, adding: Promise<unknown>): Promise<void> {
      if (alone) waiting.set(id, 'adding')
      try {
        await adding
        // It may have begun before this was heard.
        if (waiting.has(id)) waiting.set(id, 'stored')
      } catch (error) {
        waiting.delete(id)
        throw error
      }
    },
    begin: (id: string) => void waiting.delete(id),
    /** The store has none left: also not those that it took for the same as one at work. */
    storeIsEmpty(): void {
      for (const [id, state] of waiting) if (state === 'stored') waiting.delete(id)
    },
  }
}

type Work = { backend: Backend; line: Line; handler: Handler }

function startWorker({ backend, line, handler }: Work, { concurrency, failed }: WorkOptions) {
  const working = new Map<string, AbortController>()
  const offered = new Set<Promise<void>>()
  const room = places(concurrency)

  async function take(bull: BullJob, token?: string): Promise<void> {
    const job = Job.parse(bull.data)
    const stop = new AbortController()
    working.set(bull.id ?? '', stop)
    await room.take()
    line.begin(idOf(job))
    try {
      stop.signal.throwIfAborted()
      await handler(job, stop.signal)
    } catch (error) {
      // Stopped by us and not at fault: it goes back to the others and counts no attempt.
      if (closing && stop.signal.aborted) {
        await bull.moveToWait(token)
        throw new WaitingError()
      }
      if (!stop.signal.aborted) failed?.(job, error)
      throw error
    } finally {
      room.giveBack()
      working.delete(bull.id ?? '')
    }
  }

  async function workNow(job: Job): Promise<void> {
    const stop = new AbortController()
    const name = `offered-${randomUUID()}`
    working.set(name, stop)
    try {
      await handler(job, stop.signal)
    } catch (error) {
      if (!stop.signal.aborted) failed?.(job, error)
    } finally {
      room.giveBack()
      working.delete(name)
    }
  }

  let closing = false
  const worker = backend.newWorker(take, {
    concurrency,
    lockDuration: lockMs,
    stalledInterval: lookForDeadMs,
    // A job outlives its workers: whoever handles it says when too many have died of it, as `executeRun` does.
    maxStalledCount: 1000,
  })
  worker.on('lockRenewalFailed', ids => {
    for (const id of ids) working.get(id)?.abort(new Error('another worker may have taken the job'))
  })
  worker.on('drained', () => line.storeIsEmpty())
  // Lost connections are made again by BullMQ itself; without a listener one would end the process.
  worker.on('error', () => {})
  return {
    offer(job: Job) {
      if (closing || !room.takeNow()) return false
      const work = workNow(job).finally(() => offered.delete(work))
      offered.add(work)
      return true
    },
    async close() {
      closing = true
      for (const stop of working.values()) stop.abort(new Error('the server is stopping'))
      await Promise.all([worker.close(), ...offered])
    },
  }
}
