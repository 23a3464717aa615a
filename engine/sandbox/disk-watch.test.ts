import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type * as FileSystem from 'node:fs/promises'
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { measureFolder, watchDisk } from './disk-watch.ts'
import { deepFile } from './testing/deep-file.ts'
import { unlinkedBytes } from './unlinked-files.ts'

/** The machine may be busy. */
const patient = { timeout: 30_000 }

/** What the file system says is free; null asks the real one. */
const host = vi.hoisted(() => ({ free: null as number | null, asked: 0 }))
vi.mock('node:fs/promises', async original => {
  const real = await original<typeof FileSystem>()
  const statfs = async (path: string) => {
    host.asked += 1
    return host.free === null ? real.statfs(path) : { bsize: 1, bavail: host.free, ffree: 1e9 }
  }
  return { ...real, statfs }
})

const MEGABYTE = 1024 * 1024
const PLENTY = { bytes: 1e12, files: 1e9 }
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-watch-'))
})
afterEach(() => void execFileSync('rm', ['-rf', folder]))

test('counts what files really hold, through folders, and follows no link out', async () => {
  await mkdir(join(folder, 'a/b'), { recursive: true })
  await writeFile(join(folder, 'a/b/real'), Buffer.alloc(2 * MEGABYTE, 1))
  const sparse = await open(join(folder, 'sparse'), 'w')
  await sparse.truncate(1e12)
  await sparse.close()
  await symlink('/usr', join(folder, 'link'))
  const use = await measureFolder(folder, PLENTY)
  expect(use.files).toBe(5)
  expect(use.bytes).toBeGreaterThanOrEqual(2 * MEGABYTE)
  expect(use.bytes).toBeLessThan(3 * MEGABYTE)
})

test('stops counting once the limit is passed', async () => {
  for (let i = 0; i < 200; i++) await writeFile(join(folder, String(i)), 'x')
  expect((await measureFolder(folder, { bytes: 1e9, files: 10 })).files).toBe(200)
  expect((await measureFolder(folder, { bytes: 4096, files: 1e9 })).bytes).toBeLessThan(200 * 4096)
})

test('tells of a folder past its limit in words', async () => {
  await writeFile(join(folder, 'big'), Buffer.alloc(3 * MEGABYTE, 1))
  const told = Promise.withResolvers<string>()
  const watch = watchDisk({ folder, diskBytes: MEGABYTE }, told.resolve)
  watch.setBusy(true)
  expect(await told.promise).toContain('1 MiB')
  watch.stop()
})

test('what a cell wrote before it heard of its end does not end the next one', async () => {
  const file = join(folder, 'big')
  await writeFile(file, Buffer.alloc(3 * MEGABYTE, 1))
  const told: string[] = []
  const watch = watchDisk({ folder, diskBytes: MEGABYTE }, why => void told.push(why))
  watch.setBusy(true)
  await vi.waitFor(() => expect(told).toHaveLength(1), patient)
  writeFileSync(file, Buffer.alloc(90 * MEGABYTE, 1))
  watch.setBusy(false)
  watch.setBusy(true)
  told.splice(0)
  const looked = host.asked
  await vi.waitFor(() => expect(host.asked).toBeGreaterThan(looked + 2), patient)
  expect(told).toEqual([])
  await writeFile(file, Buffer.alloc(130 * MEGABYTE, 1))
  await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), patient)
  watch.stop()
})

test('finds what lies deeper than any path reaches', async () => {
  await deepFile(folder, 25)
  const use = await measureFolder(folder, PLENTY)
  expect(use.bytes).toBeGreaterThanOrEqual(2 * MEGABYTE)
  expect(use.files).toBe(26)
})

test('finds what lies under a name that is no text', async () => {
  const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xfe])])
  await mkdir(odd)
  await writeFile(Buffer.concat([odd, Buffer.from('/\xff', 'latin1')]), Buffer.alloc(2 * MEGABYTE, 1))
  expect((await measureFolder(folder, PLENTY)).bytes).toBeGreaterThanOrEqual(2 * MEGABYTE)
})

