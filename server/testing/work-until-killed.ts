/** A worker for tests to kill: it takes jobs from the queue, prints each, and never ends one. */
import { openDatabase } from '../db/open-database.ts'
import { openQueue } from '../queue/open-queue.ts'

const [dataDir = '', databaseUrl = '', redisUrl = ''] = process.argv.slice(2)
const database = await openDatabase({ dataDir, databaseUrl })
const queue = await openQueue({ database, redisUrl })
const work = (job: unknown) => {
  process.stdout.write(`${JSON.stringify(job)}\n`)
  return new Promise<void>(() => {})
}
queue.work(work, { concurrency: 2 })
