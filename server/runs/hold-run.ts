/** While a worker holds a run it says so every few seconds, and looks whether the person asked to stop it. */
import { and, eq } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { Fenced } from './event-log.ts'
import type { RunRow } from './find-run.ts'

/** Milliseconds. A stop asked of another process is seen within this; one asked of this process at once. */
const BEAT = 700
/** Every so many beats it says that it lives. */
const SAY = 4

export type HeldRun = {
  /** Aborted when the run is to stop, by the person's wish or because another worker has it or shall have it. */
  signal: AbortSignal
  release(): Promise<void>
}

type Holding = { run: RunRow; epoch: number; leave: AbortSignal }

export function holdRun({ db, events, running, logger }: Services, { run, epoch, leave }: Holding): HeldRun {
  const { id } = run
  const holder = running.begin(id)
  const letGo = (): void => holder.stop()
  leave.addEventListener('abort', letGo, { once: true })
  let beats = 0
  async function beat(): Promise<void> {
    beats += 1
    if (beats % SAY === 0) await events.beat(id, epoch)
    const [row] = await db.select({ asked: runs.cancelRequestedAt }).from(runs).where(eq(runs.id, id))
    if (row === undefined || row.asked !== null) holder.stop()
  }
  let beating = false
  const timer = setInterval(() => {
    // A database that is slow is asked once, not again and again: each asking would hold a connection.
    if (beating) return
    beating = true
    const over = beat().catch((error: unknown) => {
      // A database that is away for a moment is no reason to stop; a takeover is.
      if (error instanceof Fenced) holder.stop()
      else logger.warn({ err: error, runId: id }, 'a heartbeat failed')
    })
    void over.finally(() => {
      beating = false
    })
  }, BEAT)
  return {
    signal: holder.signal,
    async release() {
      clearInterval(timer)
      leave.removeEventListener('abort', letGo)
      holder.forget()
      // Nobody has to wait for this worker's silence.
      if (leave.aborted)
        await db
          .update(runs)
          .set({ heartbeatAt: null })
          .where(and(eq(runs.id, id), eq(runs.epoch, epoch)))
    },
  }
}
