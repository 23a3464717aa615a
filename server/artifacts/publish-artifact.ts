/** Brings what a run made out of its sandbox: read safely, stored, registered. */
import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { unlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { OutboxFile } from '@codingagent/engine/sandbox/sandbox.ts'
import type { ArtifactSummary, ReadyFile } from '@codingagent/protocol/artifacts.ts'
import { and, desc, eq } from 'drizzle-orm'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import { readyFile, summaryOf, type ArtifactRow } from './artifact-rows.ts'
import { HEAD, kindOfFile, kindOfPayload } from './kind-of-file.ts'
import { openSafely, UnsafeFile, type SafeFile } from './read-safely.ts'
import { registerArtifact } from './register-artifact.ts'
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

/** At most `size` bytes from the start: a file that code lengthens meanwhile is not followed. */
const contentOf = (handle: FileHandle, size: number) =>
  handle.createReadStream({ start: 0, end: Math.max(0, size - 1), autoClose: false, highWaterMark: 256 * 1024 })

/** What a cell showed. Throws UnsafeFile when the outbox does not hold a plain file of that name. */
export async function publishDisplay(publisher: Publisher, payload: OutboxFile): Promise<ArtifactSummary> {
  const { services, ...owner } = publisher
  if (payload.path !== basename(payload.path)) throw new UnsafeFile('its path does not lie in the outbox')
  const file = await openSafely(payload.folder, payload.path, services.settings.maxArtifact)
  try {
    const { title, alt, shape } = payload
    const found = await kindOfPayload(payload, await headOf(file))
    const row = await registerArtifact(
      services,
      {
        ...owner,
        ...found,
        step: null,
        origin: 'generated',
        name: safeName(payload.name),
        path: null,
        details: { title, alt, shape },
      },
      contentOf(file.handle, file.size),
    )
    return summaryOf(row)
  } finally {
    await file.handle.close()
    await unlink(join(payload.folder, payload.path)).catch(() => {})
  }
}

/** Left behind by editors and programs; nobody asked for them. */
const passing = /(^|\/)([.~]|__pycache__\/|node_modules\/)|\.(tmp|temp|swp|pyc|lock|part|crdownload|wal)$|-journal$/i

/** The path below the workspace, or null for one outside of it. */
function insideWorkspace(path: string): string | null {
  const inside = path.startsWith('/workspace/') ? path.slice('/workspace/'.length) : path
  return inside.startsWith('/') || inside === '' ? null : inside
}

async function digestOf({ handle, size }: SafeFile): Promise<string> {
  const hash = createHash('sha256')
  if (size > 0) await pipeline(contentOf(handle, size), hash)
  return hash.digest('hex')
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

/** A file below /workspace; null when it is not to be offered: unchanged, passing, or not one that may be read. */
export async function publishFile(
  publisher: Publisher,
  named: string,
): Promise<{ artifact: ArtifactSummary; file: ReadyFile } | null> {
  const { services, ...owner } = publisher
  const path = insideWorkspace(named)
  if (path === null || passing.test(path) || path.startsWith('project/')) return null
  const { workspace } = folderOf(services.settings.dataDir, owner.sessionId)
  let file: SafeFile
  try {
    file = await openSafely(workspace, path, services.settings.maxArtifact)
  } catch (error) {
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
    const name = safeName(basename(path))
    const found = await kindOfFile(name, await headOf(file))
    const row = await registerArtifact(
      services,
      { ...owner, ...found, step: null, origin: 'generated', name, path, details: {} },
      contentOf(file.handle, file.size),
    )
    return { artifact: summaryOf(row), file: readyFile(row) }
  } finally {
    await file.handle.close()
  }
}
