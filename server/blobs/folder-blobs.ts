import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BlobMissing, checkKey, type Blobs, type ListedBlob, type PutOptions, type StoredBlob } from './blobs.ts'

/** Blobs as files. A blob is written beside the others under `incoming`, forced to the disk, and renamed: whole or not there. */
export async function folderBlobs(folder: string): Promise<Blobs> {
  const stored = join(folder, 'stored')
  const incoming = join(folder, 'incoming')
  await mkdir(stored, { recursive: true, mode: 0o700 })
  await mkdir(incoming, { recursive: true, mode: 0o700 })

  const pathOf = (key: string) => {
    checkKey(key)
    return join(stored, key)
  }

  async function put(key: string, content: Readable, { signal }: PutOptions = {}): Promise<StoredBlob> {
    const path = pathOf(key)
    const unfinished = join(incoming, randomUUID())
    try {
      const written = await write(unfinished, content, signal)
      await intoPlace(unfinished, path)
      return written
    } catch (error) {
      content.destroy()
      await rm(unfinished, { force: true })
      throw error
    }
  }

  async function remove(key: string): Promise<void> {
    const path = pathOf(key)
    await rm(path, { force: true })
    // Folders that it leaves empty go too; the first that is not empty ends it.
    for (let above = dirname(path); above !== stored; above = dirname(above)) {
      try {
        await rmdir(above)
      } catch {
        return
      }
    }
  }

  async function* list(prefix: string): AsyncGenerator<ListedBlob> {
    const base = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    if (base !== '') checkKey(base.slice(0, -1))
    for await (const key of filesBelow(join(stored, base), base)) {
      if (!key.startsWith(prefix)) continue
      const found = await stat(join(stored, key)).catch(ignoreMissing)
      if (found !== null) yield { key, size: found.size, changedAt: found.mtime }
    }
  }

  return {
    kind: 'folder',
    put,
    async get(key, range) {
      const file = await open(pathOf(key)).catch(ignoreMissing)
      if (file === null) throw new BlobMissing(key)
      return createReadStream('', { fd: file, start: range?.start, end: range?.end, highWaterMark: 256 * 1024 })
    },
    async stat(key) {
      const found = await stat(pathOf(key)).catch(ignoreMissing)
      return found === null ? null : { size: found.size }
    },
    delete: remove,
    link: async () => null,
    list,
    check: async () => void (await readdir(incoming)),
    sweep: olderThanMs => removeOld(incoming, olderThanMs),
    close: () => {},
  }
}

async function intoPlace(unfinished: string, path: string): Promise<void> {
  // A delete nearby may take the empty folder away between the two.
  for (let attempt = 1; ; attempt++) {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    try {
      await rename(unfinished, path)
      return await syncFolder(dirname(path))
    } catch (error) {
      if (attempt === 5 || !isMissing(error)) throw error
    }
  }
}

async function removeOld(incoming: string, olderThanMs: number): Promise<number> {
  let removed = 0
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name)
    const found = await stat(path).catch(ignoreMissing)
    if (found === null || found.mtimeMs > Date.now() - olderThanMs) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}

async function write(path: string, content: Readable, signal?: AbortSignal): Promise<StoredBlob> {
  const hash = createHash('sha256')
  let size = 0
  async function* measured(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of source) {
      hash.update(piece)
      size += piece.length
      yield piece
    }
  }
  // `flush` forces the bytes to the disk before the file is closed.
  await pipeline(content, measured, createWriteStream(path, { mode: 0o600, flush: true }), { signal })
  return { size, sha256: hash.digest('hex') }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function* filesBelow(folder: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)
  for (const entry of entries ?? []) {
    if (entry.isDirectory()) yield* filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
    else yield prefix + entry.name
  }
}

const isMissing = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

function ignoreMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}
