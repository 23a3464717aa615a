import { existsSync } from 'node:fs'
import type { Session } from '@codingagent/protocol/api.ts'
import { scriptedServer, type ScriptedServer } from '@codingagent/engine/model/scripted.ts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { Job } from '../queue/queue.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { removeSession } from './delete-session.ts'
import { titleOf } from './title-of.ts'

let model: ScriptedServer
let server: TestServer
beforeAll(async () => {
  model = await scriptedServer(() => ({ text: 'Hello.' }))
  server = await testServer({ OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'any', MODEL: 'openai/scripted' })
})
afterAll(async () => {
  await server.close()
  await model.close()
})

type Page = { items: Session[]; nextCursor: string | null }
const list = async (query = '') => (await server.call<Page>('GET', `/sessions${query}`)).body

describe('a session', () => {
  it('is made without a body, named, found, renamed and archived', async () => {
    const made = await server.call<Session>('POST', '/sessions')
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({ title: 'New session', titled: false, archived: false, activeRunId: null })
    const { id } = made.body
    const renamed = await server.call('PATCH', `/sessions/${id}`, {
      body: { title: '  Budget 100% done_ ', model: 'builtin/analyst' },
    })
    expect(renamed.body).toMatchObject({ id, title: 'Budget 100% done_', titled: true, model: 'builtin/analyst' })
    expect((await list('?q=100%25%20DONE_')).items.map(session => session.id)).toEqual([id])
    expect((await list('?q=100x')).items).toEqual([])
    await server.call('PATCH', `/sessions/${id}`, { body: { archived: true } })
    expect((await list()).items.some(session => session.id === id)).toBe(false)
    expect((await list('?archived=true')).items.map(session => session.id)).toEqual([id])
  })

  it('is found by the words of its questions', async () => {
    const id = await server.newSession({ title: 'Untold' })
    await server.events(await server.ask(id, 'Which zebra is the tallest?'))
    expect((await list('?q=ZEBRA')).items.map(session => session.id)).toEqual([id])
  })

  it('stands in pages without a gap, the last used first', async () => {
    const made: string[] = []
    for (let count = 0; count < 5; count++) made.unshift(await server.newSession({ title: `paged ${count}` }))
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page = await list(`?q=paged&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`)
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map(session => session.id))
      cursor = page.nextCursor
    }
    expect(seen).toEqual(made)
    const wrong = await server.call<{ error: { message: string } }>('GET', '/sessions?cursor=abc')
    expect(wrong.status).toBe(400)
    expect(wrong.body.error.message).toContain('begin at the first page')
  })

  it('is deleted also while the queue is away', async () => {
    const id = await server.newSession()
    const away = vi.spyOn(server.services.queue, 'add').mockRejectedValue(new Error('no connection'))
    onTestFinished(() => away.mockRestore())
    expect((await server.call('DELETE', `/sessions/${id}`)).status).toBe(204)
    expect((await server.call('GET', `/sessions/${id}`)).status).toBe(404)
  })

  it('is gone with its files, runs and folder when it is deleted', async () => {
    const id = await server.newSession()
    const { body } = await server.upload(id, { name: 'a.csv', content: 'x\n1\n' })
    const runId = await server.ask(id, 'hello')
    await server.events(runId)
    const url = server.url + (body.files[0]?.url ?? '')
    expect((await fetch(url)).status).toBe(200)
    expect((await server.call('DELETE', `/sessions/${id}`)).status).toBe(204)
    expect((await server.call('DELETE', `/sessions/${id}`)).status).toBe(404)
    await expect.poll(() => existsSync(`${server.dataDir}/sessions/${id}`), { timeout: 20_000 }).toBe(false)
    expect((await fetch(url)).status).toBe(404)
    const left: string[] = []
    for await (const { key } of server.services.blobs.list(`sessions/${id}/`)) left.push(key)
    expect(left).toEqual([])
  })

  it('stays whole when a queue that others write in asks to remove it, or a folder beside it', async () => {
    const id = await server.newSession()
    await server.upload(id, { name: 'a.csv', content: 'x\n1\n' })
    for (const named of [id, '..', 'look_local']) await removeSession(server.services, named)
    expect(existsSync(`${server.dataDir}/sessions/${id}/workspace/a.csv`)).toBe(true)
    expect((await server.call('GET', `/sessions/${id}/files`)).body).toMatchObject({ files: [{ name: 'a.csv' }] })
    for (const sessionId of ['..', '../x', '', 'a/b', 1])
      expect(Job.safeParse({ kind: 'delete_session', accountId: 'local', sessionId }).success).toBe(false)
  })

  it('is gone at once, though its removal has not begun', async () => {
    const id = await server.newSession()
    const { body } = await server.upload(id, { name: 'a.csv', content: 'x\n1\n' })
    const [file] = body.files
    const runId = await server.ask(id, 'hello')
    await server.events(runId)
    const add = vi.spyOn(server.services.queue, 'add').mockResolvedValue()
    onTestFinished(() => add.mockRestore())
    expect((await server.call('DELETE', `/sessions/${id}`)).status).toBe(204)
    expect(existsSync(`${server.dataDir}/sessions/${id}`)).toBe(true)
    const json = { headers: { accept: 'application/json' } }
    const streamed = { headers: { accept: 'text/event-stream' } }
    const asked: [string, string, object?][] = [
      ['GET', `/sessions/${id}`],
      ['GET', `/sessions/${id}/files`],
      ['GET', `/sessions/${id}/runs`],
      ['GET', `/sessions/${id}/variables`],
      ['POST', `/sessions/${id}/query`, { body: { question: 'again' } }],
      ['GET', `/runs/${runId}`],
      ['GET', `/runs/${runId}/events`, json],
      ['GET', `/runs/${runId}/events`, streamed],
      ['POST', `/runs/${runId}/cancel`],
      ['POST', `/runs/${runId}/messages`, { body: { text: 'again' } }],
      ['GET', `/artifacts/${file?.id}`],
      ['GET', `/artifacts/${file?.id}/rows`],
      ['GET', `/artifacts/${file?.id}/profile`],
      ['DELETE', `/artifacts/${file?.id}`],
      ['GET', server.url + file?.url],
    ]
    const answered = await Promise.all(asked.map(([method, path, more]) => server.call(method, path, more)))
    expect(answered.map(({ status }, place) => [status, asked[place]])).toEqual(asked.map(wish => [404, wish]))
  })

  it.each<[string, string, unknown, string]>([
    ['POST', '/sessions', { title: '' }, 'title'],
    ['POST', '/sessions', { title: 'x'.repeat(201) }, 'title'],
    ['POST', '/sessions', { model: 'no' }, 'a model id reads provider/model'],
    ['POST', '/sessions', { projectId: 'none' }, 'no such project'],
    ['GET', '/sessions?limit=0', undefined, 'limit'],
    ['GET', '/sessions?archived=perhaps', undefined, 'archived'],
  ])('%s %s with %o is refused in a sentence', async (...[method, path, body, word]) => {
    const answer = await server.call<{ error: { message: string } }>(method, path, { body })
    expect([400, 404]).toContain(answer.status)
    expect(answer.body.error.message).toContain(word)
    expect(answer.body.error.message).toMatch(/^[A-ZT“].*[.!?]$/s)
  })
})

