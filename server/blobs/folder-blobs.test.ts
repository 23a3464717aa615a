/** What only a folder can be asked: a writer that is killed, and what lies where. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runScript } from '../testing/run-script.ts'
import { folderBlobs } from './folder-blobs.ts'

const putUntilKilled = new URL('../testing/put-until-killed.ts', import.meta.url)
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codingagent-blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a writer that is killed leaves no blob, and its half is swept once it is old', async () => {
  const writer = runScript(putUntilKilled, folder)
  await vi.waitFor(() => expect(writer.lines, writer.errors()).toEqual(['writing']), { timeout: 30_000 })
  await writer.kill()
  const blobs = await folderBlobs(folder)
  for await (const blob of blobs.list('')) expect.fail(`there is ${blob.key}`)
  expect(await blobs.stat('sessions/s/a')).toBeNull()
  expect((await readdir(join(folder, 'incoming'))).length).toBe(1)
  expect(await blobs.sweep(3_600_000)).toBe(0)
  expect(await blobs.sweep(-1)).toBe(1)
  expect(await readdir(join(folder, 'incoming'))).toEqual([])
})

test('puts and deletes of neighbours do not take the folder from each other', async () => {
  const blobs = await folderBlobs(folder)
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      await blobs.put(`s/one/${n}`, Readable.from([Buffer.from('x')]))
      await blobs.delete(`s/one/${n}`)
    }),
  )
  expect(await readdir(join(folder, 'stored'))).toEqual([])
})
