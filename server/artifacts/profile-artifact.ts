/** The data passport of a file: made by a kernel that only looks, kept with the artifact. */
import { rm } from 'node:fs/promises'
import { extname } from 'node:path'
import { KernelFailure, type Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import { Profile } from '@codingagent/protocol/artifacts.ts'
import { and, eq, gt } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import { withLook } from '../sessions/look.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { digestOf, openSafely, UnsafeFile, type SafeFile } from './read-safely.ts'
import { materialise, inTables, tablesFolderId } from './tables-folder.ts'

/** Seconds that reading a file may take. */
const PATIENCE = 120

export function storedProfile(row: ArtifactRow): Profile | undefined {
  return row.profile === null ? undefined : Profile.parse(row.profile)
}

/** What the file itself is at fault for. Anything else (no time, no memory, a kernel that ended) may go better for the next who asks. */
const lasting = new Set(['bomb', 'corrupt', 'empty', 'encrypted', 'too_large', 'unreadable', 'wrong_type'])
export const isLasting = ({ code }: KernelFailure): boolean => lasting.has(code)

/** The same artifact is read once, however many ask. */
const reading = new Map<string, Promise<Profile>>()

/** Throws KernelFailure, in words, for a file that cannot be read. */
export function profileArtifact(services: Services, row: ArtifactRow): Promise<Profile> {
  const stored = storedProfile(row)
  if (stored) return Promise.resolve(stored)
  if (row.profileError !== null) return Promise.reject(new KernelFailure('unreadable', row.profileError))
  const known = reading.get(row.id)
  if (known) return known
  const made = makeProfile(services, row).finally(() => reading.delete(row.id))
  reading.set(row.id, made)
  return made
}

async function makeProfile(services: Services, row: ArtifactRow): Promise<Profile> {
  const keep = (fields: Partial<ArtifactRow>) =>
    services.db.update(artifacts).set(fields).where(eq(artifacts.id, row.id))
  try {
    const profile = await askAbout(services, row, (kernel, path) =>
      kernel.ask('profile', { path }, { timeoutSeconds: PATIENCE }),
    )
    const checked = Profile.parse(profile)
    await keep({ profile: checked })
    return checked
  } catch (error) {
    if (error instanceof KernelFailure && isLasting(error)) await keep({ profileError: error.message })
    throw error
  }
}

type Ask<Value> = (kernel: Kernel, path: string, folderId: string) => Promise<Value>

/** Asks a look kernel about the bytes of an artifact, where they lie in the workspace or from a copy of the object. */
export async function askAbout<Value>(services: Services, row: ArtifactRow, ask: Ask<Value>): Promise<Value> {
  const { accountId, sessionId } = row
  const before = await inWorkspace(services, row, wholeStamp(row))
  if (before !== null) {
    const place = { accountId, folderId: sessionId }
    const answer = withLook(services, place, kernel => ask(kernel, `/workspace/${row.path}`, sessionId))
    await answer.catch(() => {})
    // What code of the session put there meanwhile is not what was asked about, whether it could be read or not.
    if ((await inWorkspace(services, row, stampOf)) === before) return answer
  }
  // Readers look at the ending too.
  const name = `source-${row.id}${extname(row.name)}`
  await materialise(services, row, name)
  try {
    const place = { accountId, folderId: tablesFolderId(accountId) }
    return await withLook(services, place, kernel => ask(kernel, `/workspace/${name}`, place.folderId))
  } finally {
    await rm(inTables(services, accountId, name), { force: true })
  }
}

/** Differs from the moment that anything is written to the file. */
async function stampOf({ handle }: SafeFile): Promise<string> {
  const { dev, ino, mtimeNs, ctimeNs } = await handle.stat({ bigint: true })
  return [dev, ino, mtimeNs, ctimeNs].join(' ')
}

/** Its stamp where it holds the bytes of the artifact. */
const wholeStamp =
  ({ sha256 }: ArtifactRow) =>
  async (file: SafeFile): Promise<string | null> => {
    const stamp = await stampOf(file)
    return (await digestOf(file)) === sha256 ? stamp : null
  }

/** Looks at what lies under the path of the artifact; null where that cannot be the artifact. */
async function inWorkspace(
  { db, settings }: Services,
  row: ArtifactRow,
  look: (file: SafeFile) => Promise<string | null>,
): Promise<string | null> {
  if (row.path === null) return null
  const newer = and(
    eq(artifacts.sessionId, row.sessionId),
    eq(artifacts.path, row.path),
    eq(artifacts.state, 'ready'),
    gt(artifacts.createdAt, row.createdAt),
  )
  const [later] = await db.select({ id: artifacts.id }).from(artifacts).where(newer).limit(1)
  if (later) return null
  try {
    const file = await openSafely(folderOf(settings.dataDir, row.sessionId).workspace, row.path, row.size)
    return await look(file).finally(() => file.handle.close())
  } catch (error) {
    if (error instanceof UnsafeFile) return null
    throw error
  }
}
