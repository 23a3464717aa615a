/** Finds runs that nobody works on, whoever left them, and calls for a worker. */
import { and, isNull, isNotNull } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { SILENCE } from './execute-run.ts'

const EVERY = 2000

type Parts = Pick<Services, 'db' | 'database' | 'events' | 'queue' | 'logger'>

/** Returns what ends the looking. */
export async function takeOverRuns(services: Parts): Promise<() => void> {
  await forgetTheDead(services)
  let looking: Promise<void> | null = null
  const look = (): void => {
    looking ??= callAbandoned(services)
      .catch((error: unknown) => services.logger.warn({ err: error }, 'looking for abandoned runs failed'))
      .finally(() => {
        looking = null
      })
  }
  look()
  const timer = setInterval(look, EVERY)
  timer.unref()
  return () => clearInterval(timer)
}

/** An embedded database has one process: whatever was held before it started is held by nobody. */
async function forgetTheDead({ db, database }: Parts): Promise<void> {
  if (database.kind !== 'pglite') return
  const held = and(isNull(runs.finishedAt), isNotNull(runs.heartbeatAt))
  await db.update(runs).set({ heartbeatAt: null }).where(held)
}

async function callAbandoned({ events, queue, database }: Parts): Promise<void> {
  const silence = database.kind === 'pglite' ? EVERY : SILENCE
  for (const { runId, accountId } of await events.findAbandoned(silence))
    await queue.add({ kind: 'run', accountId, runId })
}
