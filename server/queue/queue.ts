/** Work that waits for a worker. At least once: a job whose worker died is given to another, so handlers repeat safely. */
import { Id } from '@codingagent/protocol/api.ts'
import { z } from 'zod'

/** As it comes out of a store that others may write in: its ids are checked, for folders are named after them. */
export const Job = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run'), accountId: Id, runId: Id }),
  z.object({ kind: z.literal('profile'), accountId: Id, artifactId: Id }),
  z.object({ kind: z.literal('delete_session'), accountId: Id, sessionId: Id }),
])
export type Job = z.infer<typeof Job>

/** The signal is aborted when this worker may have lost the job to another, and when the queue closes. */
export type Handler = (job: Job, signal: AbortSignal) => Promise<void>

export interface WorkOptions {
  /** Jobs that this process works on at once. */
  concurrency: number
  /** Hears of what a handler threw; the queue tries again, at most three times in all. */
  failed?: (job: Job, error: unknown) => void
}

export interface Queue {
  kind: 'database' | 'redis'
  /**
   * The same job added again while it waits is one job; added again while it is worked on, it is worked on once more
   * afterwards, so that whoever adds it knows that all of it begins after the add.
   */
  add: (job: Job) => Promise<void>
  /**
   * Begins the job in this process now, past all stores, when a worker of it has room and no job that was added here still waits; else
   * false. For a job that whoever offers it would find again: it is gone with the process, and tried once.
   */
  offer: (job: Job) => boolean
  /** Takes jobs from now on. Accounts take turns: one with many jobs does not keep another's first one waiting. */
  work: (handler: Handler, options: WorkOptions) => void
  /** Rejects when the store of the queue does not answer. */
  check: () => Promise<void>
  /** Takes no more jobs, aborts the signals of those at work, and waits until they have ended. */
  close: () => Promise<void>
}
