import { existsSync, mkdirSync } from 'node:fs'
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KernelFailure, type Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import type { ErrorBody } from '@codingagent/protocol/errors.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { artifacts } from '../db/schema.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { profileArtifact } from './profile-artifact.ts'
import { settleIncoming } from './settle-incoming.ts'
import { incomingName, inTables } from './tables-folder.ts'

let server: TestServer
beforeAll(async () => {
  // Without a worker nobody makes a passport before it is asked for.
  server = await testServer({ ROLES: 'api' })
})
afterAll(() => server.close())

const workspace = (sessionId: string, name: string) => join(server.dataDir, 'sessions', sessionId, 'workspace', name)
const uploaded = async (sessionId: string, name = 'a.csv', content = 'a\n1\n') => {
  const { body, status } = await server.upload(sessionId, { name, content })
  expect(status).toBe(201)
  return body.files[0] as Artifact
}
const rowOf = async (id: string) => {
  const [row] = await server.services.db.select().from(artifacts).where(eq(artifacts.id, id))
  if (!row) throw new Error('no such artifact')
  return row
}

describe('what a dead process left', () => {
  it('is removed or laid into its workspace; what another may be writing is left alone', async () => {
    const sessionId = await server.newSession()
    const { id } = await uploaded(sessionId)
    const place = (artifactId: string) => inTables(server.services, 'local', incomingName(artifactId))
    const [ready, lost, fresh] = [place(id), place('art_lost'), place('art_fresh')]
    const longAgo = new Date(Date.now() - 7_200_000)
    for (const path of [ready, lost, fresh]) await writeFile(path, 'a\n2\n')
    for (const path of [ready, lost]) await utimes(path, longAgo, longAgo)
    await settleIncoming(server.services, 3_600_000)
    expect([ready, lost, fresh].map(existsSync)).toEqual([false, false, true])
    expect(await readdir(workspace(sessionId, '.'))).toContain('a.csv')
    await settleIncoming(server.services, 0)
    expect(existsSync(fresh)).toBe(false)
  })
})

describe('an older one of a name', () => {
  it('that a dead process left does not take the place of the newest', async () => {
    const sessionId = await server.newSession()
    const { id } = await uploaded(sessionId, 'a.csv', 'a\nold\n')
    await uploaded(sessionId, 'a.csv', 'a\nnew\n')
    await writeFile(inTables(server.services, 'local', incomingName(id)), 'a\nold\n')
    await settleIncoming(server.services, 0)
    expect(await readFile(workspace(sessionId, 'a.csv'), 'utf8')).toBe('a\nnew\n')
  })
})

describe('an upload', () => {
  it('that cannot be laid into its workspace is taken back, with those beside it', async () => {
    const sessionId = await server.newSession()
    await uploaded(sessionId, 'one.csv', 'kept\n')
    const { queue } = server.services
    // The folder comes into the way after it was looked for: the session's own code may do that.
    const { looks } = server.services
    const lease = looks.lease.bind(looks)
    let looked = 0
    const spy = vi.spyOn(looks, 'lease').mockImplementation(request => {
      if (++looked === 2) mkdirSync(workspace(sessionId, 'two.csv'))
      return lease(request)
    })
    const add = vi.spyOn(queue, 'add')
    const { status } = await server.upload(
      sessionId,
      { name: 'one.csv', content: 'new\n' },
      { name: 'two.csv', content: 'b\n1\n' },
    )
    spy.mockRestore()
    expect(status).toBe(409)
    expect(add).not.toHaveBeenCalled()
    add.mockRestore()
    const { body } = await server.call<{ files: { name: string; version: number }[] }>(
      'GET',
      `/sessions/${sessionId}/files`,
    )
    expect(body.files.map(file => [file.name, file.version])).toEqual([['one.csv', 1]])
  })

  it('and a question are accepted while the queue is away', async () => {
    const add = vi.spyOn(server.services.queue, 'add').mockRejectedValue(new Error('Redis is away'))
    const sessionId = await server.newSession()
    await uploaded(sessionId)
    expect(await server.ask(sessionId, 'How many rows?')).toMatch(/^run_/)
    expect(add).toHaveBeenCalledTimes(2)
    add.mockRestore()
  })
})

describe('a passport', () => {
  /** A look kernel that answers every request so. */
  const failing = (code: string) =>
    vi.spyOn(server.services.looks, 'lease').mockImplementation(() => ({
      kernel: () =>
        Promise.resolve({ ask: () => Promise.reject(new KernelFailure(code, 'Its words.')) } as unknown as Kernel),
      wasLost: () => false,
      awaitsCell: () => false,
      release: () => {},
    }))

  it.each([
    ['timeout', 'sandbox_unavailable'],
    ['busy', 'sandbox_unavailable'],
    ['gone', 'sandbox_unavailable'],
    ['cancelled', 'sandbox_unavailable'],
    ['memory', 'too_large'],
  ])('that %s kept from being made is made the next time', async (code, answered) => {
    const { id } = await uploaded(await server.newSession())
    const spy = failing(code)
    const { body } = await server.call<ErrorBody>('GET', `/artifacts/${id}/profile`)
    spy.mockRestore()
    expect(body.error.code).toBe(answered)
    expect((await rowOf(id)).profileError).toBeNull()
    expect(await profileArtifact(server.services, await rowOf(id))).toMatchObject({ rows: 1 })
  })

  it.each(['encrypted', 'corrupt', 'bomb', 'too_large'])('of a file that is %s is refused for good', async code => {
    const { id } = await uploaded(await server.newSession())
    const spy = failing(code)
    await expect(profileArtifact(server.services, await rowOf(id))).rejects.toThrow('Its words.')
    spy.mockRestore()
    expect((await rowOf(id)).profileError).toBe('Its words.')
  })
})
