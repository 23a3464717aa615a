/** Uploads that break: whatever goes wrong at whichever place, nothing of them stays, and the next one goes well. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { KernelFailure, SandboxUnavailable, type Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import type { SessionFile } from '@codingagent/protocol/api.ts'
import { ErrorBody } from '@codingagent/protocol/errors.ts'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { artifacts, sessions } from '../db/schema.ts'
import { beginUpload } from '../testing/begin-upload.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'

const LARGEST = 64 * 1024
let server: TestServer
beforeAll(async () => {
  // Without a worker nobody makes passports beside, and a deleted session stays as its deletion left it.
  server = await testServer({ ROLES: 'api', MAX_UPLOAD: '64KiB' })
})
afterAll(() => server.close())
afterEach(() => void vi.restoreAllMocks())

const folder = (id: string) => join(server.dataDir, 'sessions', id, 'workspace')
const listed = (path: string) => (existsSync(path) ? readdirSync(path) : [])
const incoming = () => listed(folder('look_local')).filter(name => name.startsWith('incoming-'))

/** All that a session keeps, wherever it lies. */
async function kept(sessionId: string) {
  const { db, blobs } = server.services
  const rows = await db.select().from(artifacts).where(eq(artifacts.sessionId, sessionId))
  const stored: string[] = []
  for await (const { key } of blobs.list(`sessions/${sessionId}/`)) stored.push(key)
  return { rows: rows.length, stored: stored.length, files: listed(folder(sessionId)), incoming: incoming() }
}
const nothing = { rows: 0, stored: 0, files: [], incoming: [] }
const refused = (text: string) => ErrorBody.parse(JSON.parse(text)).error

/** A look kernel that does so when it is asked, and one that does not open. */
const looking = (ask: () => Promise<unknown>, open?: () => Promise<never>) =>
  vi.spyOn(server.services.looks, 'lease').mockImplementation(() => ({
    kernel: open ?? (() => Promise.resolve({ ask } as unknown as Kernel)),
    wasLost: () => false,
    awaitsCell: () => false,
    release: () => {},
  }))

describe('a file that could not be looked at', () => {
  it.each([
    ['timeout', 503, 'sandbox_unavailable', '“a.csv” could not be looked at, so much is going on: upload it again.'],
    ['busy', 503, 'sandbox_unavailable', '“a.csv” could not be looked at, so much is going on: upload it again.'],
    ['gone', 503, 'sandbox_unavailable', 'The Python that was reading the file ended: try again.'],
    ['memory', 413, 'too_large', '“a.csv”: Its words.'],
    ['too_large', 413, 'too_large', '“a.csv”: Its words.'],
    ['bomb', 422, 'unreadable_file', '“a.csv”: Its words.'],
    ['encrypted', 422, 'unreadable_file', '“a.csv”: Its words.'],
    ['something new', 422, 'unreadable_file', '“a.csv”: Its words.'],
  ])('by %s is refused with %i', async (code, status, answered, message) => {
    const sessionId = await server.newSession()
    looking(() => Promise.reject(new KernelFailure(code, 'Its words.')))
    const answer = await server.upload(sessionId, { name: 'a.csv', content: 'a\n1\n' })
    expect(answer.status).toBe(status)
    expect(refused(answer.text)).toEqual({ code: answered, message })
    expect(await kept(sessionId)).toEqual(nothing)
  })

  it('because no sandbox opens is refused with what the sandbox says', async () => {
    const sessionId = await server.newSession()
    looking(
      () => Promise.resolve(),
      () => Promise.reject(new SandboxUnavailable('The fork-server did not answer.')),
    )
    const answer = await server.upload(sessionId, { name: 'a.csv', content: 'a\n1\n' })
    expect(answer.status).toBe(503)
    expect(refused(answer.text)).toEqual({
      code: 'sandbox_unavailable',
      message: 'The fork-server did not answer.',
    })
    expect(await kept(sessionId)).toEqual(nothing)
    vi.restoreAllMocks()
    const again = await server.upload(sessionId, { name: 'a.csv', content: 'a\n1\n' })
    expect(again.body.files).toMatchObject([{ name: 'a.csv', version: 1 }])
  })

  it.each([
    [null],
    [{}],
    [{ mime: 'x/y', kind: 'video' }],
    [{ mime: `x/${'y'.repeat(300)}`, kind: 'data' }],
    [{ mime: 'text/csv\r\nset-cookie: a', kind: 'data' }],
    [{ mime: 'text/csv\0', kind: 'data' }],
    ['data'],
  ])('because Python answers %j is no file of ours', async answered => {
    const sessionId = await server.newSession()
    looking(() => Promise.resolve(answered))
    const answer = await server.upload(sessionId, { name: 'a.csv', content: 'a\n1\n' })
    expect(answer.status).toBe(500)
    expect(refused(answer.text).message).toMatch(/^Something went wrong here, not with what you did\./)
    expect(await kept(sessionId)).toEqual(nothing)
  })
})

