/** The place of an upload in its session's workspace, where the newest of a name lies whatever the order in which requests end. */
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, desc, eq } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { ensureFolder } from '../sessions/folders.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { incomingName, inTables, materialise, touched } from './tables-folder.ts'

/** A file that is stored and registered, and waits to be laid into its workspace. */
export type Received = { row: ArtifactRow; incoming: string }

type Parts = Pick<Services, 'db' | 'blobs' | 'settings'>

export const inTheWay = (name: string): Refusal =>
  new Refusal('conflict', `A folder named “${name}” is in the way: rename the file and upload it again.`)

/** The file takes its place by being renamed: there is never half of it, and the object in the store is another file. */
export async function layIntoWorkspace(services: Parts, { row, incoming }: Received): Promise<void> {
  const { workspace } = await ensureFolder(services.settings.dataDir, row.sessionId)
  const name = row.path ?? row.name
  await rename(incoming, join(workspace, name)).catch((error: unknown) => {
    // Code of the session made it after its place was looked at.
    throw (error as NodeJS.ErrnoException).code === 'EISDIR' ? inTheWay(name) : error
  })
  // A request of several files lays its first one long after that was registered: another may have brought a newer one and ended before.
  const newest = await newestUpload(services, row)
  if (newest && newest.version > row.version && !(await isOnItsWay(services, newest))) await layAgain(services, newest)
}

/** Whoever brings it has not laid it yet, and will. */
const isOnItsWay = (services: Parts, { id, accountId }: ArtifactRow): Promise<boolean> =>
  touched(inTables(services, accountId, incomingName(id)))

/** From its object, where something else took its place. Several may do so at once: to whom it is gone, another laid it. */
export async function layAgain(services: Parts, row: ArtifactRow): Promise<void> {
  const name = incomingName(row.id)
  await materialise(services, row, name)
  await layIntoWorkspace(services, { row, incoming: inTables(services, row.accountId, name) }).catch(ignoreMissing)
}

function ignoreMissing(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
}

/** Of all uploads to the path of this one. */
export async function newestUpload(
  { db }: Pick<Services, 'db'>,
  { sessionId, path }: ArtifactRow,
): Promise<ArtifactRow | undefined> {
  if (path === null) return undefined
  const [row] = await db
    .select()
    .from(artifacts)
    .where(
      and(
        eq(artifacts.sessionId, sessionId),
        eq(artifacts.path, path),
        eq(artifacts.origin, 'upload'),
        eq(artifacts.state, 'ready'),
      ),
    )
    .orderBy(desc(artifacts.version))
    .limit(1)
  return row
}
