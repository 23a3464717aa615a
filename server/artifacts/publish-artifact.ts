/** Brings what a run made out of its sandbox: read safely, stored, registered. */
import { unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { OutboxFile } from '@codingagent/engine/sandbox/sandbox.ts'
import type { ArtifactSummary, ReadyFile } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, desc, eq } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import { readyFile, summaryOf, type ArtifactRow } from './artifact-rows.ts'
import { HEAD, kindOfFile, kindOfPayload } from './kind-of-file.ts'
import { contentOf, digestOf, openSafely, SecondLink, TooLarge, UnsafeFile, type SafeFile } from './read-safely.ts'
import { registerArtifact } from './register-artifact.ts'
import { roomForResult, tooLarge } from './room-for-file.ts'
import { safeName } from './safe-name.ts'

/** The run on whose behalf something is published. */
export type Publisher = {
  services: Pick<Services, 'db' | 'blobs' | 'settings' | 'logger'>
  accountId: string
  sessionId: string
  runId: string
}

async function headOf({ handle }: SafeFile): Promise<Buffer> {
  const head = Buffer.alloc(HEAD)
  const { bytesRead } = await handle.read(head, 0, HEAD, 0)
  return head.subarray(0, bytesRead)
}

/** Throws the Refusal that the step tells when the file is more than may be kept. */
async function checkRoom({ services, ...owner }: Publisher, name: string, size: number): Promise<void> {
  const room = await roomForResult(services, owner)
  if (size > room.bytes) throw room.refusal(name)
}

/** What a cell showed. Throws a Refusal when the outbox does not hold a plain file of that name, or there is no room for it. */
export async function publishDisplay(publisher: Publisher, payload: OutboxFile): Promise<ArtifactSummary> {
  const { services, ...owner } = publisher
  const { maxArtifact } = services.settings
  const name = safeName(payload.name)
  if (payload.path !== basename(payload.path)) throw notShown(name, 'its path does not lie in the outbox')
  let file: SafeFile | undefined
  try {
    file = await openSafely(payload.folder, payload.path, maxArtifact)
    await checkRoom(publisher, name, file.size)
    const { title, alt, shape } = payload
    const found = await kindOfPayload(payload, await headOf(file))
    const details = { title, alt, shape }
    const row = await registerArtifact(
      services,
      { ...owner, ...found, origin: 'generated', name, path: null, details },
      contentOf(file),
    )
    return summaryOf(row)
  } catch (error) {
    if (error instanceof TooLarge) throw tooLarge(name, maxArtifact)
    if (error instanceof UnsafeFile) throw notShown(name, error.message)
    throw error
  } finally {
    await file?.handle.close()
    await unlink(join(payload.folder, payload.path)).catch(() => {})
  }
}

const notShown = (name: string, reason: string): Refusal =>
  new Refusal('unreadable_file', `“${name}” cannot be shown: ${reason}.`)

/** Left behind by editors and programs; nobody asked for them. */
const passing = /(^|\/)([.~]|__pycache__\/|node_modules\/)|\.(tmp|temp|swp|pyc|lock|part|crdownload|wal)$|-journal$/i

/** The path below the workspace, or null for one outside of it. */
function insideWorkspace(path: string): string | null {
  const inside = path.startsWith('/workspace/') ? path.slice('/workspace/'.length) : path
  return inside.startsWith('/') || inside === '' ? null : inside
}

async function lastAt({ services, sessionId }: Publisher, path: string): Promise<ArtifactRow | undefined> {
  const there = and(eq(artifacts.sessionId, sessionId), eq(artifacts.path, path), eq(artifacts.state, 'ready'))
  const [row] = await services.db
    .select()
    .from(artifacts)
    .where(there)
    .orderBy(desc(artifacts.createdAt), desc(artifacts.version))
    .limit(1)
  return row
}

/**
 * A file below /workspace; null when it is not to be offered: unchanged, passing, or not one that may be read. Throws a Refusal when it is
 * more than may be kept.
 */
export async function publishFile(
  publisher: Publisher,
  named: string,
): Promise<{ artifact: ArtifactSummary; file: ReadyFile } | null> {
  const { services, ...owner } = publisher
  const path = insideWorkspace(named)
  if (path === null || passing.test(path) || path.startsWith('project/')) return null
  const { workspace } = folderOf(services.settings.dataDir, owner.sessionId)
  const name = safeName(basename(path))
  let file: SafeFile
  try {
    file = await openSafely(workspace, path, services.settings.maxArtifact)
  } catch (error) {
    if (error instanceof TooLarge) throw tooLarge(name, services.settings.maxArtifact)
    if (error instanceof SecondLink)
      throw new Refusal(
        'unreadable_file',
        `“${name}” is not offered: it has a second name, a hard link. Save a copy of it.`,
      )
    if (!(error instanceof UnsafeFile)) throw error
    services.logger.info(
      { sessionId: owner.sessionId, reason: error.message },
      'a file of the workspace is not offered',
    )
    return null
  }
  try {
    const last = await lastAt(publisher, path)
    if (last && last.size === file.size && last.sha256 === (await digestOf(file))) return null
    await checkRoom(publisher, name, file.size)
    const found = await kindOfFile(name, await headOf(file))
    const row = await registerArtifact(
      services,
      { ...owner, ...found, origin: 'generated', name, path, details: {} },
      contentOf(file),
    )
    return { artifact: summaryOf(row), file: readyFile(row) }
  } finally {
    await file.handle.close()
  }
}
