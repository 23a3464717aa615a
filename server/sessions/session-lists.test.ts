/** Finding, naming and putting away sessions: what a list shows, in which order, and what a change leaves as it was. */
import type { Session } from '@codingagent/protocol/api.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { accounts, projects, sessions } from '../db/schema.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  // Questions stay unanswered: what is looked at here is what is asked.
  server = await testServer({ ROLES: 'api' })
})
afterAll(() => server.close())
beforeEach(async () => void (await server.services.db.delete(sessions)))

type Page = { items: Session[]; nextCursor: string | null }
const page = async (query: Record<string, string> = {}) =>
  (await server.call<Page>('GET', `/sessions?${new URLSearchParams(query).toString()}`)).body
const titles = async (query: Record<string, string> = {}) => (await page(query)).items.map(session => session.title)
const change = (id: string, body: object) => server.call<Session>('PATCH', `/sessions/${id}`, { body })
const read = async (id: string) => (await server.call<Session>('GET', `/sessions/${id}`)).body

describe('a search', () => {
  const named = [
    'Sales 2024',
    'sales in Köln',
    '100% done',
    'a_b',
    'back\\slash',
    "O'Brien; drop",
    '数据 📈',
    'Ünïcode',
  ]
  it.each<[string, string[]]>([
    ['SALES', ['sales in Köln', 'Sales 2024']],
    ['  köln ', ['sales in Köln']],
    ['%', ['100% done']],
    ['_', ['a_b']],
    ['\\', ['back\\slash']],
    ["'", ["O'Brien; drop"]],
    ['据 📈', ['数据 📈']],
    ['ÜNÏ', ['Ünïcode']],
    ['les 20', ['Sales 2024']],
    ['2024 sales', []],
    ['\0', []],
    ['\ud800', []],
    ['nothing like it', []],
  ])('for %j finds %j', async (q, found) => {
    const rows = named.map((title, n) => ({ id: `ses_${n}`, accountId: 'local', title, updatedAt: new Date(1e12 + n) }))
    await server.services.db.insert(sessions).values(rows)
    expect(await titles({ q })).toEqual(found)
  })

  it('for nothing finds all, the last made first', async () => {
    for (const title of ['one', 'two', 'three']) await server.newSession({ title })
    for (const q of ['', '   ']) expect(await titles({ q })).toEqual(['three', 'two', 'one'])
  })

  it('finds the words of any of its questions, and a session once however many fit', async () => {
    const id = await server.newSession({ title: 'Animals' })
    for (const question of ['How tall is a zebra?', 'And 50% of a ZEBRA?', 'A horse?']) await server.ask(id, question)
    await server.newSession({ title: 'Plants' })
    for (const q of ['zebra', '50%', 'horse', 'anim']) expect(await titles({ q })).toEqual(['Animals'])
    expect(await titles({ q: 'cow' })).toEqual([])
  })

  it('looks where it is told: among those put away, or those of a project', async () => {
    const { db } = server.services
    await db.insert(projects).values({ id: 'pro_1', accountId: 'local', name: 'P' }).onConflictDoNothing()
    await server.newSession({ title: 'sales, of a project', projectId: 'pro_1' })
    const away = await server.newSession({ title: 'sales, put away' })
    await server.newSession({ title: 'sales' })
    await change(away, { archived: true })
    expect(await titles({ q: 'sales' })).toEqual(['sales', 'sales, of a project'])
    expect(await titles({ q: 'sales', archived: 'true' })).toEqual(['sales, put away'])
    expect(await titles({ q: 'sales', projectId: 'pro_1' })).toEqual(['sales, of a project'])
    expect(await titles({ projectId: 'pro_2' })).toEqual([])
  })

  it('finds nothing of another account, by its words or its project', async () => {
    const { db } = server.services
    await db.insert(accounts).values({ id: 'other', name: 'Eve' }).onConflictDoNothing()
    await db.insert(projects).values({ id: 'pro_other', accountId: 'other', name: 'P' }).onConflictDoNothing()
    await db.insert(sessions).values({ id: 'ses_other', accountId: 'other', title: 'secret', projectId: 'pro_other' })
    expect(await titles({ q: 'secret' })).toEqual([])
    expect(await titles({ projectId: 'pro_other' })).toEqual([])
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', { title: 'mine' }],
      ['DELETE', undefined],
    ] as const)
      expect((await server.call(method, '/sessions/ses_other', { body })).status).toBe(404)
    expect((await server.call('POST', '/sessions', { body: { projectId: 'pro_other' } })).status).toBe(404)
    const [row] = await db.select().from(sessions).where(eq(sessions.id, 'ses_other'))
    expect(row).toMatchObject({ title: 'secret', deletedAt: null })
  })
})

