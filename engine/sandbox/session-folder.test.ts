/** The folders of a session on a real disk: what lies below, who owns it, and what a hostile session lays in the way. */
import { chmod, chown, link, lstat, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nameServer } from './cgroups.ts'
import { adoptFiles, pathBelow, prepareFolder } from './session-folder.ts'
import { findStages, makeStage, removeStaleStages } from './stage-folder.ts'

const asRoot = process.getuid?.() === 0
const UID = 958_000
let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-folder-'))
})
afterEach(() => rm(folder, { recursive: true }))

describe('a path below the sessions', () => {
  test.each([
    ['/data/sessions/s1', 's1'],
    ['/data/sessions/a/b', 'a/b'],
    ['/data/sessions/..s1', '..s1'],
  ])('%s is %s', (path, below) => expect(pathBelow('/data/sessions', path)).toBe(below))

  test.each(['/data/sessions', '/data', '/data/sessions-of-others/s1', '/etc', '/'])('%s is none', path =>
    expect(() => pathBelow('/data/sessions', path)).toThrow('does not lie below'),
  )
})

describe('a session’s folder', () => {
  test('gets its two folders, and keeps what is in them the next time', async () => {
    await prepareFolder(folder, undefined)
    await writeFile(join(folder, 'workspace/kept.csv'), 'a\n')
    await prepareFolder(folder, undefined)
    expect((await lstat(join(folder, 'workspace/kept.csv'))).size).toBe(2)
    expect((await lstat(join(folder, 'outbox'))).isDirectory()).toBe(true)
  })

  test.runIf(asRoot)(
    'belongs to the sandbox’s user alone, and can be passed but not listed by it from above',
    async () => {
      await prepareFolder(folder, UID)
      for (const name of ['workspace', 'outbox']) {
        const { uid, gid, mode } = await lstat(join(folder, name))
        expect({ uid, gid, mode: mode & 0o777 }).toEqual({ uid: UID, gid: UID, mode: 0o700 })
      }
      const above = await lstat(folder)
      expect({ uid: above.uid, mode: above.mode & 0o777 }).toEqual({ uid: 0, mode: 0o711 })
    },
  )

  test.runIf(asRoot)('a folder that is the sandbox’s already is left as it is', async () => {
    await prepareFolder(folder, UID)
    await chmod(join(folder, 'workspace'), 0o750)
    await prepareFolder(folder, UID)
    expect((await lstat(join(folder, 'workspace'))).mode & 0o777).toBe(0o750)
  })
})

describe.runIf(asRoot)('files that the server lays into a workspace', () => {
  const workspace = () => join(folder, 'workspace')
  const ownerOf = async (path: string) => (await lstat(path)).uid
  beforeEach(() => prepareFolder(folder, UID))

  test('become the sandbox’s, each time some were laid', async () => {
    const adopt = adoptFiles(folder, UID)
    for (const name of ['a.csv', 'b.csv']) {
      await writeFile(join(workspace(), name), 'x')
      await adopt()
      expect(await ownerOf(join(workspace(), name))).toBe(UID)
    }
  })

  test('a link, a hard link, a folder and what lies in it stay whose they are', async () => {
    const secret = join(folder, 'secret')
    await writeFile(secret, 'of the host')
    await symlink(secret, join(workspace(), 'soft'))
    await link(secret, join(workspace(), 'hard'))
    await mkdir(join(workspace(), 'project'))
    await writeFile(join(workspace(), 'project/doc.md'), 'read only')
    await adoptFiles(folder, UID)()
    expect(
      await Promise.all([secret, join(workspace(), 'soft'), join(workspace(), 'project/doc.md')].map(ownerOf)),
    ).toEqual([0, 0, 0])
    expect(await ownerOf(join(workspace(), 'project'))).toBe(0)
  })

  test('are seen also when they come within one tick of the clock', async () => {
    const adopt = adoptFiles(folder, UID)
    // Ahead of the clock, so that no machine is too slow for it.
    const tick = Date.now() / 1000 + 60
    for (const name of ['a.csv', 'b.csv']) {
      await writeFile(join(workspace(), name), 'x')
      await utimes(workspace(), tick, tick)
      await adopt()
      expect(await ownerOf(join(workspace(), name))).toBe(UID)
    }
  })

  test('are not looked for again where nothing changed', async () => {
    const adopt = adoptFiles(folder, UID)
    const path = join(workspace(), 'a.csv')
    await writeFile(path, 'x')
    await utimes(workspace(), 1_700_000_000, 1_700_000_000)
    await adopt()
    expect(await ownerOf(path)).toBe(UID)
    await chown(path, 0, 0)
    await adopt()
    expect(await ownerOf(path)).toBe(0)
  })

  test('a workspace that is gone is told, not passed over', async () => {
    await rm(workspace(), { recursive: true })
    await expect(adoptFiles(folder, UID)()).rejects.toThrow('ENOENT')
  })
})

describe('where a fork-server’s socket lies', () => {
  test('each stage is its own; the socket’s folder is closed to others', async () => {
    const [one, two] = [await makeStage(folder, '1-2-3', undefined), await makeStage(folder, '1-2-3', undefined)]
    expect(one.home).not.toBe(two.home)
    expect((await lstat(one.run)).mode & 0o777).toBe(0o700)
    expect((await lstat(one.stage)).isDirectory()).toBe(true)
  })

  test('stages of servers that are gone are removed; those that live, and what only looks like one, stay', async () => {
    // The number of this process at another time, and this process.
    const gone = await makeStage(folder, `${process.pid}-1-0`, undefined)
    const living = await makeStage(folder, nameServer(), undefined)
    const foreign = await makeStage(folder, '1-2-x', undefined)
    await mkdir(join(folder, 'codingagent-notes'))
    await removeStaleStages(folder)
    await expect(lstat(gone.home)).rejects.toThrow('ENOENT')
    for (const kept of [living.home, foreign.home, join(folder, 'codingagent-notes')])
      expect((await lstat(kept)).isDirectory()).toBe(true)
  })

  test('the temporary folder is used by a server without rights', async () => {
    expect(await findStages(undefined)).toBe(tmpdir())
  })

  test.runIf(asRoot)('a temporary folder that only root can enter is not taken for another user', async () => {
    const closed = join(folder, 'closed')
    await mkdir(closed, { mode: 0o700 })
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = closed
    try {
      const found = await findStages(UID)
      expect(found).not.toBe(closed)
      expect((await lstat(found)).isDirectory()).toBe(true)
    } finally {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    }
  })
})
