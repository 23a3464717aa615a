/** Over the real wire: a model that refuses tools is asked with tools once, not once a run. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { modelCatalog } from './catalog.ts'
import { ModelError } from './model.ts'
import { resolveModel, type ModelSettings } from './providers.ts'
import { scriptedServer, type ScriptedServer, type WireRequest } from './scripted.ts'

const tools = [{ name: 'run_python', description: 'Runs Python.', parameters: { type: 'object', properties: {} } }]
let server: ScriptedServer
/** Models that refuse. */
let refusing: string[]
beforeEach(async () => {
  refusing = ['small']
  server = await scriptedServer(
    (request: WireRequest) =>
      request.tools && refusing.includes(request.model)
        ? { refusal: { status: 400, body: { error: { message: `${request.model} does not support tools` } } } }
        : { text: 'Hello.' },
    ['small', 'large'],
  )
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  vi.useRealTimers()
  await server.close()
})

const at = (setting: ModelSettings['tools'] = 'auto'): ModelSettings => ({ tools: setting, openaiBaseUrl: server.url })

/** One turn of a run: with tools where the model takes them. Gives the fault's code, or null. */
async function ask(name: string, settings = at()): Promise<string | null> {
  const model = resolveModel(`openai/${name}`, settings)
  const request = { system: 's', messages: [{ role: 'user' as const, text: 'q' }], tools: model.tools ? tools : [] }
  try {
    for await (const _ of model.stream({ ...request, signal: new AbortController().signal }));
    return null
  } catch (fault) {
    return fault instanceof ModelError ? fault.code : 'bug'
  }
}

test('the first run finds out, the ones after it know', async () => {
  expect(await ask('small')).toBe('no_tools')
  expect(await ask('small')).toBeNull()
  expect(await ask('small')).toBeNull()
  expect(server.requests.map(r => r.tools !== undefined)).toEqual([true, false, false])
})

test('other models of that server, and the same name elsewhere, keep their tools', async () => {
  await ask('small')
  await ask('large')
  expect(server.requests.at(-1)?.tools).toBeDefined()
  const other = await scriptedServer([{ text: 'Hello.' }])
  expect(resolveModel('openai/small', { tools: 'auto', openaiBaseUrl: other.url }).tools).toBe(true)
  await other.close()
})

test('after an hour it is asked anew: it may have learned them, or not', async () => {
  await ask('small')
  vi.advanceTimersByTime(3_599_000)
  expect(resolveModel('openai/small', at()).tools).toBe(false)
  vi.advanceTimersByTime(2000)
  expect(await ask('small')).toBe('no_tools')
  expect(await ask('small')).toBeNull()
  vi.advanceTimersByTime(3_601_000)
  refusing = []
  expect(await ask('small')).toBeNull()
  expect(server.requests.at(-1)?.tools).toBeDefined()
})

test('MODEL_TOOLS=on and off stand above what is remembered', async () => {
  await ask('small')
  expect(await ask('small', at('on'))).toBe('provider_error')
  expect(resolveModel('openai/large', at('off')).tools).toBe(false)
})

test('another refusal is not taken for it', async () => {
  const strict = await scriptedServer([{ refusal: { status: 400, body: { error: { message: 'bad request' } } } }])
  const settings = { tools: 'auto' as const, openaiBaseUrl: strict.url }
  expect(await ask('small', settings)).toBe('provider_error')
  expect(resolveModel('openai/small', settings).tools).toBe(true)
  await strict.close()
})

test('the list of models says so too', async () => {
  const offered = async () => (await modelCatalog(at()).list()).map(m => [m.id, m.tools])
  const all = [
    ['openai/small', true],
    ['openai/large', true],
    ['builtin/analyst', true],
  ]
  expect(await offered()).toEqual(all)
  await ask('small')
  expect(await offered()).toEqual([['openai/small', false], ...all.slice(1)])
})
