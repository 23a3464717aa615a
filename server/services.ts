/** What the server is made of: a plain object, built in open-services.ts, and by hand in tests. */
import type { SandboxEngine } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Logger } from 'pino'
import type { Blobs } from './blobs/blobs.ts'
import type { ModelCatalog } from '@codingagent/engine/model/catalog.ts'
import type { Database } from './db/open-database.ts'
import type { Settings } from './env.ts'
import type { Queue } from './queue/queue.ts'
import type { RunningRuns } from './runs/running-runs.ts'
import type { EventLog } from './runs/event-log.ts'
import type { RunStates } from './runs/run-states.ts'
import type { KernelFinder } from './sessions/find-kernel.ts'
import type { SessionKernels } from './sessions/kernels.ts'

export type Services = {
  settings: Settings
  database: Database
  /** `database.orm`, which every use case calls. */
  db: Database['orm']
  blobs: Blobs
  queue: Queue
  events: EventLog
  /** The same for runs that have ended, which many may read at once. */
  endedLogs: Pick<EventLog, 'read'>
  states: RunStates
  engine: SandboxEngine
  /** Kernels that run a session's code. */
  kernels: SessionKernels
  kernelFinder: KernelFinder
  /** Kernels that only look at files. */
  looks: SessionKernels
  /** Runs that this process is working on. */
  running: RunningRuns
  /** Which models can be asked, and which one is asked when nobody chose. */
  models: ModelCatalog
  logger: Logger
  /** Signs links. */
  secret: string
}

/** Whether no other process shares the database: what this one knows of kernels is then all there is. */
export const worksAlone = ({ database }: Pick<Services, 'database'>): boolean => database.kind === 'pglite'
