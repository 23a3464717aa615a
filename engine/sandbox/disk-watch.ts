/**
 * Keeps a session's folder within its limit. Linux gives an unprivileged bind mount no quota, so the folder is measured: cheaply, by
 * the free space of its file system, and by walking it only when that fell by enough to matter. One file alone is bounded by
 * RLIMIT_FSIZE inside.
 */
import { constants } from 'node:fs'
import { lstat, open, readdir, statfs } from 'node:fs/promises'
import { UncountableFiles, unlinkedBytes } from './unlinked-files.ts'

export type DiskUse = { bytes: number; files: number }
type WatchedFolder = {
  folder: string
  diskBytes: number
  /** Who may write there, where the host can tell: files that they hold open without a name take room too. */
  processes?: (() => Promise<number[]>) | undefined
}
/**
 * Looks often while a cell runs and once soon after, and now and then between cells, for what a cell left running. Not at once: whoever
 * waits for a kernel's first result would wait for that too.
 */
export type DiskWatch = { setBusy: (busy: boolean) => void; stop: () => void }

/** Files and folders a session may have; each costs the host an inode whatever its size. */
export const MAX_FILES = 200_000
/** Stops before the host itself runs full. */
const HOST_RESERVE = 512 * 1024 * 1024
const GRACE: DiskUse = { bytes: 16 * 1024 * 1024, files: 1000 }
const BUSY_MILLISECONDS = 250
const IDLE_MILLISECONDS = 5000
/** Every so often it is walked whatever the free space says: somebody else may have freed some meanwhile. */
const WALK_EVERY = 40

/** Bytes of a path below one open folder; Linux takes less than 4096, and code can nest folders deeper than any path. */
const LONGEST_PATH = 3000
/** So many open folders lead to the deepest that is measured. */
const MOST_OPEN = 64

/** Some of it lies where nothing can be measured. */
class Unmeasurable extends Error {}

/**
 * Counts blocks really used, so that a sparse file costs what it holds. Follows no link. Stops counting beyond `limit`. Names are bytes:
 * one that is no UTF-8 would not be found again by its text.
 */
export async function measureFolder(folder: string, limit: DiskUse): Promise<DiskUse> {
  const use = { bytes: 0, files: 0 }
  await measureBelow(Buffer.from(folder), { use, limit, open: 0 })
  return use
}

type Count = { use: DiskUse; limit: DiskUse; open: number }

async function measureBelow(folder: Buffer, count: Count): Promise<void> {
  const { use, limit } = count
  const waiting = [folder]
  while (waiting.length > 0 && use.bytes <= limit.bytes && use.files <= limit.files) {
    const path = waiting.pop() as Buffer
    if (path.length > LONGEST_PATH) {
      await measureDeeper(path, count)
      continue
    }
    const entries = await readdir(path, { withFileTypes: true, encoding: 'buffer' }).catch(() => [])
    use.files += entries.length
    if (use.files > limit.files) break
    for (let start = 0; start < entries.length && use.bytes <= limit.bytes; start += 64)
      await Promise.all(
        entries.slice(start, start + 64).map(async ({ name }) => {
          const child = Buffer.concat([path, SLASH, name])
          const file = await lstat(child).catch(() => undefined)
          use.bytes += (file?.blocks ?? 0) * 512
          if (file?.isDirectory()) waiting.push(child)
        }),
      )
  }
}

const SLASH = Buffer.from('/')

/** Goes on below that folder, opened, so that paths are short again. */
async function measureDeeper(path: Buffer, count: Count): Promise<void> {
  if (count.open === MOST_OPEN) throw new Unmeasurable()
  const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW).catch(() => null)
  try {
    if (handle) await measureBelow(Buffer.from(`/proc/self/fd/${handle.fd}`), { ...count, open: count.open + 1 })
  } finally {
    await handle?.close()
  }
}

/**
 * Calls `exceeded`, in words, when `folder` grew past its limit or the host's disk is nearly full. A folder that is past its limit may
 * stay so, or how would a person's code delete anything: the next call comes when it has grown by GRACE more than it held when that
 * cell had ended.
 */
export function watchDisk({ folder, diskBytes, processes }: WatchedFolder, exceeded: (why: string) => void): DiskWatch {
  const allowed: DiskUse = { bytes: diskBytes, files: MAX_FILES }
  let limit = allowed
  let room = allowed
  let freeAtWalk: DiskUse | undefined
  let looks = 0
  let timer: NodeJS.Timeout | undefined
  let looking = false
  let busy = false
  /** The cell that runs was told of, and the next look settles what it left. */
  let [told, settleNext] = [false, false]

  /** `settles`: what the cell wrote before it heard of its end counts for the next limit, and is not told of again. */
  async function walk(free: DiskUse, { hasGrown, settles }: Record<'hasGrown' | 'settles', boolean>): Promise<void> {
    const bytes = settles ? Number.POSITIVE_INFINITY : limit.bytes + GRACE.bytes
    const use = await measureFolder(folder, { bytes, files: limit.files + GRACE.files })
    // A kernel that was just opened holds nothing yet, and wants the processor.
    if (processes && freeAtWalk) use.bytes += await unlinkedBytes(folder, await processes(), hasGrown)
    const over = use.bytes > limit.bytes ? 'bytes' : use.files > limit.files ? 'files' : undefined
    const within = use.bytes <= allowed.bytes && use.files <= allowed.files
    if (within) limit = allowed
    else if (over)
      limit = {
        bytes: Math.max(use.bytes + GRACE.bytes, allowed.bytes),
        files: Math.max(use.files + GRACE.files, allowed.files),
      }
    freeAtWalk = free
    room = { bytes: limit.bytes - use.bytes, files: limit.files - use.files }
    if (settles) return
    told ||= over !== undefined
    if (over === 'bytes') exceeded(`The session's files grew past ${Math.round(diskBytes / 1024 ** 2)} MiB.`)
    if (over === 'files') exceeded(`The session made more than ${MAX_FILES} files.`)
  }

  async function look(): Promise<void> {
    if (looking) return
    looking = true
    const settles = settleNext
    settleNext = false
    try {
      const host = await statfs(folder)
      const free = { bytes: host.bavail * host.bsize, files: host.ffree }
      if (free.bytes < HOST_RESERVE) exceeded('The disk of this server is nearly full.')
      const mayHaveGrown =
        !freeAtWalk || freeAtWalk.bytes - free.bytes > room.bytes / 2 || freeAtWalk.files - free.files > room.files / 2
      if (mayHaveGrown || settles || ++looks % WALK_EVERY === 0) await walk(free, { hasGrown: mayHaveGrown, settles })
    } catch (error) {
      if (error instanceof Unmeasurable)
        exceeded('The session nested its folders deeper than their size can be measured.')
      else if (error instanceof UncountableFiles) exceeded('The session holds more files open than can be counted.')
      else clearInterval(timer) // the folder is gone, and with it the need to watch
    } finally {
      looking = false
    }
  }

  let pace = 0
  function setPace(milliseconds: number): void {
    if (pace === milliseconds) return
    pace = milliseconds
    clearInterval(timer)
    timer = setInterval(() => {
      void look()
      if (!busy) setPace(IDLE_MILLISECONDS)
    }, milliseconds)
    timer.unref()
  }
  setPace(IDLE_MILLISECONDS)
  return {
    setBusy: now => {
      busy = now
      // Not slower yet when the cell ends: many short ones in a row are looked at as a long one is.
      if (busy) setPace(BUSY_MILLISECONDS)
      if (busy || !told) return
      told = false
      settleNext = true
      void look()
    },
    stop: () => clearInterval(timer),
  }
}
