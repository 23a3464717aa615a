import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { modelCatalog } from './catalog.ts'

let requests = 0
let answer: { status: number; ids: string[] }
const server = createServer((_request, response) => {
  requests++
  response.writeHead(answer.status).end(JSON.stringify({ data: answer.ids.map(id => ({ id })) }))
})
let url = ''
beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => server.close())
beforeEach(() => {
  requests = 0
  answer = { status: 200, ids: ['qwen3', 'llava'] }
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => vi.useRealTimers())
const openai = () => modelCatalog({ tools: 'auto', openaiBaseUrl: url })

test('asks a provider once, however many ask for its default', async () => {
  const models = openai()
  expect(await Promise.all([models.default(), models.default()])).toEqual(['openai/qwen3', 'openai/qwen3'])
  expect(await models.default()).toBe('openai/qwen3')
  expect((await models.list()).map(m => m.id)).toEqual(['openai/qwen3', 'openai/llava', 'builtin/analyst'])
  expect(requests).toBe(1)
})

test('keeps the last list while the provider is away, and takes the next one', async () => {
  const models = openai()
  await models.list()
  answer = { status: 500, ids: [] }
  vi.advanceTimersByTime(400_000)
  for (let time = 0; time < 2; time++)
    expect((await models.list()).map(m => m.id)).toEqual(['openai/qwen3', 'openai/llava', 'builtin/analyst'])
  expect(await models.default()).toBe('openai/qwen3')
  expect(requests).toBe(2)
  answer = { status: 200, ids: ['newer'] }
  vi.advanceTimersByTime(30_000)
  expect((await models.list()).map(m => m.id)).toEqual(['openai/newer', 'builtin/analyst'])
  expect(await models.default()).toBe('openai/newer')
})

test('never takes the built-in analyst for a provider that does not answer', async () => {
  answer = { status: 500, ids: [] }
  const models = openai()
  expect(await models.default()).toBe('openai/default')
  expect((await models.list()).map(m => m.id)).toEqual(['builtin/analyst'])
})

test('knows without asking: what was chosen, a provider with well-known models, and none', async () => {
  expect(await modelCatalog({ tools: 'auto', openaiBaseUrl: url }, 'openai/mine').default()).toBe('openai/mine')
  expect(await modelCatalog({ tools: 'auto', anthropicApiKey: 'k', ollamaBaseUrl: url }).default()).toMatch(
    /^anthropic\/claude/,
  )
  expect(await modelCatalog({ tools: 'auto' }).default()).toBe('builtin/analyst')
  expect(requests).toBe(0)
})
