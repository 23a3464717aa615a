/**
 * Takes an uploaded file in: streamed to a file beside the store, looked at by a sandboxed kernel, then stored and registered, then laid
 * into the workspace. Until it is registered nothing of it is visible; a process that dies in between leaves a file on its way in, which
 * `settle-incoming.ts` puts in its place or removes. See decisions/003-uploads.md.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { KernelFailure } from '@codingagent/engine/sandbox/sandbox.ts'
import { ArtifactKind } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { z } from 'zod'
import { newId } from '../new-id.ts'
import type { Services } from '../services.ts'
import type { SessionRow } from '../sessions/find-session.ts'
import { ensureFolder, folderOf } from '../sessions/folders.ts'
import { withLook } from '../sessions/look.ts'
import { inTheWay, type Received } from './lay-into-workspace.ts'
import { registerArtifact, removeArtifact } from './register-artifact.ts'
import { roomForUpload, type Room } from './room-for-file.ts'
import { safeName } from './safe-name.ts'
import { incomingName, tablesFolderId } from './tables-folder.ts'

/** What `look` answers: see kernel/codingagent_kernel/requests. */
const Looked = z.object({
  // Kept, and said in a header of each download; whoever looks has a stranger's file open.
  mime: z.string().regex(/^[\w.+-]{1,100}\/[\w.+-]{1,100}$/),
  kind: ArtifactKind,
})

export type Upload = { name: string; content: Readable }

/** Folders of the workspace that a file may not stand in for. */
const taken = new Set(['output', 'project'])

/** Throws a Refusal that names the file; then nothing of it is kept. */
export async function receiveUpload(services: Services, session: SessionRow, upload: Upload): Promise<Received> {
  const { id: sessionId, accountId } = session
  const cleaned = safeName(upload.name)
  const name = taken.has(cleaned.toLowerCase()) ? `${cleaned}_file` : cleaned
  const id = newId('art')
  const { dataDir } = services.settings
  const incoming = join((await ensureFolder(dataDir, tablesFolderId(accountId))).workspace, incomingName(id))
  try {
    const room = await roomForUpload(services, accountId)
    await pipeline(upload.content, limitTo(room, name), createWriteStream(incoming, { flags: 'wx', mode: 0o644 }))
    await checkPlace(join(folderOf(dataDir, sessionId).workspace, name), name)
    const looked = await lookAt(services, accountId, { incoming: incomingName(id), name })
    const row = await registerArtifact(
      services,
      { id, accountId, sessionId, runId: null, origin: 'upload', ...looked, name, path: name, details: {} },
      createReadStream(incoming, { highWaterMark: 256 * 1024 }),
    )
    return { row, incoming }
  } catch (error) {
    await rm(incoming, { force: true })
    throw error
  }
}

async function checkPlace(path: string, name: string): Promise<void> {
  const there = await lstat(path).catch(() => null)
  if (there?.isDirectory()) throw inTheWay(name)
}

/** Passes bytes on until there are too many. */
function limitTo({ bytes, refusal }: Room, name: string): Transform {
  let size = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length
      if (size > bytes) done(refusal(name))
      else done(null, chunk)
    },
  })
}

async function lookAt(
  services: Services,
  accountId: string,
  file: { incoming: string; name: string },
): Promise<z.output<typeof Looked>> {
  const { incoming, name } = file
  try {
    const place = { accountId, folderId: tablesFolderId(accountId) }
    const answer = await withLook(services, place, kernel =>
      kernel.ask('look', { path: `/workspace/${incoming}`, name }, { timeoutSeconds: 60 }),
    )
    return Looked.parse(answer)
  } catch (error) {
    if (!(error instanceof KernelFailure) || error.code === 'gone') throw error
    if (error.code === 'timeout' || error.code === 'busy')
      throw new Refusal(
        'sandbox_unavailable',
        `“${name}” could not be looked at, so much is going on: upload it again.`,
      )
    const code = error.code === 'too_large' || error.code === 'memory' ? 'too_large' : 'unreadable_file'
    throw new Refusal(code, `“${name}”: ${error.message}`)
  }
}

/** Takes back what one request brought, when a later file of it is refused. */
export async function takeBack(services: Services, received: Received[]): Promise<void> {
  for (const { row, incoming } of received) {
    await removeArtifact(services, row)
    await rm(incoming, { force: true })
  }
}