describe('the title of a question', () => {
  it.each([
    ['Show the monthly revenue trend and save it as Excel', 'Show the monthly revenue trend and save it as Excel'],
    ['hi, please could you plot sales? Thanks!', 'Plot sales?'],
    ['What   is\nthe **mean**?', 'What is the mean ?'],
    ['Please', 'Please'],
    ['请画出每月收入趋势。谢谢', '请画出每月收入趋势。谢谢'],
    ['', 'New session'],
  ])('of %s is %s', (question, title) => expect(titleOf(question)).toBe(title))

  it('is cut at a word', () => {
    const title = titleOf('Compare the average price of houses in every district of the city over the last ten years')
    expect(title).toBe('Compare the average price of houses in every district of…')
    expect(titleOf('a'.repeat(500))).toHaveLength(60)
  })
})

describe('a session that nobody named', () => {
  const titleNow = async (id: string) => (await server.call<Session>('GET', `/sessions/${id}`)).body.title
  const csv = { content: 'a,b\n1,2\n' }

  it('is called after its first file until something is asked', async () => {
    const id = await server.newSession()
    await server.upload(id, { name: 'orders.csv', ...csv })
    expect(await titleNow(id)).toBe('orders.csv')
    await server.upload(id, { name: 'other.csv', ...csv })
    expect(await titleNow(id)).toBe('orders.csv')
    await server.ask(id, 'What sold best?')
    expect(await titleNow(id)).toBe('What sold best?')
    await server.upload(id, { name: 'third.csv', ...csv })
    expect(await titleNow(id)).toBe('What sold best?')
  })

  it('keeps the name a person gave', async () => {
    const id = await server.newSession({ title: 'Mine' })
    await server.upload(id, { name: 'orders.csv', ...csv })
    expect(await titleNow(id)).toBe('Mine')
  })

  it.each([
    ['Glance at 50% of_it', 'orders.csv', 'Glance at 50% of_it · orders.csv'],
    ['Look into sales.csv', 'sales.csv', 'Look into sales.csv'],
    ['Say something', undefined, 'Say something'],
  ])('asked %s again, over %s, it is told apart where it can be', async (question, name, second) => {
    for (const title of [question, second, second]) {
      const id = await server.newSession()
      if (name) await server.upload(id, { name, ...csv })
      await server.ask(id, question)
      expect(await titleNow(id)).toBe(title)
    }
  })
})
