import { and, eq, sql } from 'drizzle-orm'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { removeArtifact } from './register-artifact.ts'
import { forgetTables } from './tables-folder.ts'

/** Row, bytes and tables go; an uploaded file leaves the workspace when no other version of it stays. */
export async function deleteArtifact(services: Services, row: ArtifactRow): Promise<void> {
  await removeArtifact(services, row)
  await forgetTables(services, row)
  if (row.origin !== 'upload' || row.path === null) return
  const same = and(eq(artifacts.sessionId, row.sessionId), eq(artifacts.path, row.path))
  const [left] = await services.db.select({ count: sql<number>`count(*)::int` }).from(artifacts).where(same)
  if (left?.count !== 0) return
  // An upload's path is its safe name, directly in the workspace: what is removed is that entry, never what a link points to.
  await rm(join(folderOf(services.settings.dataDir, row.sessionId).workspace, row.path), { force: true }).catch(
    () => {},
  )
}
