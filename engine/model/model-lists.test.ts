/** Which models are offered, of each provider and of several, as their own lists say: good, odd, broken and slow ones. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { modelCatalog } from './catalog.ts'
import { configuredProviders, offeredModel, resolveModel, type ModelSettings } from './providers.ts'

type Answer = (response: ServerResponse) => void
const listOf =
  (...ids: string[]): Answer =>
  response =>
    response.end(JSON.stringify({ object: 'list', data: ids.map(id => ({ id, object: 'model' })) }))

let server: Server
let url: string
let answers: Record<string, Answer>
let asked: { path: string; key: string | undefined }[]
beforeEach(async () => {
  asked = []
  answers = {}
  server = createServer((request, response) => {
    const path = request.url ?? ''
    asked.push({ path, key: request.headers.authorization })
    const answer = answers[path] ?? (gone => gone.writeHead(404).end('{}'))
    answer(response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = globalThis.fetch
  // The providers' own addresses lead here.
  vi.stubGlobal('fetch', (to: string, init?: RequestInit) =>
    real(to.startsWith('https://') ? `${url}/${to.slice('https://'.length)}` : to, init),
  )
})
afterEach(async () => {
  vi.unstubAllGlobals()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

const offered = async (settings: Partial<ModelSettings>): Promise<string[]> =>
  (await modelCatalog({ tools: 'auto', ...settings }).list()).map(model => model.id)

describe('the list of a provider', () => {
  test('OpenAI: well-known ones first, what does not chat left out, asked with the key', async () => {
    answers['/api.openai.com/v1/models'] = listOf(
      'gpt-3.5-turbo',
      'gpt-5.2',
      'text-embedding-3-small',
      'whisper-1',
      'tts-1-hd',
      'dall-e-3',
      'gpt-image-1',
      'gpt-4o-realtime-preview',
      'omni-moderation-latest',
      'gpt-4.1',
    )
    expect(await offered({ openaiApiKey: 'k-1' })).toEqual([
      'openai/gpt-5.2',
      'openai/gpt-4.1',
      'openai/gpt-3.5-turbo',
      'builtin/analyst',
    ])
    expect(asked).toEqual([{ path: '/api.openai.com/v1/models', key: 'Bearer k-1' }])
  })

  test('OpenRouter: ids keep the maker’s name in them', async () => {
    answers['/openrouter.ai/api/v1/models'] = listOf('meta/llama-4', 'qwen/qwen3-coder')
    expect(await offered({ openrouterApiKey: 'k' })).toEqual([
      'openrouter/qwen/qwen3-coder',
      'openrouter/meta/llama-4',
      'builtin/analyst',
    ])
  })

  test.each(['', '/', '/v1', '/v1/'])('Ollama at an address that ends in %j, asked without a key', async end => {
    answers['/v1/models'] = listOf('llama3:8b', 'nomic-embed-text')
    expect(await offered({ ollamaBaseUrl: `${url}${end}` })).toEqual(['ollama/llama3:8b', 'builtin/analyst'])
    expect(asked).toEqual([{ path: '/v1/models', key: undefined }])
  })

  test.each<[string, Answer]>([
    ['a web page', response => response.setHeader('content-type', 'text/html').end('<html>Log in</html>')],
    ['another form', response => response.end(JSON.stringify({ models: ['a'] }))],
    ['ids that are none', response => response.end(JSON.stringify({ data: [{ id: 7 }] }))],
    ['an error', response => response.writeHead(500).end('{}')],
    ['a line that drops', response => response.destroy()],
    ['nothing', listOf()],
  ])('%s in place of it: the rest is offered all the same', async (_, answer) => {
    answers['/v1/models'] = answer
    answers['/openrouter.ai/api/v1/models'] = listOf('qwen/qwen3-coder')
    expect(await offered({ openaiBaseUrl: `${url}/v1`, openrouterApiKey: 'k' })).toEqual([
      'openrouter/qwen/qwen3-coder',
      'builtin/analyst',
    ])
  })

  test('one that does not answer at all is not waited for long', async () => {
    answers['/v1/models'] = () => undefined
    vi.useFakeTimers({ toFake: ['Date'] })
    const spent = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort(new Error('too late')))
    try {
      expect(await offered({ openaiBaseUrl: `${url}/v1` })).toEqual(['builtin/analyst'])
      expect(spent).toHaveBeenCalledWith(3000)
    } finally {
      spent.mockRestore()
      vi.useRealTimers()
    }
  })
})

describe('several providers', () => {
  const all = (): ModelSettings => ({
    tools: 'auto',
    openaiBaseUrl: `${url}/v1`,
    openrouterApiKey: 'k',
    anthropicApiKey: 'k',
    googleApiKey: 'k',
    ollamaBaseUrl: url,
  })

  test('stand in one order, and the first one’s best is what nobody chose', async () => {
    answers['/v1/models'] = listOf('mine')
    expect(configuredProviders(all()).map(provider => provider.name)).toEqual([
      'openai',
      'openrouter',
      'anthropic',
      'google',
      'ollama',
    ])
    expect(await modelCatalog(all()).default()).toBe('openai/mine')
    expect(await modelCatalog({ tools: 'auto', googleApiKey: 'k', ollamaBaseUrl: url }).default()).toMatch(/^google\//)
    expect(configuredProviders({ tools: 'auto' })).toEqual([])
  })

  test('whatever is offered can be asked, under the very id', async () => {
    answers['/v1/models'] = listOf('mine', 'org/with/slashes', 'llama3:8b')
    const settings = all()
    for (const model of await modelCatalog(settings).list()) {
      const resolved = resolveModel(model.id, settings)
      expect({ id: resolved.id, name: resolved.name, tools: resolved.tools, vision: resolved.vision }).toEqual(model)
    }
  })

  test.each([
    ['openai/gpt-4o-mini', true],
    ['openai/gpt-5.2', true],
    ['openai/gpt-3.5-turbo', false],
    ['anthropic/claude-haiku-4-5', true],
    ['google/gemini-2.5-flash', true],
    ['ollama/llava:13b', true],
    ['ollama/qwen2.5-vl:7b', true],
    ['ollama/llama3:8b', false],
    ['openrouter/mistralai/pixtral-12b', true],
    ['openrouter/deepseek/deepseek-v3', false],
  ])('%s sees pictures: %s', (id, vision) => {
    expect(offeredModel(id, all()).vision).toBe(vision)
  })

  test('tools are offered as the setting says', () => {
    for (const [tools, offers] of [
      ['auto', true],
      ['on', true],
      ['off', false],
    ] as const)
      expect(offeredModel('anthropic/claude-haiku-4-5', { ...all(), tools }).tools).toBe(offers)
  })
})
