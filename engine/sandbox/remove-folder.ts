/** Removes a folder in which a session's code could do as it liked, once no process is left in it. */
import { randomUUID } from 'node:crypto'
import { chmod, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

const unreachable = new Set(['ENAMETOOLONG', 'EACCES'])

export async function removeFolder(folder: string): Promise<void> {
  const remove = () => rm(folder, { recursive: true, force: true })
  await remove().catch(async (error: NodeJS.ErrnoException) => {
    if (!unreachable.has(error.code ?? '')) throw error
    await flatten(folder)
    await remove()
  })
}

/**
 * Moves every folder up to the top, opened for its owner: code nests deeper than any path can name, and locks folders. The removal that
 * failed goes on elsewhere in it for a moment.
 */
async function flatten(top: string): Promise<void> {
  const waiting: (string | Buffer)[] = [top]
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const above = Buffer.concat([Buffer.from(path), Buffer.from('/')])
    for (const entry of (await ifThere(readdir(path, { withFileTypes: true, encoding: 'buffer' }))) ?? []) {
      if (!entry.isDirectory()) continue
      const below = Buffer.concat([above, entry.name])
      const place = join(top, randomUUID())
      await ifThere(chmod(below, 0o700))
      await ifThere(rename(below, place))
      waiting.push(place)
    }
  }
}

const ifThere = <Result>(work: Promise<Result>): Promise<Result | undefined> =>
  work.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
