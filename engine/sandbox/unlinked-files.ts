/**
 * What a session's disk holds without a name: a file that was removed while open, or made without one, takes its room until the last
 * process lets go of it, and no walk through folders finds it.
 */
import { lstat, readFile, readdir, readlink, stat } from 'node:fs/promises'

/** Descriptors that are looked at; whoever holds more hides what the rest leads to. */
const MOST_DESCRIPTORS = 100_000

/** There are more descriptors than can be looked at. */
export class UncountableFiles extends Error {}

/**
 * Bytes in files without a name on the disk of `folder`, each counted once; those that are only mapped, too, where `mapped`: it takes some
 * milliseconds. What this process may not look at, and a process that is gone, counts nothing. Throws UncountableFiles.
 */
export async function unlinkedBytes(folder: string, processes: number[], mapped: boolean): Promise<number> {
  const { dev } = await lstat(folder)
  const sizes = new Map<number, number>()
  let looked = 0
  for (const pid of processes) {
    const thread = await livingThreadOf(pid)
    const held = [...(await openOf(thread)), ...(mapped ? await mappedOf(thread) : [])]
    looked += held.length
    if (looked > MOST_DESCRIPTORS) throw new UncountableFiles()
    for (let start = 0; start < held.length; start += 64)
      await Promise.all(
        held.slice(start, start + 64).map(async path => {
          const file = await stat(path).catch(() => undefined)
          if (file?.isFile() && file.nlink === 0 && file.dev === dev) sizes.set(file.ino, file.blocks * 512)
        }),
      )
  }
  return sizes.values().reduce((sum, size) => sum + size, 0)
}

/** The first thread of a process can end before the others and shows nothing any more; the others hold what it held (see seccomp.py). */
async function livingThreadOf(pid: number): Promise<number> {
  const lives = (thread: number) => readlink(`/proc/${thread}/exe`).catch(() => undefined)
  if (await lives(pid)) return pid
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => []))
    if (await lives(Number(thread))) return Number(thread)
  return pid
}

async function openOf(pid: number): Promise<string[]> {
  const numbers = await readdir(`/proc/${pid}/fd`).catch(() => [])
  return numbers.map(number => `/proc/${pid}/fd/${number}`)
}

const REMOVED = ' (deleted)\n'

/** What was removed, or had no name, and is mapped. Searched from mark to mark: a process may have 65,000 other mappings. */
async function mappedOf(pid: number): Promise<string[]> {
  const maps = await readFile(`/proc/${pid}/maps`, 'latin1').catch(() => '')
  const removed: string[] = []
  for (let end = maps.indexOf(REMOVED); end >= 0; end = maps.indexOf(REMOVED, end + 1)) {
    const line = maps.slice(maps.lastIndexOf('\n', end) + 1, end)
    removed.push(`/proc/${pid}/map_files/${rangeOf(line)}`)
  }
  return removed
}

/** `maps` fills addresses up with zeros, `map_files` does not. */
const rangeOf = (line: string): string => line.slice(0, line.indexOf(' ')).replaceAll(/\b0+(?=\w)/g, '')
