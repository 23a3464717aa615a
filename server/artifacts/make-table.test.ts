/** Tables made of files: once, from the right sheet, never from what a session put in their place, and not again when it cannot be. */
import { link, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { scriptedServer, type ScriptedServer } from '@codingagent/engine/model/scripted.ts'
import { KernelFailure, type Kernel } from '@codingagent/engine/sandbox/sandbox.ts'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { eq } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { tableRows } from './table-rows.ts'

let model: ScriptedServer
let server: TestServer
let code = ''
beforeAll(async () => {
  model = await scriptedServer((_, index) => (index % 2 === 0 ? { code } : { text: 'Done.' }))
  server = await testServer({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'any', MODEL: 'openai/scripted' })
})
afterAll(async () => {
  await server.close()
  await model.close()
})
afterEach(() => vi.restoreAllMocks())

type Refused = { error: { code: string; message: string } }
const rows = <Body = TablePage>(id: string, query = '') => server.call<Body>('GET', `/artifacts/${id}/rows?${query}`)
const tables = async () => {
  const names = await readdir(join(server.dataDir, 'sessions/look_local/workspace'))
  return names.filter(name => name.startsWith('table-') || name.endsWith('.part'))
}
async function uploaded(name: string, content: string): Promise<{ id: string; sessionId: string }> {
  const sessionId = await server.newSession()
  const { body, text } = await server.upload(sessionId, { name, content })
  const id = body.files?.[0]?.id
  if (id === undefined) throw new Error(text)
  return { id, sessionId }
}
const rowOf = async (id: string) => (await server.services.db.select().from(artifacts).where(eq(artifacts.id, id)))[0]!
const query = { offset: 0, limit: 10 }
/** The services with look kernels that answer so. */
function looking(ask: (args: { out: string }) => Promise<unknown>): Services & { asked: () => number } {
  let count = 0
  const kernel = {
    ask: (_name: string, args: { out: string }) => {
      count++
      return ask(args)
    },
  } as unknown as Kernel
  const lease = {
    kernel: () => Promise.resolve(kernel),
    wasLost: () => false,
    awaitsCell: () => false,
    release: () => {},
  }
  return { ...server.services, looks: { ...server.services.looks, lease: () => lease }, asked: () => count }
}

describe('of a workbook', () => {
  let book = ''
  beforeAll(async () => {
    code = [
      "with pd.ExcelWriter('book.xlsx') as book:",
      "    pd.DataFrame({'n': [1, 2]}).to_excel(book, sheet_name='first', index=False)",
      "    pd.DataFrame({'word': ['a']}).to_excel(book, sheet_name='été 2', index=False)",
    ].join('\n')
    const runId = await server.ask(await server.newSession(), 'Make a workbook')
    await server.events(runId)
    const { body } = await server.call<RunState>('GET', `/runs/${runId}`)
    book = body.files[0]?.id ?? ''
  })

  it('each sheet is a table of its own', async () => {
    expect((await rows(book)).body).toMatchObject({ columns: [{ name: 'n' }], rows: [[1], [2]] })
    expect((await rows(book, `sheet=${encodeURIComponent('été 2')}`)).body).toMatchObject({ rows: [['a']] })
    expect((await rows(book, 'sheet=first&sort=-n')).body.rows).toEqual([[2], [1]])
  })

  it('a sheet that is not there is refused, and costs nothing', async () => {
    const before = await tables()
    for (const sheet of ['none', 'First', '%00', '../first']) {
      const { status, body } = await rows<Refused>(book, `sheet=${sheet}`)
      expect([status, body.error.code]).toEqual([400, 'bad_request'])
      expect(body.error.message).toContain('There are: “first”, “été 2”.')
    }
    expect(await tables()).toEqual(before)
  })
})

it('of a CSV there is one, whatever sheet is asked for, and many who ask at once make it once', async () => {
  const { id } = await uploaded('a.csv', 'a\n1\n')
  const pages = await Promise.all(['', 'sheet=x', 'sheet=y', 'sheet=x'].map(more => rows(id, more)))
  for (const { body } of pages) expect(body.rows).toEqual([[1]])
  expect((await tables()).filter(name => name.includes(id))).toEqual([`table-${id}.parquet`])
})

describe('what is no table', () => {
  it('is told again without being read again, until it is deleted', async () => {
    const { id } = await uploaded('prose.txt', 'Once upon a time there was a file of words.\n'.repeat(20))
    const first = await rows<Refused>(id)
    expect(first.status).toBe(422)
    const lease = vi.spyOn(server.services.looks, 'lease')
    expect((await rows<Refused>(id, 'offset=5')).body).toEqual(first.body)
    expect(lease).not.toHaveBeenCalled()
    await server.call('DELETE', `/artifacts/${id}`)
    expect((await tables()).filter(name => name.includes(id))).toEqual([])
  })

  it.each(['timeout', 'memory'])('for want of %s is tried again after a while', async reason => {
    const row = await rowOf((await uploaded('slow.csv', 'a\n1\n')).id)
    const services = looking(() => Promise.reject(new KernelFailure(reason, 'It took all there was.')))
    for (let time = 0; time < 3; time++)
      await expect(tableRows(services, row, query)).rejects.toMatchObject({ code: reason })
    expect(services.asked()).toBe(1)
    const now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => now + 601_000)
    await expect(tableRows(services, row, query)).rejects.toMatchObject({ code: reason })
    expect(services.asked()).toBe(2)
  })

  it.each(['busy', 'gone', 'cancelled'])('because the sandbox was %s is tried again at once', async reason => {
    const row = await rowOf((await uploaded('busy.csv', 'a\n1\n')).id)
    const services = looking(() => Promise.reject(new KernelFailure(reason, 'Not now.')))
    for (let time = 0; time < 2; time++) await expect(tableRows(services, row, query)).rejects.toThrow('Not now.')
    expect(services.asked()).toBe(2)
    expect((await rows(row.id)).body.rows).toEqual([[1]])
  })
})

