/** BullMQ on Redis and on PostgreSQL: the same code, two ways to reach it. */
import {
  createPostgresBackend,
  DEFAULT_SCHEMA,
  Queue,
  runMigrations,
  Worker,
  type Job as BullJob,
  type WorkerOptions,
} from 'bullmq'
import type { Database } from '../db/open-database.ts'

type Take = (job: BullJob, token?: string) => Promise<void>
type Options = Omit<WorkerOptions, 'connection'>

export interface Backend {
  add: (name: string, data: unknown, options: object) => Promise<unknown>
  newWorker: (take: Take, options: Options) => RunningWorker
  check: () => Promise<void>
  close: () => Promise<void>
}

export interface RunningWorker {
  on(event: 'lockRenewalFailed', heard: (jobIds: string[]) => void): unknown
  on(event: 'error', heard: (error: Error) => void): unknown
  /** A look into the store found no job that waits. */
  on(event: 'drained', heard: () => void): unknown
  close(): Promise<void>
}

const name = 'jobs'
/** Nobody listens to BullMQ's own events (on PostgreSQL some are lost): keep few. */
const streams = { events: { maxLen: 100 } }
const openTimeoutMs = 10_000
/** For one command of whoever adds a job; workers wait in a command for their jobs. */
const answerTimeoutMs = 10_000

export async function redisBackend(url: string): Promise<Backend> {
  // A worker waits for Redis to come back however long it takes; who adds a job wants to know, also of one that took the line and is silent.
  const inHurry = { url, enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: answerTimeoutMs }
  const queue = new Queue(name, { connection: inHurry, streams })
  queue.on('error', () => {}) // BullMQ connects again by itself
  try {
    await inTime(queue.waitUntilReady(), 'Redis (REDIS_URL) does not answer: start it, or correct its address.')
  } catch (error) {
    await queue.close().catch(() => undefined)
    throw error
  }
  return {
    add: (kind, data, options) => queue.add(kind, data, options),
    newWorker: (take, options) =>
      new Worker(name, take, { ...options, connection: { url, maxRetriesPerRequest: null } }),
    async check() {
      await queue.isPaused()
    },
    close: () => queue.close(),
  }
}

export async function databaseBackend(database: Database): Promise<Backend> {
  await prepareSchema(database)
  const pool = database.newPool({ searchPath: DEFAULT_SCHEMA, connections: 4 })
  const queue = new Queue(name, { connection: pool, streams }, createPostgresBackend)
  queue.on('error', () => {})
  await queue.waitUntilReady()
  return {
    add: (kind, data, options) => queue.add(kind, data, options),
    newWorker: (take, options) => new Worker(name, take, { ...options, connection: pool }, createPostgresBackend),
    async check() {
      await pool.query('select 1')
    },
    async close() {
      await queue.close()
      await pool.end()
    },
  }
}

async function prepareSchema({ kind, pool }: Database): Promise<void> {
  const client = await pool.connect()
  try {
    await runMigrations(client, DEFAULT_SCHEMA)
    if (kind === 'postgresql') return
    // The embedded database belongs to this process alone: whoever worked on a job is dead, so nobody waits for its lock.
    await client.query(`update bullmq.job set locked_until_ms = 0, stalled_marked = true where state = 'active'`)
    await client.query(`delete from bullmq.meta where field = 'stalled-check'`)
  } finally {
    client.release()
  }
}

async function inTime<Value>(work: Promise<Value>, sentence: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(sentence)), openTimeoutMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
