/**
 * Opens a file that hostile code made, from outside its sandbox. Each part of the path is opened below the folder before it, by its
 * descriptor and without following links, so that nothing swapped in between can lead out of the folder; the last must be a regular file
 * with one link (a second could lie anywhere), and opening never blocks (a FIFO would).
 */
import { createHash } from 'node:crypto'
import { constants, type ReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

const DIRECTORY = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const FILE = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** The file is not one that may be read; `reason` is in plain words. */
export class UnsafeFile extends Error {
  override readonly name = 'UnsafeFile'
}

/** A regular file where it should lie, but another name of it may lie where nothing of it should be seen. */
export class SecondLink extends UnsafeFile {}

/** It could be read, but holds more than asked for. */
export class TooLarge extends UnsafeFile {}

/** Opens one name in an open folder: /proc/self/fd/N is that very folder, whatever its path has become. */
function openIn(folder: FileHandle, name: string, flags: number): Promise<FileHandle> {
  return open(`/proc/self/fd/${folder.fd}/${name}`, flags)
}

export type SafeFile = { handle: FileHandle; size: number; modifiedAt: number }

/** The parts of a path inside the folder; throws UnsafeFile for one that is not plain. */
function partsOf(path: string): string[] {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  if (parts.length === 0 || parts.length > 64 || parts.includes('..') || path.includes('\0'))
    throw new UnsafeFile('its path does not lie in the working folder')
  return parts
}

function unsafe(error: unknown): UnsafeFile {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ELOOP') return new UnsafeFile('it is a link')
  if (code === 'ENOENT') return new UnsafeFile('it is gone')
  if (code === 'ENOTDIR') return new UnsafeFile('its path does not lie in the working folder')
  return new UnsafeFile(`it cannot be opened (${code ?? 'unknown'})`)
}

/**
 * `folder` is a path of our own, `path` one that the sandbox named, relative to it. The caller closes the handle. Throws UnsafeFile.
 */
export async function openSafely(folder: string, path: string, maxBytes: number): Promise<SafeFile> {
  const parts = partsOf(path)
  const last = parts.pop() ?? ''
  let at = await open(folder, DIRECTORY).catch((error: unknown) => {
    throw unsafe(error)
  })
  try {
    for (const part of parts) {
      const next = await openIn(at, part, DIRECTORY)
      await at.close()
      at = next
    }
    return await regularFile(await openIn(at, last, FILE), maxBytes)
  } catch (error) {
    throw error instanceof UnsafeFile ? error : unsafe(error)
  } finally {
    await at.close()
  }
}

/** At most `size` bytes from the start: a file that code lengthens meanwhile is not followed. */
export const contentOf = ({ handle, size }: SafeFile): ReadStream =>
  handle.createReadStream({ start: 0, end: Math.max(0, size - 1), autoClose: false, highWaterMark: 256 * 1024 })

export async function digestOf(file: SafeFile): Promise<string> {
  const hash = createHash('sha256')
  if (file.size > 0) await pipeline(contentOf(file), hash)
  return hash.digest('hex')
}

/** The bytes of a plain file below the folder; null for whatever else lies there, or nothing. */
export async function sizeSafely(folder: string, path: string): Promise<number | null> {
  try {
    const { handle, size } = await openSafely(folder, path, Number.POSITIVE_INFINITY)
    await handle.close()
    return size
  } catch (error) {
    if (error instanceof UnsafeFile) return null
    throw error
  }
}

async function regularFile(handle: FileHandle, maxBytes: number): Promise<SafeFile> {
  try {
    const found = await handle.stat()
    if (!found.isFile()) throw new UnsafeFile('it is not a regular file')
    if (found.nlink !== 1) throw new SecondLink('it has a second link')
    if (found.size > maxBytes) throw new TooLarge('it is too large')
    return { handle, size: found.size, modifiedAt: found.mtimeMs }
  } catch (error) {
    await handle.close()
    throw error
  }
}
