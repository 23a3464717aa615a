import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { layAgain, newestUpload } from './lay-into-workspace.ts'
import { removeArtifact } from './register-artifact.ts'
import { forgetTables } from './tables-folder.ts'

/** Row, bytes and tables go. In the workspace an upload's older version takes its place, if there is one. */
export async function deleteArtifact(services: Services, row: ArtifactRow): Promise<void> {
  const { path, sessionId, origin } = row
  const newest = origin === 'upload' && path !== null && (await newestUpload(services, row))?.id === row.id
  await removeArtifact(services, row)
  await forgetTables(services, row)
  if (!newest) return
  const older = await newestUpload(services, row)
  // An upload's path is its safe name, directly in the workspace: what is removed is that entry, never what a link points to.
  if (!older) return rm(join(folderOf(services.settings.dataDir, sessionId).workspace, path), { force: true })
  await layAgain(services, older)
}