describe('a file that could not be stored', () => {
  it('leaves neither row nor bytes, and those before it in its request go too', async () => {
    const sessionId = await server.newSession()
    const { blobs } = server.services
    const put = blobs.put.bind(blobs)
    let count = 0
    vi.spyOn(blobs, 'put').mockImplementation(async (key, content, options) => {
      if (++count < 2) return put(key, content, options)
      content.destroy()
      throw new Error('no space left on device')
    })
    const answer = await server.upload(sessionId, { name: 'a.csv', content: 'a\n' }, { name: 'b.csv', content: 'b\n' })
    expect([answer.status, count]).toEqual([500, 2])
    expect(answer.text).not.toContain('space left')
    expect(await kept(sessionId)).toEqual(nothing)
  })

  it('in its place in the workspace says what is in the way', async () => {
    const sessionId = await server.newSession()
    await server.upload(sessionId, { name: 'first.csv', content: 'a\n' })
    mkdirSync(join(folder(sessionId), 'sales.csv'))
    const answer = await server.upload(sessionId, { name: 'sales.csv', content: 'a\n' })
    expect(answer.status).toBe(409)
    expect(refused(answer.text).message).toBe(
      'A folder named “sales.csv” is in the way: rename the file and upload it again.',
    )
    expect(await kept(sessionId)).toMatchObject({ rows: 1, stored: 1, incoming: [] })
  })
})

describe('the largest size', () => {
  const text = (bytes: number) => `a\n${'1234567\n'.repeat(Math.ceil(bytes / 8))}`.slice(0, bytes)
  it.each([
    [LARGEST, 201],
    [LARGEST + 1, 413],
    [LARGEST * 5, 413],
  ])('%i bytes are answered with %i', async (bytes, status) => {
    const sessionId = await server.newSession()
    const answer = await server.upload(sessionId, { name: 'a.csv', content: text(bytes) })
    expect(answer.status).toBe(status)
    if (status === 201) expect(answer.body.files[0]?.size).toBe(bytes)
    else {
      expect(refused(answer.text).message).toBe('“a.csv” is larger than 64 kB, the most that one file may have.')
      expect(await kept(sessionId)).toEqual(nothing)
    }
  })

  it('is that of one file, not of all in a request', async () => {
    const sessionId = await server.newSession()
    const files = ['a.csv', 'b.csv', 'c.csv'].map(name => ({ name, content: text(LARGEST) }))
    expect((await server.upload(sessionId, ...files)).body.files.map(file => file.size)).toEqual([
      LARGEST,
      LARGEST,
      LARGEST,
    ])
  })

  it('is refused while the rest is still on its way: who sends on reads the refusal', async () => {
    const sessionId = await server.newSession()
    const upload = beginUpload(server.url, sessionId, 'a.csv')
    upload.write(text(LARGEST))
    upload.write(text(LARGEST))
    const { status, body } = await upload.answer
    expect([status, refused(body).code]).toEqual([413, 'too_large'])
    expect(await kept(sessionId)).toEqual(nothing)
    upload.cancel()
  })
})

