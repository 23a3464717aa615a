import type { RunState } from '@codingagent/protocol/run-state.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { Fenced } from './event-log.ts'
import { findRun } from './find-run.ts'

/** Asks a run to stop; one that has ended stays as it is. The person's wish is stored first, so it outlives this process. */
export async function stopRun(services: Services, accountId: string, id: string): Promise<RunState> {
  const run = await findRun(services, accountId, id)
  if (run.finishedAt === null) {
    await services.db
      .update(runs)
      .set({ cancelRequestedAt: new Date() })
      .where(and(eq(runs.id, id), isNull(runs.cancelRequestedAt)))
    if (!services.running.stop(id) && run.epoch === 0) await endWaiting(services, id)
  }
  return services.states.of(run)
}

/** A run that no worker has begun ends here and now. */
async function endWaiting({ events }: Services, id: string): Promise<void> {
  try {
    await events.append(id, 0, [{ event: 'done', data: { status: 'cancelled' } }])
  } catch (error) {
    // A worker began it in this moment; it sees the wish.
    if (!(error instanceof Fenced)) throw error
  }
}
