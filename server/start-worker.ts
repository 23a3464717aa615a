/** The worker's side: takes jobs, finds what others left behind, keeps house. */
import { KernelFailure } from '@codingagent/engine/sandbox/sandbox.ts'
import { isNotNull, eq } from 'drizzle-orm'
import { profileArtifact } from './artifacts/profile-artifact.ts'
import { settleIncoming, sweepArtifacts } from './artifacts/settle-incoming.ts'
import { sweepTables } from './artifacts/tables-folder.ts'
import { artifacts, sessions } from './db/schema.ts'
import type { Job } from './queue/queue.ts'
import { executeRun } from './runs/execute-run.ts'
import { takeOverRuns } from './runs/take-over-runs.ts'
import type { Services } from './services.ts'
import { removeSession } from './sessions/delete-session.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

export async function startWorker(services: Services): Promise<() => void> {
  const { queue, settings, logger, database } = services
  // Of an embedded database nobody else can be in the middle of anything.
  const untouched = database.kind === 'pglite' ? 0 : HOUR
  await settleIncoming(services, untouched)
  await sweepArtifacts(services, untouched)
  queue.work((job, leave) => workOn(services, job, leave), {
    concurrency: settings.runConcurrency,
    failed: (job, error) => logger.error({ err: error, job: job.kind }, 'a job failed'),
  })
  const stopLooking = await takeOverRuns(services)
  const stopKeeping = everyHour(services)
  return () => {
    stopLooking()
    stopKeeping()
  }
}

/** Now and then every hour; a failure is logged and the next time comes. */
function everyHour(services: Services): () => void {
  const act = (): void => {
    housekeeping(services).catch((error: unknown) => services.logger.warn({ err: error }, 'housekeeping failed'))
  }
  act()
  const timer = setInterval(act, HOUR)
  timer.unref()
  return () => clearInterval(timer)
}

async function workOn(services: Services, job: Job, leave: AbortSignal): Promise<void> {
  switch (job.kind) {
    case 'run':
      return executeRun(services, job.runId, leave)
    case 'profile':
      return profileUpload(services, job.artifactId)
    case 'delete_session':
      return removeSession(services, job.sessionId)
  }
}

/** A file that cannot be profiled has its reason stored with it, or is tried by whoever asks for it: not a failed job. */
async function profileUpload(services: Services, artifactId: string): Promise<void> {
  const [row] = await services.db.select().from(artifacts).where(eq(artifacts.id, artifactId))
  if (row?.state !== 'ready' || row.profileError !== null) return
  await profileArtifact(services, row).catch((error: unknown) => {
    if (!(error instanceof KernelFailure))
      services.logger.warn({ err: error, artifactId }, 'a passport could not be made')
  })
}

async function housekeeping(services: Services): Promise<void> {
  const { db, blobs, queue } = services
  await settleIncoming(services, DAY)
  await sweepArtifacts(services, HOUR)
  await blobs.sweep(HOUR)
  await sweepTables(services, DAY)
  const deleted = await db
    .select({ id: sessions.id, accountId: sessions.accountId })
    .from(sessions)
    .where(isNotNull(sessions.deletedAt))
  for (const { id, accountId } of deleted) await queue.add({ kind: 'delete_session', accountId, sessionId: id })
}
