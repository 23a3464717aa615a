/** What a full account, a full session and a file of holes meet, over HTTP and in real cells. */
import { randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { ErrorBody } from '@codingagent/protocol/errors.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { sum } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifacts } from '../db/schema.ts'
import { beginUpload } from '../testing/begin-upload.ts'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'

const MiB = 2 ** 20
let server: ScriptedRuns
beforeAll(async () => {
  server = await scriptedRuns({ MAX_ARTIFACT: '2MiB', MAX_SESSION_ARTIFACTS: '3MiB', STORAGE_QUOTA: '12MiB' })
})
afterAll(() => server.close())

const running = (sessionId: string, code: string): Promise<RunState> => server.ran(code, sessionId)
const stored = async () => {
  const [row] = await server.services.db.select({ bytes: sum(artifacts.size).mapWith(Number) }).from(artifacts)
  return row?.bytes ?? 0
}
/** As large as it says, and no block of it on the disk. */
const holes = (name: string, bytes: number) => `open('${name}', 'wb').truncate(${bytes})`

describe('what a run made', () => {
  it('of holes alone costs a sentence, and no disk', async () => {
    const before = await stored()
    const run = await running(
      await server.newSession(),
      `${holes('huge.bin', 2 ** 33)}\nopen('small.txt', 'w').write('x')`,
    )
    expect(run.steps[0]).toMatchObject({ status: 'success' })
    expect(run.steps[0]?.stderr).toBe('“huge.bin” is larger than 2 MB, the most that one file may have.\n')
    expect(run.files.map(file => file.name)).toEqual(['small.txt'])
    expect((await stored()) - before).toBe(1)
  })

  it('is kept until its session has no room left, and again when some was made', async () => {
    const sessionId = await server.newSession()
    const run = await running(sessionId, [holes('one.bin', 2 * MiB), holes('two.bin', 2 * MiB)].join('\n'))
    expect(run.files.map(file => file.name)).toEqual(['one.bin'])
    expect(run.steps[0]?.stderr).toBe(
      '“two.bin” is not kept: 1 MB of the 3 MB for results of one session are left. Delete results you no longer need, or begin a new session.\n',
    )
    const shown = await running(sessionId, "pd.DataFrame({'n': range(3)})")
    expect(shown.artifacts).toHaveLength(1)
    expect((await server.call('DELETE', `/artifacts/${run.files[0]?.id}`)).status).toBe(204)
    const again = await running(sessionId, `import os\nos.remove('two.bin')\n${holes('two.bin', 2 * MiB)}`)
    expect(again.files.map(file => file.name)).toEqual(['two.bin'])
    const elsewhere = await running(await server.newSession(), holes('three.bin', 2 * MiB))
    expect(elsewhere.files.map(file => file.name)).toEqual(['three.bin'])
  })

  it('does not count against uploads of its session', async () => {
    const sessionId = await server.newSession()
    expect((await server.upload(sessionId, { name: 'a.txt', content: 'x'.repeat(1000) })).status).toBe(201)
    const run = await running(sessionId, holes('full.bin', 2 * MiB))
    expect(run.files).toHaveLength(1)
  })
})

describe('two uploads at once', () => {
  const incoming = () =>
    readdirSync(join(server.dataDir, 'sessions/look_local/workspace')).filter(name => name.startsWith('incoming-'))

  it('that fit alone and not together: one is kept, the other told', async () => {
    const sessionId = await server.newSession()
    const left = 12 * MiB - (await stored())
    const text = Buffer.from(
      randomBytes(Math.ceil(left / 3))
        .toString('hex')
        .slice(0, Math.ceil(left * 0.6)),
    )
    const both = [1, 2].map(() => beginUpload(server.url, sessionId, 'same.txt'))
    for (const { write } of both) write(text)
    // Each was told that it has room before the other one took it.
    await expect.poll(() => incoming().length, { timeout: 20_000 }).toBe(2)
    for (const { finish } of both) finish()
    const answers = await Promise.all(both.map(({ answer }) => answer))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 429])
    const refused = answers.find(({ status }) => status === 429)
    const { code, message } = ErrorBody.parse(JSON.parse(refused?.body ?? '')).error
    expect(code).toBe('quota_reached')
    expect(message).toMatch(/^There is no room for “same.txt”: .* of 12 MB are left. Delete files you no longer need.$/)
    expect(await stored()).toBeLessThanOrEqual(12 * MiB)
    expect(incoming()).toEqual([])
    const { body } = await server.call<{ files: unknown[] }>('GET', `/sessions/${sessionId}/files`)
    expect(body.files).toHaveLength(1)
  })
})
