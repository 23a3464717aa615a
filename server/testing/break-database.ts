/** Loaded into a server before it starts, by --import: SIGUSR2 ends the thread of its embedded database, as a fault in it would. */
import { isMainThread, type Worker } from 'node:worker_threads'

if (isMainThread)
  process.once('worker', (worker: Worker) => {
    process.once('SIGUSR2', () => void worker.terminate())
  })
