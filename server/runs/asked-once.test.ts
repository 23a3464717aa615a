/** A question that is sent again with its Idempotency-Key, because the answer was lost on the way, is asked once. */
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { framesOf, testServer, type TestServer } from '../testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer({ MODEL: 'builtin/analyst' })
})
afterAll(() => server.close())

type Told = { runId: string; error?: { code: string; message: string } }
type Sent = { question?: string; key?: string; accept?: string }

const send = (path: string, { question = 'hello', key, accept = 'application/json' }: Sent = {}) =>
  server.call<Told>('POST', path, {
    body: path.endsWith('/messages') ? { text: question } : { question },
    headers: { accept, ...(key !== undefined && { 'idempotency-key': key }) },
  })
const askedIn = async (sessionId: string) =>
  (await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs`)).body.items.map(run => run.id)

it('asks once, however often it is sent, also at the same moment', async () => {
  const id = await server.newSession()
  const answers = await Promise.all(Array.from({ length: 5 }, () => send(`/sessions/${id}/query`, { key: 'k1' })))
  answers.push(await send(`/sessions/${id}/query`, { key: 'k1' }))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 202))
  const [runId = ''] = await askedIn(id)
  expect(new Set(answers.map(({ body }) => body.runId))).toEqual(new Set([runId]))
  await server.events(runId)
  expect((await send(`/sessions/${id}/query`, { key: 'k1' })).body.runId).toBe(runId)
  expect(await askedIn(id)).toEqual([runId])
})

it('is the same question, whether it comes as one or as a message to the run before it', async () => {
  const id = await server.newSession()
  const first = (await send(`/sessions/${id}/query`)).body.runId
  const said = (await send(`/runs/${first}/messages`, { question: 'And then?', key: 'k' })).body.runId
  expect((await send(`/sessions/${id}/query`, { question: 'And then?', key: 'k' })).body.runId).toBe(said)
  expect(await askedIn(id)).toEqual([first, said])
})

it('answers with the whole stream of the run that it began', async () => {
  const id = await server.newSession()
  const { runId } = (await send(`/sessions/${id}/query`, { key: 'k' })).body
  const before = await server.events(runId)
  const again = await send(`/sessions/${id}/query`, { key: 'k', accept: 'text/event-stream' })
  expect(framesOf(again.text)).toEqual(before)
})

it('asks anew in another session, with another key, and without one', async () => {
  const [one, other] = [await server.newSession(), await server.newSession()]
  for (const [session, key] of [[one, 'k'], [one, 'K'], [one], [one], [other, 'k']])
    await send(`/sessions/${session}/query`, key === undefined ? {} : { key })
  expect((await askedIn(one)).length).toBe(4)
  expect((await askedIn(other)).length).toBe(1)
})

it('takes a question with characters that no database stores, and knows it again', async () => {
  const id = await server.newSession()
  const question = 'what is \0 and \ud800 here'
  const answers = [await send(`/sessions/${id}/query`, { key: 'k', question })]
  answers.push(await send(`/sessions/${id}/query`, { key: 'k', question }))
  expect(answers.map(({ status }) => status)).toEqual([202, 202])
  expect(await askedIn(id)).toEqual([answers[0]?.body.runId])
  const { body } = await server.call<RunState>('GET', `/runs/${answers[0]?.body.runId}`)
  expect(body.question).toBe('what is \uFFFD and \uFFFD here')
})

it('refuses a key that was sent with other words, and one that is none', async () => {
  const id = await server.newSession()
  await send(`/sessions/${id}/query`, { key: 'k' })
  const refused = await send(`/sessions/${id}/query`, { key: 'k', question: 'something else' })
  expect([refused.status, refused.body.error?.code]).toEqual([409, 'conflict'])
  expect(refused.body.error?.message).toContain('a key of its own')
  for (const key of ['', 'two words', 'x'.repeat(201)])
    expect([key, (await send(`/sessions/${id}/query`, { key })).status]).toEqual([key, 400])
  expect((await askedIn(id)).length).toBe(1)
})
