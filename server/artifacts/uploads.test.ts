import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import type { SessionFile } from '@codingagent/protocol/api.ts'
import type { Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { artifacts } from '../db/schema.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
let sessionId: string
beforeAll(async () => {
  server = await testServer({ MAX_UPLOAD: '1MiB', STORAGE_QUOTA: '3MiB' })
  sessionId = await server.newSession()
})
afterAll(() => server.close())

const files = async (id = sessionId) =>
  (await server.call<{ files: SessionFile[] }>('GET', `/sessions/${id}/files`)).body.files
const workspace = (name: string, id = sessionId) => `${server.dataDir}/sessions/${id}/workspace/${name}`
type Refused = { error: { code: string; message: string } }

describe('an upload', () => {
  it('is stored, registered, laid into the workspace, and profiled', async () => {
    const content = 'city;people\nBern;134000\nBasel;171000\n'
    const { status, body } = await server.upload(sessionId, { name: 'cities.csv', content })
    expect(status).toBe(201)
    const [artifact] = body.files
    const sha256 = createHash('sha256').update(content).digest('hex')
    expect(artifact).toMatchObject({ name: 'cities.csv', kind: 'data', mime: 'text/csv', size: content.length, sha256 })
    expect(artifact).toMatchObject({ origin: 'upload', version: 1, runId: null, sessionId })
    expect(readFileSync(workspace('cities.csv'), 'utf8')).toBe(content)
    expect(await (await fetch(server.url + (artifact?.url ?? ''))).text()).toBe(content)

    const profile = await server.call<Profile>('GET', `/artifacts/${artifact?.id}/profile`)
    expect(profile.status).toBe(200)
    expect(profile.body).toMatchObject({ format: 'csv', rows: 2, delimiter: ';' })
    expect(profile.body.columns.map(column => column.name)).toEqual(['city', 'people'])
    const page = await server.call<TablePage>('GET', `/artifacts/${artifact?.id}/rows?sort=-people&limit=1`)
    expect(page.body).toMatchObject({ rows: [['Basel', 171000]], total: 2, offset: 0 })
    const filter = encodeURIComponent(JSON.stringify([{ column: 'city', op: 'contains', text: 'ern' }]))
    const found = await server.call<TablePage>('GET', `/artifacts/${artifact?.id}/rows?filter=${filter}`)
    expect(found.body).toMatchObject({ rows: [['Bern', 134000]], total: 1 })
  })

  it('whose passport fails by a fault of ours stays, and the log tells of it', async () => {
    const lease = server.services.looks.lease.bind(server.services.looks)
    const warned = vi.spyOn(server.services.logger, 'warn')
    // Looked at on its way in; then everything breaks.
    const broken = vi
      .spyOn(server.services.looks, 'lease')
      .mockImplementationOnce(lease)
      .mockImplementation(() => {
        throw new Error('a bug')
      })
    const { status, body } = await server.upload(sessionId, { name: 'unlucky.csv', content: 'a\n1\n' })
    expect(status).toBe(201)
    await expect
      .poll(() => warned.mock.calls.map(([details]) => details))
      .toContainEqual(expect.objectContaining({ artifactId: body.files[0]?.id }))
    broken.mockRestore()
    warned.mockRestore()
    expect((await server.call('GET', `/artifacts/${body.files[0]?.id}/profile`)).status).toBe(200)
  })

  it('of the same name is version 2, and both stay reachable', async () => {
    await server.upload(sessionId, { name: 'again.csv', content: 'a\n1\n' })
    await server.upload(sessionId, { name: 'again.csv', content: 'a\n2\n' })
    const both = (await files()).filter(file => file.name === 'again.csv')
    expect(both.map(file => file.version)).toEqual([1, 2])
    const texts = await Promise.all(both.map(async file => (await fetch(server.url + file.url)).text()))
    expect(texts).toEqual(['a\n1\n', 'a\n2\n'])
    expect(readFileSync(workspace('again.csv'), 'utf8')).toBe('a\n2\n')
    // The passport of the older one is that of its own bytes.
    const old = await server.call<TablePage>('GET', `/artifacts/${both[0]?.id}/rows`)
    expect(old.body.rows).toEqual([[1]])
    // Without the newer one the older is what code reads.
    await server.call('DELETE', `/artifacts/${both[1]?.id}`)
    expect(readFileSync(workspace('again.csv'), 'utf8')).toBe('a\n1\n')
  })

  it('of many files at once keeps each; at the same name each has its version', async () => {
    const { body } = await server.upload(
      sessionId,
      ...[1, 2, 3].map(number => ({ name: `many${number}.csv`, content: `a\n${number}\n` })),
    )
    expect(body.files.map(file => file.name)).toEqual(['many1.csv', 'many2.csv', 'many3.csv'])
    const same = (number: number) => ({ name: 'same.csv', content: `a\n${number}\n` })
    const answers = await Promise.all([1, 2, 3, 4].map(number => server.upload(sessionId, same(number))))
    const versions = answers.map(answer => answer.body.files[0]?.version)
    expect(versions.toSorted((a = 0, b = 0) => a - b)).toEqual([1, 2, 3, 4])
    expect(readFileSync(workspace('same.csv'), 'utf8')).toBe(same(versions.indexOf(4) + 1).content)
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\sales.csv', 'sales.csv'],
    ['a/b.csv', 'b.csv'],
    ['output', 'output_file'],
    ['.bashrc', 'bashrc'],
    ['re\u202excod.csv', 're_xcod.csv'],
    ['a\u061cb.csv', 'a_b.csv'],
    [`a${'\u0301'.repeat(900)}.bashrc`, 'file.bashrc'],
    ['the "best" 100%.csv', 'the _best_ 100%.csv'],
    ['données été.csv', 'données été.csv'],
    [`${'长'.repeat(200)}.csv`, `${'长'.repeat(64)}.csv`],
  ])('named %s is kept as %s', async (name, kept) => {
    const { body } = await server.upload(sessionId, { name, content: 'a\n1\n' })
    expect(body.files[0]?.name).toBe(kept)
    expect(existsSync(workspace(kept))).toBe(true)
  })
})

describe('a refused upload leaves nothing', () => {
  const counted = async () => (await server.services.db.select().from(artifacts)).length
  it.each([
    [
      'too large',
      { name: 'big.csv', content: randomBytes(2 ** 20 + 1) },
      { code: 'too_large', words: '“big.csv” is larger than 1 MB' },
    ],
    [
      'a corrupt workbook',
      { name: 'bad.xlsx', content: Buffer.from('PK\x03\x04 not a zip') },
      { code: 'unreadable_file', words: 'bad.xlsx' },
    ],
  ])('%s', async (_what, file, { code, words }) => {
    const before = await counted()
    const { status, text } = await server.upload(sessionId, {
      ...file,
      content: new Uint8Array(Buffer.from(file.content)),
    })
    const { error } = JSON.parse(text) as Refused
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(words)
    expect([413, 422]).toContain(status)
    expect(await counted()).toBe(before)
    expect(existsSync(workspace(file.name))).toBe(false)
  })

  it('one bad file of a request takes the good ones with it', async () => {
    const before = await counted()
    const good = { name: 'good.csv', content: 'a\n1\n' }
    const { status } = await server.upload(sessionId, good, { name: 'bad.xlsx', content: 'PK\x03\x04 no zip' })
    expect(status).toBe(422)
    expect(await counted()).toBe(before)
    expect(existsSync(workspace('good.csv'))).toBe(false)
  })

  it('a request without a file, with another field, or of another type', async () => {
    const path = `/sessions/${sessionId}/files`
    const wrong = new FormData()
    wrong.append('document', new Blob(['a']), 'a.csv')
    expect((await server.call<Refused>('POST', path, { body: wrong })).body.error.message).toContain('“document”')
    const empty = new FormData()
    empty.append('note', 'x')
    expect((await server.call<Refused>('POST', path, { body: empty })).body.error.message).toContain(
      'at least one file',
    )
    const json = await server.call<Refused>('POST', path, { body: { file: 'x' } })
    expect(json.status).toBe(415)
    expect(json.body.error.message).toContain('multipart/form-data')
  })

  it('to a session that is not there', async () => {
    expect((await server.upload('ses_0', { name: 'a.csv', content: 'a\n1\n' })).status).toBe(404)
  })

  it('cut off in the middle', async () => {
    const before = await counted()
    await new Promise<void>(resolve => {
      const out = request(`${server.url}/api/v1/sessions/${sessionId}/files`, {
        method: 'POST',
        headers: { 'content-type': 'multipart/form-data; boundary=b' },
      })
      out.on('error', () => resolve())
      out.write('--b\r\ncontent-disposition: form-data; name="file"; filename="cut.csv"\r\n\r\na,b\n1,2\n', () =>
        out.destroy(),
      )
    })
    expect((await server.upload(sessionId, { name: 'after.csv', content: 'a\n1\n' })).status).toBe(201)
    expect(await counted()).toBe(before + 1)
    expect(existsSync(workspace('cut.csv'))).toBe(false)
  })
})

it('says when the account has no room left, and has room again after a file is deleted', async () => {
  const id = await server.newSession()
  const part = () =>
    new Uint8Array(
      randomBytes(1_000_000)
        .toString('hex')
        .slice(0, 1_000_000)
        .split('')
        .map(c => c.charCodeAt(0)),
    )
  const first = await server.upload(id, { name: '1.txt', content: part() })
  await server.upload(id, { name: '2.txt', content: part() })
  const refused = await server.upload(id, { name: '3.txt', content: part() }, { name: '4.txt', content: part() })
  expect(refused.status).toBe(429)
  expect((JSON.parse(refused.text) as Refused).error).toMatchObject({ code: 'quota_reached' })
  expect((JSON.parse(refused.text) as Refused).error.message).toMatch(/There is no room for “\d.txt”/)
  const artifact = `/artifacts/${first.body.files[0]?.id}`
  expect((await server.call('DELETE', artifact)).status).toBe(204)
  expect((await server.call('GET', artifact)).status).toBe(404)
  expect(existsSync(workspace('1.txt', id))).toBe(false)
  expect((await server.upload(id, { name: '5.txt', content: 'short' })).status).toBe(201)
})
