import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diagnose } from './doctor.ts'
import { checkHost } from './host-checks.ts'
import { answering, layTools } from './testing/other-forkserver.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doctor-test-'))
  await chmod(folder, 0o755)
})
afterEach(() => rm(folder, { recursive: true }))

test('on a host that can isolate it tells the level, what was looked at, and what a kernel really held', async () => {
  const diagnosis = await diagnose()
  expect(diagnosis).toMatchObject({ ok: true, engine: 'bubblewrap', level: 'L2' })
  expect(diagnosis.why).toContain('For L3')
  const checks = Object.fromEntries(diagnosis.checks.map(check => [check.name, check]))
  expect(Object.keys(checks)).toEqual(
    expect.arrayContaining([
      'system',
      'bwrap',
      'user namespaces',
      'root file system',
      'fork-server',
      'cgroups',
      'disk',
    ]),
  )
  expect(checks['a kernel tried']).toMatchObject({ ok: true, detail: expect.stringMatching(/held in \d+ ms/) })
})

test('where nothing is built it says what to do instead of throwing', async () => {
  const diagnosis = await diagnose({ toolsFolder: folder })
  expect(diagnosis.ok).toBe(false)
  expect(diagnosis.why).toContain('kernel/build-rootfs.sh')
  const failed = diagnosis.checks.filter(check => !check.ok).map(check => check.name)
  expect(failed).toEqual(expect.arrayContaining(['root file system', 'fork-server', 'a kernel tried']))
})

describe('a host that looks able and is not', () => {
  /** A kernel that answers whatever is run with these frames. */
  const kernelSaying = (...frames: object[]) =>
    answering(`if "open" not in asked: connection.sendall(b'{"killed": true, "prepared": true}\\n'); return
connection.sendall(b'{"open": "ok"}\\n{"frame": "ready", "python": "3.11", "protocol": 1}\\n')
connection.makefile().readline()
connection.sendall(${JSON.stringify(frames.map(frame => `${JSON.stringify(frame)}\n`).join(''))}.encode())
connection.makefile().readline()`)
  const result = { frame: 'result', cell: 1, status: 'ok', seconds: 0.1, executionCount: 1, variables: [] }
  const error = { name: 'AssertionError', message: 'a network socket could be opened', traceback: '' }

  test.each([
    ['the fork-server ends', '#!/bin/sh\necho "bad interpreter" >&2\nexit 4', /code 4.*make doctor.*bad interpreter/],
    [
      'it refuses a kernel',
      answering('connection.sendall(b\'{"open": "refused", "why": "EPERM: pivot_root"}\\n\')'),
      /refused to isolate a kernel \(EPERM: pivot_root\)/,
    ],
    [
      'the kernel ends before it is ready',
      answering('connection.sendall(b\'{"open": "ok"}\\n\'); connection.close()'),
      /did not start.*make doctor/,
    ],
    [
      'the kernel holds nothing',
      kernelSaying({ ...result, status: 'error', error }),
      /^a network socket could be opened$/,
    ],
    ['the kernel says nothing of what was tried', kernelSaying(result), /did not answer/],
    [
      'the kernel says something else',
      kernelSaying({ frame: 'output', cell: 1, stream: 'stdout', text: 'fine\n' }, result),
      /did not answer/,
    ],
  ])('%s: not ok, and the reason stands first', async (_, program, words) => {
    await layTools(folder, program)
    const diagnosis = await diagnose({ toolsFolder: folder, kernelPackage: folder })
    expect(diagnosis.ok).toBe(false)
    expect(diagnosis.why.replaceAll('\n', ' ')).toMatch(words)
    expect(diagnosis.checks.at(-1)).toMatchObject({ name: 'a kernel tried', ok: false })
    expect(diagnosis.checks.every(check => check.detail !== '')).toBe(true)
  })
})

describe('what can be seen before anything is started', () => {
  const base = async (words?: string) => {
    await mkdir(join(folder, 'rootfs/opt/kernel/bin'), { recursive: true })
    if (words !== undefined) await writeFile(join(folder, '.rootfs-base'), words)
    return checkHost(folder)
  }

  test.each([
    [undefined, 'debian', 'a Debian tree of its own'],
    ['debian\n', 'debian', 'a Debian tree of its own'],
    ['host\n', 'host', "the host's /usr, read-only"],
    ['something else', 'debian', 'a Debian tree of its own'],
  ])('a tree built as %j is %s', async (words, tree, detail) => {
    const seen = await base(words)
    expect(seen).toMatchObject({ base: tree, obstacle: undefined })
    expect(seen.checks).toContainEqual({ name: 'root file system', ok: true, detail })
  })

  test('each thing has a name, a state and what was seen; the obstacle says what to do', async () => {
    const seen = await checkHost(join(folder, 'nowhere'))
    expect(seen.checks.length).toBeGreaterThanOrEqual(4)
    expect(seen.checks.find(check => !check.ok)).toMatchObject({
      name: 'root file system',
      detail: expect.stringContaining('is missing'),
    })
    expect(seen.obstacle).toMatch(/run `make` or `kernel\/build-rootfs\.sh .*nowhere`/)
    expect(seen.checks.find(check => check.name === 'bwrap')?.detail).toMatch(/\d+\.\d+/)
  })
})
