/** The two folders of a session on the host, and who may write there. */
import { chmod, lchown, lstat, mkdir, readdir, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'

/** The folder as the fork-server names it, below its own `/sessions`. */
export function pathBelow(sessionsFolder: string, folder: string): string {
  const path = relative(sessionsFolder, folder)
  if (path === '' || isAbsolute(path) || path.split(sep).includes('..'))
    throw new Error(`${folder} does not lie below ${sessionsFolder}`)
  return path
}

/** Makes `workspace` and `outbox` and hands them to the sandbox's user; with no `uid` the server's own user is that one. */
export async function prepareFolder(folder: string, uid: number | undefined): Promise<void> {
  const prepare = async (name: string): Promise<void> => {
    const path = join(folder, name)
    await mkdir(path, { recursive: true })
    if (uid === undefined || (await lstat(path)).uid === uid) return
    await lchown(path, uid, uid)
    await chmod(path, 0o700)
    await chmod(folder, 0o711)
  }
  await Promise.all([prepare('workspace'), prepare('outbox')])
}

/** Milliseconds; more than any file system's clock. */
const CLOCK_TICK = 100

/**
 * Gives files that the server laid into a workspace to the sandbox's user, so that code may change them. Looks at the top alone and
 * never through a folder: a session could put a link in its place between look and change, and a folder the server made (`project`)
 * is to stay read-only anyway.
 */
export function adoptFiles(folder: string, uid: number | undefined): () => Promise<void> {
  const workspace = join(folder, 'workspace')
  let seen = -1
  return async () => {
    if (uid === undefined) return
    const changed = (await stat(workspace)).mtimeMs
    if (changed === seen) return
    // A file laid in the same tick of the clock as this look would have the same time: look once more.
    seen = Date.now() - changed < CLOCK_TICK ? -1 : changed
    for (const name of await readdir(workspace)) {
      const path = join(workspace, name)
      const file = await lstat(path).catch(() => undefined)
      if (file?.isFile() && file.uid !== uid && file.nlink === 1) await lchown(path, uid, uid)
    }
  }
}
