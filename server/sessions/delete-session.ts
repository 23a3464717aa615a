/**
 * A deleted session is gone at once for whoever asks; its runs, bytes, workspace and kernel follow in a job, which may be repeated until
 * nothing is left.
 */
import { removeFolder } from '@codingagent/engine/sandbox/remove-folder.ts'
import { and, eq, isNotNull, isNull } from 'drizzle-orm'
import { removeArtifact } from '../artifacts/register-artifact.ts'
import { forgetTables } from '../artifacts/tables-folder.ts'
import { artifacts, runs, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { findSession, sessionOf } from './find-session.ts'
import { folderOf } from './folders.ts'

export async function deleteSession(services: Services, accountId: string, id: string): Promise<void> {
  const { db, queue, logger } = services
  await findSession(services, accountId, id)
  await db.update(sessions).set({ deletedAt: new Date() }).where(sessionOf(accountId, id))
  await stopRuns(services, id)
  // It is gone for whoever asks; housekeeping calls for the job where the queue is away.
  await queue
    .add({ kind: 'delete_session', accountId, sessionId: id })
    .catch((error: unknown) =>
      logger.warn({ err: error, sessionId: id }, 'the removal of a session could not be queued'),
    )
}

async function stopRuns({ db, running }: Services, sessionId: string): Promise<void> {
  const working = await db
    .update(runs)
    .set({ cancelRequestedAt: new Date() })
    .where(and(eq(runs.sessionId, sessionId), isNull(runs.finishedAt)))
    .returning({ id: runs.id })
  for (const { id } of working) running.stop(id)
}

/**
 * The job: safe to repeat, and nothing to do for a session that nobody deleted, whatever a queue says. The row goes last, so that a
 * cut-short removal is found again; it cannot go while artifacts stand, so one that a dying run registers meanwhile makes the job repeat.
 */
export async function removeSession(services: Services, sessionId: string): Promise<void> {
  const { db, blobs, kernels, looks, settings } = services
  const deleted = and(eq(sessions.id, sessionId), isNotNull(sessions.deletedAt))
  const [row] = await db.select({ id: sessions.id }).from(sessions).where(deleted)
  if (!row) return
  await kernels.close(sessionId)
  await looks.close(sessionId)
  for (const row of await db.select().from(artifacts).where(eq(artifacts.sessionId, sessionId))) {
    await forgetTables(services, row)
    await removeArtifact(services, row)
  }
  for await (const { key } of blobs.list(`sessions/${sessionId}/`)) await blobs.delete(key)
  await removeFolder(folderOf(settings.dataDir, sessionId).root)
  await db.delete(sessions).where(eq(sessions.id, sessionId))
}