test('counts files that were removed while open, each once', async () => {
  const told = Promise.withResolvers<string>()
  const processes = () => Promise.resolve([process.pid, process.pid])
  const watch = watchDisk({ folder, diskBytes: 2 * MEGABYTE, processes }, told.resolve)
  watch.setBusy(true)
  // Behind its first look, which takes the measure of what is free; else it is found a little later.
  await new Promise(resolve => setTimeout(resolve, 600))
  const path = join(folder, 'gone')
  await writeFile(path, Buffer.alloc(3 * MEGABYTE, 1))
  const held = [await open(path), await open(path)]
  await rm(path)
  expect(await unlinkedBytes(folder, await processes(), true)).toBe(3 * MEGABYTE)
  expect(await told.promise).toContain('2 MiB')
  watch.stop()
  await Promise.all(held.map(file => file.close()))
  expect(await unlinkedBytes(folder, await processes(), true)).toBe(0)
}, 30_000)

test('tells of folders too deep to be measured', async () => {
  await deepFile(folder, 1100)
  const told = Promise.withResolvers<string>()
  const watch = watchDisk({ folder, diskBytes: MEGABYTE }, told.resolve)
  watch.setBusy(true)
  expect(await told.promise).toContain('deeper')
  watch.stop()
})

describe('the free space of the file system', () => {
  const told: string[] = []
  beforeEach(() => void told.splice(0))
  afterEach(() => {
    host.free = null
    vi.useRealTimers()
  })
  const watched = () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const watch = watchDisk({ folder, diskBytes: MEGABYTE }, why => void told.push(why))
    watch.setBusy(true)
    vi.advanceTimersByTime(250)
    return watch
  }
  /** Looks again, at most so often, until that holds. */
  async function look(most: number, until: () => boolean): Promise<void> {
    for (let i = 0; i < most && !until(); i++) {
      const before = host.asked
      vi.advanceTimersByTime(250)
      await vi.waitFor(() => expect(until() || host.asked > before || i === 0).toBe(true), patient)
      await new Promise(resolve => setTimeout(resolve, 5))
    }
  }

  test('that is nearly used up ends the cell', async () => {
    host.free = 100 * MEGABYTE
    const watch = watched()
    await vi.waitFor(() => expect(told[0]).toContain('nearly full'), patient)
    watch.stop()
  })

  test('says when to measure; a folder that came back within its limit has the whole of it again', async () => {
    host.free = 1e12
    await writeFile(join(folder, 'big'), Buffer.alloc(3 * MEGABYTE, 1))
    const watch = watched()
    await vi.waitFor(() => expect(told).toHaveLength(1), patient)
    await rm(join(folder, 'big'))
    host.free -= 1e9
    const before = host.asked
    await look(10, () => host.asked > before + 1)
    await writeFile(join(folder, 'big'), Buffer.alloc(3 * MEGABYTE, 1))
    host.free -= 1e9
    await look(20, () => told.length > 1)
    expect(told).toHaveLength(2)
    watch.stop()
  })

  test('is looked at soon after a cell, and during many short ones as during a long one', async () => {
    host.free = 1e12
    const before = host.asked
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const watch = watchDisk({ folder, diskBytes: MEGABYTE }, () => {})
    for (let cell = 0; cell < 6; cell++) {
      watch.setBusy(true)
      vi.advanceTimersByTime(50)
      watch.setBusy(false)
    }
    const looked = async (times: number) => {
      // Not `vi.waitFor`: it moves the clock on.
      while (host.asked < before + times) await new Promise(resolve => setTimeout(resolve, 5))
      await new Promise(resolve => setTimeout(resolve, 20))
      expect(host.asked).toBe(before + times)
    }
    await looked(1)
    vi.advanceTimersByTime(200)
    await looked(2)
    vi.advanceTimersByTime(4900)
    await looked(2)
    vi.advanceTimersByTime(100)
    await looked(3)
    watch.stop()
  })

  test('that somebody else freed meanwhile hides no growth for long', async () => {
    host.free = 1e12
    const watch = watched()
    await vi.waitFor(() => expect(host.asked).toBeGreaterThan(0), patient)
    await new Promise(resolve => setTimeout(resolve, 50))
    await writeFile(join(folder, 'big'), Buffer.alloc(3 * MEGABYTE, 1))
    await look(100, () => told.length > 0)
    expect(told[0]).toContain('1 MiB')
    watch.stop()
  })
})