describe('a note of why there is no table', () => {
  const noteOf = (id: string) => join(server.dataDir, 'sessions/look_local/workspace', `table-${id}.parquet.refused`)

  it.each(['{"code":"memo', '{"code":"memory"}'])('that says only %j stands in no one’s way', async written => {
    const { id } = await uploaded('a.csv', 'a\n1\n')
    await writeFile(noteOf(id), written)
    expect((await rows(id)).body.rows).toEqual([[1]])
    const prose = await uploaded('prose.txt', 'Once upon a time there was a file of words.\n'.repeat(20))
    await writeFile(noteOf(prose.id), written)
    expect((await rows<Refused>(prose.id)).status).toBe(422)
    expect(JSON.parse(await readFile(noteOf(prose.id), 'utf8'))).toMatchObject({ at: expect.any(Number) })
  })

  it('is never seen half-written', async () => {
    const row = await rowOf((await uploaded('slow.csv', 'a\n1\n')).id)
    await writeFile(noteOf(row.id), 'half')
    const before = (await stat(noteOf(row.id))).ino
    const services = looking(() => Promise.reject(new KernelFailure('memory', 'It took all there was.')))
    await expect(tableRows(services, row, query)).rejects.toMatchObject({ code: 'memory' })
    expect((await stat(noteOf(row.id))).ino).not.toBe(before)
    expect((await tables()).filter(name => name.includes(row.id) && name.endsWith('.part'))).toEqual([])
  })
})

describe('what the session’s own code puts in the place of a table', () => {
  it.each<[string, (place: string) => Promise<unknown>]>([
    ['a link to another account’s file', place => symlink('/etc/passwd', place)],
    ['a link to nowhere', place => symlink('nowhere', place)],
    ['a folder', place => mkdir(join(place, 'deep'), { recursive: true })],
    ['nothing', () => Promise.resolve()],
    [
      'a file that it can still write to by another name',
      async place => {
        await writeFile(place, 'PAR1')
        await link(place, `${place}-mine`)
      },
    ],
  ])('%s: is not taken', async (_, put) => {
    const { id, sessionId } = await uploaded('bait.csv', 'a\n1\n')
    const outbox = join(server.dataDir, 'sessions', sessionId, 'outbox')
    const services = looking(({ out }) => put(join(outbox, out)))
    const refused: unknown = await tableRows(services, await rowOf(id), query).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(Refusal)
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining('open it again') })
    expect((await tables()).filter(name => name.includes(id))).toEqual([])
    // Without that code it opens.
    expect((await rows(id)).body.rows).toEqual([[1]])
  })
})
