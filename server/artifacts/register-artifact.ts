/**
 * One object in the store and one row, both or neither: the row is there first as `pending` and names the place of the bytes; only when
 * they lie there whole does it become `ready`. What a process that died left pending is swept away with its bytes.
 */
import { type Readable } from 'node:stream'
import { and, desc, eq } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import { newId } from '../new-id.ts'
import type { Services } from '../services.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { claimRoom } from './room-for-file.ts'

export type NewArtifact = {
  id?: string
  accountId: string
  sessionId: string
  runId: string | null
  origin: ArtifactRow['origin']
  kind: ArtifactRow['kind']
  name: string
  mime: string
  /** Place in the workspace, relative to it. */
  path: string | null
  details: ArtifactRow['details']
}

type Registry = Pick<Services, 'db' | 'blobs'>

/** PostgreSQL's code for a row that is there already. */
const duplicate = '23505'

function isDuplicate(error: unknown): boolean {
  const { code, cause } = error as { code?: string; cause?: { code?: string } }
  return code === duplicate || cause?.code === duplicate
}

/** Reserves the next version of the path; two uploads of one name at once get one each. What a cell showed has no path and no versions. */
async function reserve({ db }: Registry, wanted: NewArtifact): Promise<ArtifactRow> {
  const { sessionId, origin, path, accountId } = wanted
  const id = wanted.id ?? newId('art')
  for (let attempt = 1; ; attempt++) {
    const version = path === null ? 1 : (await lastVersion(db, { sessionId, origin, path })) + 1
    const row = { ...wanted, id, accountId, version, blobKey: `sessions/${sessionId}/${id}` }
    try {
      const [made] = await db.insert(artifacts).values(row).returning()
      if (made) return made
    } catch (error) {
      if (attempt === 20 || !isDuplicate(error)) throw error
    }
  }
}

async function lastVersion(
  db: Registry['db'],
  { sessionId, origin, path }: Pick<NewArtifact, 'sessionId' | 'origin'> & { path: string },
): Promise<number> {
  const [last] = await db
    .select({ version: artifacts.version })
    .from(artifacts)
    .where(and(eq(artifacts.sessionId, sessionId), eq(artifacts.origin, origin), eq(artifacts.path, path)))
    .orderBy(desc(artifacts.version))
    .limit(1)
  return last?.version ?? 0
}

/** Stores the bytes and registers them. On any failure nothing stays; a Refusal when meanwhile the account became too full. */
export async function registerArtifact(
  services: Registry & Pick<Services, 'settings'>,
  wanted: NewArtifact,
  content: Readable,
): Promise<ArtifactRow> {
  const { db, blobs, settings } = services
  let row: ArtifactRow
  try {
    row = await reserve(services, wanted)
  } catch (error) {
    content.destroy()
    throw error
  }
  try {
    const { size, sha256 } = await blobs.put(row.blobKey, content, { mime: wanted.mime })
    const [ready] = await db.transaction(async transaction => {
      await claimRoom(transaction, settings.storageQuota, { ...row, size })
      return transaction
        .update(artifacts)
        .set({ state: 'ready', size, sha256 })
        .where(and(eq(artifacts.id, row.id), eq(artifacts.state, 'pending')))
        .returning()
    })
    if (!ready) throw new Error(`artifact ${row.id} was swept away while it was stored`)
    return ready
  } catch (error) {
    await removeArtifact(services, row)
    throw error
  }
}

/** Row and bytes go, in an order that leaves no bytes without a row to find them by. */
export async function removeArtifact({ db, blobs }: Registry, row: Pick<ArtifactRow, 'id' | 'blobKey'>): Promise<void> {
  await db.update(artifacts).set({ state: 'deleting' }).where(eq(artifacts.id, row.id))
  await blobs.delete(row.blobKey)
  await db.delete(artifacts).where(eq(artifacts.id, row.id))
}
