/** After a process died: what lay half-way is put in its place or removed, so that each file is there whole or not at all. */
import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { and, eq, lt, ne } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { layIntoWorkspace } from './lay-into-workspace.ts'
import { removeArtifact } from './register-artifact.ts'
import { incomingName, tablesFolders } from './tables-folder.ts'

type Parts = Pick<Services, 'db' | 'blobs' | 'settings' | 'logger'>

const prefix = incomingName('')

/** Files on their way in that a dead process left. Another that lives may be writing those that changed within `olderThanMs`. */
export async function settleIncoming(services: Parts, olderThanMs: number): Promise<void> {
  const changedBefore = Date.now() - olderThanMs
  for (const workspace of await tablesFolders(services.settings.dataDir)) {
    for (const name of await readdir(workspace).catch(() => [])) {
      const path = join(workspace, name)
      const found = await lstat(path).catch(() => null)
      if (found === null || found.mtimeMs > changedBefore) continue
      if (name.startsWith(prefix)) await settle(services, path, name.slice(prefix.length))
      else if (name.startsWith('source-') || name.endsWith('.part')) await rm(path, { force: true })
    }
  }
}

/** Registered means acknowledged or about to be: only its place in the workspace is missing. */
async function settle(services: Parts, path: string, artifactId: string): Promise<void> {
  const [row] = await services.db.select().from(artifacts).where(eq(artifacts.id, artifactId))
  if (row?.state === 'ready') {
    await layIntoWorkspace(services, { row, incoming: path }).catch((error: unknown) =>
      services.logger.warn({ err: error, artifactId }, 'an upload could not be laid into its workspace'),
    )
  }
  await rm(path, { force: true })
}

/** Rows that never became ready, or whose removal was cut short, and their bytes. */
export async function sweepArtifacts(services: Parts, olderThanMs: number): Promise<number> {
  const old = lt(artifacts.createdAt, new Date(Date.now() - olderThanMs))
  const rows = await services.db
    .select({ id: artifacts.id, blobKey: artifacts.blobKey })
    .from(artifacts)
    .where(and(ne(artifacts.state, 'ready'), old))
  for (const row of rows) await removeArtifact(services, row)
  return rows.length
}
