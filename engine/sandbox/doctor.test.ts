import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diagnose } from './doctor.ts'

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
  const empty = await mkdtemp(join(tmpdir(), 'doctor-empty-'))
  const diagnosis = await diagnose({ toolsFolder: empty })
  expect(diagnosis.ok).toBe(false)
  expect(diagnosis.why).toContain('kernel/build-rootfs.sh')
  await rm(empty, { recursive: true })
})
