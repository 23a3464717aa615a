import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { measureFolder, watchDisk } from './disk-watch.ts'

const MEGABYTE = 1024 * 1024
const PLENTY = { bytes: 1e12, files: 1e9 }
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-watch-'))
})
afterEach(() => rm(folder, { recursive: true }))

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
  const watch = watchDisk(folder, MEGABYTE, told.resolve)
  watch.setBusy(true)
  expect(await told.promise).toContain('1 MiB')
  watch.stop()
})
