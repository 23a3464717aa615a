import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deepFile } from './testing/deep-file.ts'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeFolder } from './remove-folder.ts'

let above: string
beforeEach(async () => {
  above = await mkdtemp(join(tmpdir(), 'remove-folder-'))
})
afterEach(() => rm(above, { recursive: true }))

test('removes folders nested deeper than any path, locked ones, and names that are no text; follows no link', async () => {
  const folder = join(above, 'session')
  await mkdir(join(folder, 'workspace/a'), { recursive: true })
  await mkdir(join(above, 'kept/inside'), { recursive: true })
  await symlink(join(above, 'kept'), join(folder, 'workspace/link'))
  await writeFile(Buffer.concat([Buffer.from(`${folder}/workspace/`), Buffer.from([0xff])]), 'x')
  await deepFile(join(folder, 'workspace'), 25)
  await chmod(join(folder, 'workspace/outer-24'), 0)
  await removeFolder(folder)
  expect(await readdir(above)).toEqual(['kept'])
  expect(await readdir(join(above, 'kept'))).toEqual(['inside'])
  await removeFolder(folder)
})
