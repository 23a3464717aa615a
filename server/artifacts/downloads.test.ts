/** The bytes over HTTP, by signed links alone: how long they hold, what they give, and what a browser may do with it. */
import { createHash, randomBytes } from 'node:crypto'
import type { SessionFile } from '@codingagent/protocol/api.ts'
import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import { ErrorBody } from '@codingagent/protocol/errors.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { artifacts } from '../db/schema.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { registerArtifact } from './register-artifact.ts'
import { signLink } from './signed-links.ts'
import { Readable } from 'node:stream'

const text = '0123456789'.repeat(30_000)
let server: TestServer
let sessionId: string
let whole: Artifact
beforeAll(async () => {
  server = await testServer({ ROLES: 'api' })
  sessionId = await server.newSession()
  whole = (await server.upload(sessionId, { name: 'größe (1).txt', content: text })).body.files[0] as Artifact
})
afterAll(() => server.close())

const get = (link: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(server.url + link, { headers, method })
const refusal = async (response: Response) => ErrorBody.parse(await response.json()).error
/** A file that a run made, of any name and type. */
const stored = async (name: string, mime: string, content = 'x') =>
  registerArtifact(
    server.services,
    {
      accountId: 'local',
      sessionId,
      runId: null,
      origin: 'generated',
      kind: 'file',
      name,
      mime,
      path: null,
      details: {},
    },
    Readable.from([Buffer.from(content)]),
  )

describe('a link', () => {
  it('is fresh each time it is asked for, and its artifact’s alone', async () => {
    const { body } = await server.call<Artifact>('GET', `/artifacts/${whole.id}`)
    expect(body.url).toBe(whole.url)
    const { body: list } = await server.call<{ files: SessionFile[] }>('GET', `/sessions/${sessionId}/files`)
    expect(list.files.map(file => file.url)).toEqual([whole.url])
    expect(whole.url).toMatch(
      /^\/api\/v1\/files\/art_\w+\/gr%C3%B6%C3%9Fe%20\(1\)\.txt\?expires=\d+&signature=[\w-]{43}$/,
    )
  })

  it('needs no more than itself: no log-in, no Origin, from any page', async () => {
    const plain = await get(whole.url)
    expect([plain.status, await plain.text()]).toEqual([200, text])
    expect((await get(whole.url, { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
  })

  it.each<[string, (link: URL) => void, number, string]>([
    ['another signature', link => link.searchParams.set('signature', 'A'.repeat(43)), 403, 'forbidden'],
    [
      'a shortened signature',
      link => link.searchParams.set('signature', (link.searchParams.get('signature') ?? '').slice(1)),
      403,
      'forbidden',
    ],
    ['a later end', link => link.searchParams.set('expires', '9999999999'), 403, 'forbidden'],
    ['another name', link => void (link.pathname = link.pathname.replace('.txt', '.html')), 403, 'forbidden'],
    ['another artifact', link => void (link.pathname = link.pathname.replace(/art_\w+/, 'art_0')), 403, 'forbidden'],
    ['no signature', link => link.searchParams.delete('signature'), 400, 'bad_request'],
    ['no end', link => link.searchParams.delete('expires'), 400, 'bad_request'],
    ['an end that is no number', link => link.searchParams.set('expires', 'never'), 400, 'bad_request'],
  ])('with %s opens nothing', async (_, change, status, code) => {
    const link = new URL(whole.url, server.url)
    change(link)
    const answer = await fetch(link)
    expect([answer.status, (await refusal(answer)).code]).toEqual([status, code])
  })

  it('has an end: then it says where to get another', async () => {
    const { secret } = server.services
    const day = 24 * 3_600_000
    expect((await get(signLink(whole, secret, Date.now() - day + 60_000))).status).toBe(200)
    const late = await get(signLink(whole, secret, Date.now() - 2 * day))
    expect(late.status).toBe(410)
    expect(await refusal(late)).toEqual({
      code: 'link_expired',
      message: 'This link has expired: open the file from its session again.',
    })
  })

  it('of another key opens nothing, though it is long enough', async () => {
    expect((await get(signLink(whole, 'k'.repeat(43)))).status).toBe(403)
  })

  it('to a file that was deleted, or is not whole yet, says that it is gone', async () => {
    const { id } = await stored('gone.txt', 'text/plain')
    const { body } = await server.call<Artifact>('GET', `/artifacts/${id}`)
    const { db } = server.services
    await db.update(artifacts).set({ state: 'pending' }).where(eq(artifacts.id, id))
    expect((await get(body.url)).status).toBe(404)
    expect((await server.call('GET', `/artifacts/${id}`)).status).toBe(404)
    await db.update(artifacts).set({ state: 'ready' }).where(eq(artifacts.id, id))
    expect((await get(body.url)).status).toBe(200)
    expect((await server.call('DELETE', `/artifacts/${id}`)).status).toBe(204)
    const answer = await get(body.url)
    expect([answer.status, (await refusal(answer)).code]).toEqual([404, 'not_found'])
    expect((await server.call('DELETE', `/artifacts/${id}`)).status).toBe(404)
  })
})

describe('a range', () => {
  const { length } = text
  it.each<[string, number, number]>([
    ['bytes=0-0', 0, 1],
    ['bytes=5-14', 5, 15],
    [`bytes=${length - 1}-`, length - 1, length],
    ['bytes=-1', length - 1, length],
    ['bytes=262140-262150', 262140, 262151],
    [`bytes=0-${length * 2}`, 0, length],
    [` bytes=7-9 `.trim(), 7, 10],
  ])('%s gives those bytes', async (range, from, to) => {
    const part = await get(whole.url, { range })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${length}`)
    expect(part.headers.get('content-length')).toBe(String(to - from))
    expect(await part.text()).toBe(text.slice(from, to))
  })

  it.each(['bytes=0-1,5-6', 'lines=1-2', 'bytes=', 'bytes=a-b', 'nonsense'])('%s counts as none', async range => {
    const answer = await get(whole.url, { range })
    expect([answer.status, (await answer.text()).length]).toEqual([200, length])
  })

  it.each([`bytes=${length}-`, 'bytes=5-4', 'bytes=-0'])(
    '%s lies outside, and it is told how much there is',
    async range => {
      const answer = await get(whole.url, { range })
      expect([answer.status, await refusal(answer)]).toEqual([
        416,
        { code: 'range_not_satisfiable', message: `The file has ${length} bytes: ask for a range within them.` },
      ])
    },
  )

  it('put together again is the file, byte for byte, whatever its bytes are', async () => {
    const content = randomBytes(50_000)
    const row = await registerArtifact(
      server.services,
      {
        accountId: 'local',
        sessionId,
        runId: null,
        origin: 'generated',
        kind: 'file',
        name: 'a.bin',
        mime: 'application/octet-stream',
        path: null,
        details: {},
      },
      Readable.from([content]),
    )
    const link = signLink(row, server.services.secret)
    const parts: Buffer[] = []
    for (let at = 0; at < content.length; at += 9_999) {
      const part = await get(link, { range: `bytes=${at}-${at + 9_998}` })
      parts.push(Buffer.from(await part.arrayBuffer()))
    }
    expect(Buffer.concat(parts).equals(content)).toBe(true)
    expect(createHash('sha256').update(content).digest('hex')).toBe(row.sha256)
  })
})

describe('what goes with the bytes', () => {
  it('lets a browser keep them, and ask whether they changed', async () => {
    const first = await get(whole.url)
    await first.text()
    expect(first.headers.get('etag')).toBe(`"${whole.sha256}"`)
    expect(first.headers.get('cache-control')).toBe('private, max-age=3600, immutable')
    const again = await get(whole.url, { 'if-none-match': `"${whole.sha256}"` })
    expect([again.status, await again.text()]).toEqual([304, ''])
    expect((await get(whole.url, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('is told to HEAD without a byte, of a range too', async () => {
    const head = await get(whole.url, {}, 'HEAD')
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(text.length), ''])
    expect(head.headers.get('accept-ranges')).toBe('bytes')
    const part = await get(whole.url, { range: 'bytes=0-9' }, 'HEAD')
    expect([part.status, part.headers.get('content-length')]).toEqual([206, '10'])
  })

  // Of what a model or a stranger made nothing runs in this server's own origin.
  it.each<[string, string, 'inline' | 'attachment', string]>([
    ['a.png', 'image/png', 'inline', 'image/png'],
    ['a.svg', 'image/svg+xml', 'inline', 'image/svg+xml'],
    ['a.pdf', 'application/pdf', 'inline', 'application/pdf'],
    ['a.html', 'text/html', 'inline', 'text/html; charset=utf-8'],
    ['a.csv', 'text/csv', 'inline', 'text/csv; charset=utf-8'],
    ['a.json', 'application/json', 'inline', 'application/json; charset=utf-8'],
    ['a.ipynb', 'application/x-ipynb+json', 'attachment', 'application/x-ipynb+json; charset=utf-8'],
    [
      'a.xlsx',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      'attachment',
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    ],
    ['a.js', 'text/javascript', 'attachment', 'text/javascript; charset=utf-8'],
    ['a.xhtml', 'application/xhtml+xml', 'attachment', 'application/xhtml+xml'],
    ['a.bin', 'application/octet-stream', 'attachment', 'application/octet-stream'],
  ])('%s of type %s is %s', async (name, mime, how, type) => {
    const answer = await get(signLink(await stored(name, mime), server.services.secret))
    await answer.text()
    expect(answer.headers.get('content-type')).toBe(type)
    expect(answer.headers.get('content-disposition')).toBe(`${how}; filename="${name}"; filename*=UTF-8''${name}`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(answer.headers.get('content-security-policy')).toMatch(/^sandbox[; ].*default-src 'none'/)
    expect(answer.headers.get('content-security-policy')).not.toContain('allow-same-origin')
  })

  it.each([
    ['größe (1).txt', `inline; filename="gr__e (1).txt"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%281%29.txt`],
    ['it\'s "quoted"*.txt', `inline; filename="it's _quoted_*.txt"; filename*=UTF-8''it%27s%20%22quoted%22%2A.txt`],
    ['100%.txt', `inline; filename="100_.txt"; filename*=UTF-8''100%25.txt`],
    ['数据📈.txt', `inline; filename="____.txt"; filename*=UTF-8''%E6%95%B0%E6%8D%AE%F0%9F%93%88.txt`],
  ])('%s goes under that name', async (name, disposition) => {
    const link = signLink(await stored(name, 'text/plain'), server.services.secret)
    const answer = await get(link)
    expect([answer.status, answer.headers.get('content-disposition')]).toEqual([200, disposition])
    await answer.text()
    const saved = await get(`${link}&download=true`)
    expect(saved.headers.get('content-disposition')).toBe(disposition.replace('inline', 'attachment'))
    await saved.text()
  })

  it('is the same for a file without a byte', async () => {
    const link = signLink(await stored('empty.txt', 'text/plain', ''), server.services.secret)
    const answer = await get(link)
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([200, '0', ''])
    expect((await get(link, { range: 'bytes=0-' })).status).toBe(416)
  })
})

it('two hundred readers of one file at once each have all of it', async () => {
  const answers = await Promise.all(Array.from({ length: 200 }, () => get(whole.url).then(answer => answer.text())))
  expect(new Set(answers).size).toBe(1)
  expect(answers[0]).toBe(text)
})
