/** Each provider's own wire, by recorded answers; and what is said when a setting is missing. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { LLMock } from '@copilotkit/aimock'
import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import type { LanguageModel } from 'ai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Model, ModelMessage, ModelPart } from './model.ts'
import { modelCatalog } from './catalog.ts'
import { resolveModel } from './providers.ts'
import { sdkModel } from './sdk-model.ts'

/** In the words of every wire. */
const usage = {
  prompt_tokens: 11,
  completion_tokens: 5,
  total_tokens: 16,
  cost: 0.25,
  input_tokens: 11,
  output_tokens: 5,
  promptTokenCount: 11,
  candidatesTokenCount: 5,
  totalTokenCount: 16,
}
const recorded = new LLMock({ port: 0 })
beforeAll(async () => {
  const call = { name: 'run_python', arguments: { code: 'print(1)' } }
  recorded.on({ userMessage: 'total', hasToolResult: false }, { content: 'I look. ', toolCalls: [call], usage })
  // Google's wire names a call's end like any other's.
  recorded.on({ userMessage: 'total', hasToolResult: true }, { content: 'It is 1.', finishReason: 'stop', usage })
  await recorded.start()
})
afterAll(() => recorded.stop())

const wires: [string, () => LanguageModel][] = [
  ['OpenAI responses', () => createOpenAI({ apiKey: 'k', baseURL: `${recorded.url}/v1` })('gpt-5.2')],
  ['OpenAI chat', () => createOpenAI({ apiKey: 'k', baseURL: `${recorded.url}/v1` }).chat('gpt-4.1')],
  ['Anthropic', () => createAnthropic({ apiKey: 'k', baseURL: `${recorded.url}/v1` })('claude-sonnet-4-5')],
  ['Google', () => createGoogle({ apiKey: 'k', baseURL: `${recorded.url}/v1beta` })('gemini-2.5-flash')],
  [
    'OpenRouter',
    () =>
      createOpenRouter({ apiKey: 'k', baseURL: `${recorded.url}/api/v1`, extraBody: { usage: { include: true } } })(
        'openai/gpt-5.2',
      ),
  ],
]

const tools = [
  {
    name: 'run_python',
    description: 'Runs Python.',
    parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
  },
]

async function turn(model: Model, messages: ModelMessage[]): Promise<ModelPart[]> {
  const parts: ModelPart[] = []
  const signal = new AbortController().signal
  for await (const part of model.stream({ system: 'You analyse.', messages, tools, signal })) parts.push(part)
  return parts
}

describe.each(wires)('%s', (name, languageModel) => {
  test('a call, its result, and an answer', async () => {
    const provider = { name: 'Test', setting: 'TEST_KEY' }
    const model = sdkModel({
      id: 'x/y',
      name: 'y',
      modelId: 'y',
      languageModel: languageModel(),
      provider,
      tools: 'auto',
      vision: true,
    })
    const question: ModelMessage = { role: 'user', text: 'total' }
    const parts = await turn(model, [question])
    const call = parts.find(p => p.type === 'call')?.call
    expect(call).toMatchObject({ name: 'run_python', input: { code: 'print(1)' } })
    expect(parts.at(-1)?.type).toBe('end')
    const answer = await turn(model, [
      question,
      { role: 'assistant', text: 'I look.', calls: call ? [call] : [] },
      { role: 'tool', callId: call?.id ?? '', name: 'run_python', text: '1' },
    ])
    expect(answer.map(p => (p.type === 'text' ? p.text : '')).join('')).toBe('It is 1.')
    const end = answer.at(-1)
    expect(end).toMatchObject({ type: 'end', reason: 'stop', usage: { inputTokens: 11, outputTokens: 5 } })
    if (name === 'OpenRouter') expect(end).toMatchObject({ usage: { costUsd: 0.25 } })
  })
})

describe('a model by its id', () => {
  const settings = { tools: 'auto' as const }
  test.each([
    ['openai/gpt-5.2', 'Set OPENAI_API_KEY'],
    ['openrouter/anthropic/claude-4.5-sonnet', 'Set OPENROUTER_API_KEY'],
    ['anthropic/claude-sonnet-4-5', 'Set ANTHROPIC_API_KEY'],
    ['google/gemini-2.5-flash', 'Set GOOGLE_API_KEY'],
    ['ollama/llama3', 'Set OLLAMA_BASE_URL'],
  ])('%s without its setting', (id, words) => {
    expect(() => resolveModel(id, settings)).toThrow(words)
  })

  test.each(['nobody/x', 'openai', 'openai/', ''])('%j is no model', id => {
    expect(() => resolveModel(id, settings)).toThrow('There is no model')
  })

  test('knows the ones that see, and takes tools away where told', () => {
    const at = { tools: 'off' as const, openrouterApiKey: 'k' }
    expect(resolveModel('openrouter/anthropic/claude-4.5-sonnet', at)).toMatchObject({
      id: 'openrouter/anthropic/claude-4.5-sonnet',
      vision: true,
      tools: false,
    })
    expect(resolveModel('openrouter/qwen/qwen3-coder', at).vision).toBe(false)
  })
})

describe('what can be chosen', () => {
  test('the list of the address, without models that do not chat; nothing when it is away', async () => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ data: [{ id: 'qwen3' }, { id: 'text-embedding-3' }, { id: 'llava' }] }))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const at = { tools: 'auto' as const, openaiBaseUrl: `http://127.0.0.1:${port}/v1` }
    const chosen = (await modelCatalog(at).list()).filter(m => m.id.startsWith('openai/'))
    expect(chosen).toEqual([
      { id: 'openai/qwen3', name: 'qwen3', tools: true, vision: false },
      { id: 'openai/llava', name: 'llava', tools: true, vision: true },
    ])
    server.close()
    server.closeAllConnections()
    expect((await modelCatalog(at).list()).filter(m => m.id.startsWith('openai/'))).toEqual([])
  })

  test('well-known models where there is no list; the built-in analyst always, and last', async () => {
    const models = await modelCatalog({ tools: 'auto', anthropicApiKey: 'k' }).list()
    expect(models.some(m => m.id.startsWith('anthropic/'))).toBe(true)
    expect(models.at(-1)?.id).toBe('builtin/analyst')
    expect(resolveModel('builtin/analyst', { tools: 'auto' }).name).toBe('Built-in analyst')
  })
})