describe('a list', () => {
  it('has the last used first: a question lifts a session, a new name does not', async () => {
    const [one, two] = [await server.newSession({ title: 'one' }), await server.newSession({ title: 'two' })]
    expect(await titles()).toEqual(['two', 'one'])
    await change(one, { title: 'uno' })
    expect(await titles()).toEqual(['two', 'uno'])
    await server.ask(one, 'Anything?')
    expect(await titles()).toEqual(['uno', 'two'])
    expect((await read(two)).updatedAt < (await read(one)).updatedAt).toBe(true)
  })

  it('names the question that waits or works in each, and none where there is none', async () => {
    const id = await server.newSession({ title: 'busy' })
    await server.newSession({ title: 'idle' })
    const first = await server.ask(id, 'One?')
    await server.ask(id, 'Two?')
    const active = Object.fromEntries((await page()).items.map(session => [session.title, session.activeRunId]))
    expect(active).toEqual({ busy: first, idle: null })
  })

  it.each([1, 2, 3, 7, 200])('in pages of %i is whole, also of those made in the same millisecond', async limit => {
    const moment = new Date('2026-01-01T00:00:00.123Z')
    const rows = Array.from({ length: 7 }, (_, n) => ({
      id: `ses_${n}`,
      accountId: 'local',
      title: String(n),
      updatedAt: n < 4 ? moment : new Date(moment.getTime() + n),
    }))
    await server.services.db.insert(sessions).values(rows)
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const part: Page = await page({ limit: String(limit), ...(cursor && { cursor }) })
      expect(part.items.length).toBeLessThanOrEqual(limit)
      seen.push(...part.items.map(session => session.title))
      cursor = part.nextCursor
    }
    expect(seen).toEqual(['6', '5', '4', '3', '2', '1', '0'])
  })

  it('goes on from its cursor when that session has gone, and shows what came meanwhile on the first page alone', async () => {
    const ids: Record<string, string> = {}
    for (const title of ['a', 'b', 'c', 'd']) ids[title] = await server.newSession({ title })
    const first = await page({ limit: '2' })
    expect(first.items.map(session => session.title)).toEqual(['d', 'c'])
    await server.call('DELETE', `/sessions/${ids.c}`)
    await server.newSession({ title: 'new' })
    expect(await titles({ limit: '2', cursor: first.nextCursor ?? '' })).toEqual(['b', 'a'])
    expect(await titles({ limit: '2' })).toEqual(['new', 'd'])
  })
})

describe('a change', () => {
  it.each<[object, Partial<Session>]>([
    [{ title: 'New' }, { title: 'New', titled: true, model: 'openai/a', archived: false }],
    [{ model: 'openai/b' }, { title: 'Old', model: 'openai/b' }],
    [{ model: null }, { title: 'Old', model: null }],
    [{ pinned: true }, { title: 'Old', pinned: true, archived: false }],
    [{ archived: true }, { title: 'Old', archived: true, model: 'openai/a' }],
    [{}, { title: 'Old', archived: false, model: 'openai/a' }],
    [
      { id: 'ses_0', accountId: 'other', createdAt: 'never' },
      { title: 'Old', archived: false },
    ],
  ])('of %j makes that and nothing else, however often it is said', async (body, made) => {
    const id = await server.newSession({ title: 'Old', model: 'openai/a' })
    const before = await read(id)
    for (let time = 0; time < 2; time++) {
      const answer = await change(id, body)
      expect(answer.status).toBe(200)
      expect(answer.body).toMatchObject({ id, createdAt: before.createdAt, updatedAt: before.updatedAt, ...made })
    }
    expect(await read(id)).toEqual((await change(id, {})).body)
  })

  it('pins above all that was used later, in every page, and lets go', async () => {
    const ids: Record<string, string> = {}
    for (const title of ['a', 'b', 'c', 'd', 'e']) ids[title] = await server.newSession({ title })
    for (const title of ['b', 'a']) await change(ids[title] ?? '', { pinned: true })
    expect(await titles()).toEqual(['b', 'a', 'e', 'd', 'c'])
    for (const limit of ['1', '2', '3']) {
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null; ) {
        const part: Page = await page({ limit, ...(cursor && { cursor }) })
        seen.push(...part.items.map(session => session.title))
        cursor = part.nextCursor
      }
      expect(seen).toEqual(['b', 'a', 'e', 'd', 'c'])
    }
    await change(ids.b ?? '', { pinned: false })
    expect(await titles()).toEqual(['a', 'e', 'd', 'c', 'b'])
    expect(await titles({ archived: 'true' })).toEqual([])
  })

  it('puts away and brings back', async () => {
    const id = await server.newSession({ title: 'kept' })
    await change(id, { archived: true })
    expect([await titles(), await titles({ archived: 'true' })]).toEqual([[], ['kept']])
    await change(id, { archived: false })
    expect([await titles(), await titles({ archived: 'true' })]).toEqual([['kept'], []])
  })

  it('of the name holds, whatever is asked after it; the first question names only who has no name', async () => {
    const named = await server.newSession({ title: 'Mine' })
    const unnamed = await server.newSession()
    for (const id of [named, unnamed]) await server.ask(id, 'What is the mean of all?')
    for (const id of [named, unnamed]) await server.ask(id, 'Another thing entirely?')
    expect([await read(named), await read(unnamed)]).toMatchObject([
      { title: 'Mine', titled: true },
      { title: 'What is the mean of all?', titled: false },
    ])
  })

  it('keeps any name that a person can write', async () => {
    for (const title of ['<script>alert(1)</script>', 'ا ب ת', '👩‍👩‍👧', 'a\tb', '"', 'null', '__proto__']) {
      const { body } = await server.call<Session>('POST', '/sessions', { body: { title } })
      expect((await read(body.id)).title).toBe(title)
    }
  })

  it('of what was deleted, or never was, is told so', async () => {
    const id = await server.newSession()
    expect((await server.call('DELETE', `/sessions/${id}`)).status).toBe(204)
    for (const gone of [id, 'ses_0']) {
      const { status, text } = await change(gone, { title: 'x' })
      expect([status, JSON.parse(text)]).toMatchObject([
        404,
        { error: { message: expect.stringMatching(/^There is no such session: /) } },
      ])
      expect((await server.call('DELETE', `/sessions/${gone}`)).status).toBe(404)
    }
    expect(await titles()).toEqual([])
  })
})