describe('an upload on its way', () => {
  async function halfWay(sessionId: string, name = 'a.csv') {
    const upload = beginUpload(server.url, sessionId, name)
    upload.write('a,b\n1,2\n')
    await expect.poll(() => incoming().length, { timeout: 20_000 }).toBeGreaterThan(0)
    return upload
  }

  it('is not seen by anyone before it is whole', async () => {
    const sessionId = await server.newSession()
    const upload = await halfWay(sessionId)
    const files = async () =>
      (await server.call<{ files: SessionFile[] }>('GET', `/sessions/${sessionId}/files`)).body.files
    expect(await files()).toEqual([])
    expect(listed(folder(sessionId))).toEqual([])
    upload.finish()
    expect((await upload.answer).status).toBe(201)
    expect((await files()).map(file => file.name)).toEqual(['a.csv'])
  })

  it('that is cancelled leaves nothing, nor do the files before it', async () => {
    const sessionId = await server.newSession()
    const upload = beginUpload(server.url, sessionId, 'whole.csv')
    upload.write('a\n1\n')
    upload.next('half.csv')
    upload.write('a\n')
    // The first is stored by now, the second waits for the rest of it.
    await expect.poll(async () => (await kept(sessionId)).rows, { timeout: 20_000 }).toBe(1)
    upload.cancel()
    await expect.poll(() => kept(sessionId), { timeout: 20_000 }).toEqual(nothing)
  })

  it.each([
    ['was deleted', (id: string) => server.call('DELETE', `/sessions/${id}`)],
    ['is gone for good', (id: string) => server.services.db.delete(sessions).where(eq(sessions.id, id))],
  ])('into a session that %s meanwhile is told so and leaves nothing', async (_, remove) => {
    const sessionId = await server.newSession()
    const upload = await halfWay(sessionId)
    await remove(sessionId)
    upload.finish()
    const { status, body } = await upload.answer
    expect([status, refused(body).code]).toEqual([404, 'not_found'])
    expect(await kept(sessionId)).toEqual(nothing)
  })

  it('beside another of the same name: the one that ends last is what code reads, both have a version', async () => {
    const sessionId = await server.newSession()
    const [slow, quick] = [await halfWay(sessionId), await halfWay(sessionId)]
    quick.finish()
    expect((await quick.answer).status).toBe(201)
    slow.write('3,4\n')
    slow.finish()
    expect((await slow.answer).status).toBe(201)
    const { rows, files } = await kept(sessionId)
    expect([rows, files]).toEqual([2, ['a.csv']])
    const { body } = await server.call<{ files: SessionFile[] }>('GET', `/sessions/${sessionId}/files`)
    expect(body.files.map(file => [file.version, file.size])).toEqual([
      [1, 8],
      [2, 12],
    ])
  })
})

describe('the newest of a name', () => {
  it('is what code reads, also when the request of an older one ends after it', async () => {
    const sessionId = await server.newSession()
    const early = beginUpload(server.url, sessionId, 'a.csv')
    early.write('a\nold\n')
    early.next('b.csv')
    await expect.poll(async () => (await kept(sessionId)).rows, { timeout: 20_000 }).toBe(1)
    const late = await server.upload(sessionId, { name: 'a.csv', content: 'a\nnew\n' })
    expect(late.body.files[0]?.version).toBe(2)
    early.write('b\n1\n')
    early.finish()
    expect((await early.answer).status).toBe(201)
    expect(readFileSync(join(folder(sessionId), 'a.csv'), 'utf8')).toBe('a\nnew\n')
    expect(await kept(sessionId)).toMatchObject({ rows: 3, files: ['a.csv', 'b.csv'], incoming: [] })
  })
})

describe('names within one request', () => {
  it('that come to be alike are versions; those that differ in case are files of their own', async () => {
    const names = ['a.csv', 'a.csv', 'e\u0301.csv', 'é.csv', 'x/b.csv', 'y/b.csv', 'A.csv', '...', '///']
    const { body } = await server.upload(
      await server.newSession(),
      ...names.map((name, place) => ({ name, content: `a\n${place}\n` })),
    )
    const kept = ['a.csv 1', 'a.csv 2', 'é.csv 1', 'é.csv 2', 'b.csv 1', 'b.csv 2', 'A.csv 1', 'file 1', 'file 2']
    expect(body.files.map(file => `${file.name} ${file.version}`)).toEqual(kept)
  })

  it('are told where one of them is at fault', async () => {
    const sessionId = await server.newSession()
    const answer = await server.upload(sessionId, { name: 'a.csv', content: 'a\n' }, { name: 'empty.csv', content: '' })
    expect([answer.status, refused(answer.text).code]).toEqual([422, 'unreadable_file'])
    expect(refused(answer.text).message).toMatch(/^“empty.csv”: .*empty.*\.$/)
    expect(await kept(sessionId)).toEqual(nothing)
  })
})
