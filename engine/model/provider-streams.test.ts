/** What goes wrong after a provider said yes, on each provider's own wire; and roads that lead to no provider at all. */
import { createServer as createPlainServer, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ModelError, type ModelPart, type ToolDescription } from './model.ts'
import { resolveModel } from './providers.ts'
import { KEY, USAGE, wireNames, wires, wireServer, type WireName, type WireTurn } from './testing/wires.ts'

const waits: number[] = vi.hoisted(() => [])
vi.mock('node:timers/promises', () => ({ setTimeout: async (wait: number) => void waits.push(wait) }))
beforeEach(() => void (waits.length = 0))
afterEach(() => vi.unstubAllGlobals())

const tools: ToolDescription[] = [
  {
    name: 'run_python',
    description: 'Runs Python.',
    parameters: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
  },
]

type Heard = { parts: ModelPart[]; text: string; code: string; message: string }

async function hear(id: string, settings: Parameters<typeof resolveModel>[1]): Promise<Heard> {
  const parts: ModelPart[] = []
  let fault: { code: string; message: string } = { code: 'none', message: '' }
  const request = { system: 's', messages: [{ role: 'user' as const, text: 'q' }], tools }
  try {
    for await (const part of resolveModel(id, settings).stream({ ...request, signal: new AbortController().signal }))
      parts.push(part)
  } catch (thrown) {
    fault = thrown instanceof ModelError ? thrown : { code: 'bug', message: String(thrown) }
    expect(fault.message).not.toMatch(/https?:|127\.0\.0\.1|localhost|\.com\b/)
    expect(fault.message).not.toContain(KEY)
  }
  const text = parts.map(p => (p.type === 'text' ? p.text : '')).join('')
  return { parts, text, code: fault.code, message: fault.message }
}

async function over(name: WireName, script: WireTurn[], more: { silentSeconds?: number } = {}) {
  const server = await wireServer(name, script)
  try {
    const heard = await hear(wires[name].id, { tools: 'auto', ...wires[name].settings(server.url), ...more })
    return { ...heard, asked: server.asked.length }
  } finally {
    await server.close()
  }
}

const ends = (parts: ModelPart[]) => parts.flatMap(p => (p.type === 'end' ? [p] : []))
const used = { inputTokens: USAGE.input, outputTokens: USAGE.output }
const text = 'The total of all the regions is 4,711.'

test('arguments without end are cut, and the model hears why', async () => {
  const endless = { name: 'run_python', arguments: `{"code":"${'#'.repeat(220_000)}` }
  const { parts } = await over('compatible', [{ calls: [endless], after: 'silent' }])
  expect(parts).toMatchObject([
    { type: 'call_started', name: 'run_python' },
    { type: 'bad_call', name: 'run_python', problem: expect.stringContaining('too long') },
  ])
})

describe.each(wireNames)('%s', name => {
  test('an answer comes in pieces, and what it used is said once', async () => {
    const { parts, text: said, asked } = await over(name, [{ text }])
    expect(said).toBe(text)
    expect(parts.filter(p => p.type === 'text').length).toBeGreaterThan(2)
    expect(ends(parts)).toMatchObject([{ reason: 'stop', usage: used }])
    expect(asked).toBe(1)
  })

  test('two calls in one turn keep their order and their ids', async () => {
    const calls = ['print(1)', 'print("zwei")'].map(code => ({
      name: 'run_python',
      arguments: JSON.stringify({ code }),
    }))
    const { parts } = await over(name, [{ text: 'I look.', calls }])
    const called = parts.flatMap(p => (p.type === 'call' ? [p.call] : []))
    expect(called.map(c => c.input)).toEqual([{ code: 'print(1)' }, { code: 'print("zwei")' }])
    expect(new Set(called.map(c => c.id)).size).toBe(2)
    expect(ends(parts)).toMatchObject([{ reason: 'calls', usage: used }])
    const started = parts.findIndex(p => p.type === 'call_started')
    expect(parts.findIndex(p => p.type === 'call')).toBeGreaterThan(started)
  })

  test('arguments that are broken never become a call that could run', async () => {
    const calls = [{ name: 'run_python', arguments: '{"code": "print(' }]
    const { parts } = await over(name, [{ calls }])
    // Two SDKs make something of broken JSON; the loop's own look at the arguments refuses that.
    const runnable = parts.filter(
      p => p.type === 'call' && typeof (p.call.input as { code?: unknown }).code === 'string',
    )
    expect(runnable).toEqual([])
    expect(ends(parts)).toMatchObject([{ usage: used }])
  })

  test('a tool that was never offered is told by its name, with those there are', async () => {
    const { parts } = await over(name, [{ calls: [{ name: 'shell', arguments: '{"cmd":"ls"}' }] }])
    expect(parts.filter(p => p.type === 'call')).toEqual([])
    expect(parts.find(p => p.type === 'bad_call')).toMatchObject({
      name: 'shell',
      problem: expect.stringMatching(/shell.*run_python/),
    })
  })

  test.each(['torn', 'closed'] as const)(
    '%s within an answer: what came stays, nothing is called whole',
    async after => {
      const { text: said, parts, code, message, asked } = await over(name, [{ text, after }])
      expect(text.startsWith(said) && said !== '').toBe(true)
      expect(ends(parts)).toEqual([])
      expect({ code, asked }).toEqual({ code: 'cut_off', asked: 1 })
      expect(message).toMatch(/broke off in the middle of the answer\. Try again\.$/)
    },
  )

  test.each(['torn', 'closed'] as const)('%s before an answer: asked again, and the next one counts', async after => {
    const { text: said, parts, code, asked } = await over(name, [{ after }, { text }])
    expect({ said, code, asked }).toEqual({ said: text, code: 'none', asked: 2 })
    expect(ends(parts)).toMatchObject([{ usage: used }])
    expect(waits).toEqual([500])
  })

  test('never an answer: told after four requests', async () => {
    const { parts, code, message, asked } = await over(name, [{ after: 'closed' }])
    expect({ parts, code, asked }).toEqual({ parts: [], code: 'no_answer', asked: 4 })
    expect(message).toContain('closed the connection without an answer. Try again')
  })

  test('silence before an answer ends in words, and is not waited for again', async () => {
    const { parts, code, message, asked } = await over(name, [{ after: 'silent' }], { silentSeconds: 0.2 })
    expect({ parts, code, asked }).toEqual({ parts: [], code: 'silent', asked: 1 })
    expect(message).toContain('said nothing for 0.2 seconds')
  })

  test('silence within an answer is a cut', async () => {
    const { text: said, code } = await over(name, [{ text, after: 'silent' }], { silentSeconds: 0.2 })
    expect(text.startsWith(said) && said !== '').toBe(true)
    expect(code).toBe('cut_off')
  })

  test('a filter ends the answer in words; what it used is said all the same', async () => {
    for (const begun of [text, '']) {
      const { text: said, parts, code, message, asked } = await over(name, [{ text: begun, finish: 'filter' }])
      expect({ said, code, asked }).toEqual({ said: begun, code: 'filtered', asked: 1 })
      expect(ends(parts)).toMatchObject([{ usage: used }])
      expect(message).toContain('Ask in other words')
    }
  })

  test('the limit of one message is told as such, an empty answer as an end', async () => {
    expect(ends((await over(name, [{ text, finish: 'length' }])).parts)).toMatchObject([
      { reason: 'length', usage: used },
    ])
    expect((await over(name, [{}])).parts).toMatchObject([{ type: 'end', reason: 'stop', usage: used }])
  })

  test('a good answer in the words of something else is none', async () => {
    const { code, asked } = await over(name, [{ refusal: { status: 200, body: { hello: 'world' } } }])
    expect({ code, asked }).toEqual({ code: 'no_answer', asked: 4 })
  })
})

describe('a fault told within a stream', () => {
  const overload: Partial<Record<WireName, object>> = {
    openai: {
      type: 'error',
      sequence_number: 3,
      error: { type: 'server_error', code: 'server_error', message: 'The server is overloaded.', param: null },
    },
    compatible: { error: { message: 'The server is overloaded', type: 'server_error', code: 503 } },
    openrouter: {
      id: 'g',
      error: { code: 502, message: 'Provider disconnected' },
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    },
    anthropic: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ollama: { error: { message: 'an error was encountered while running the model' } },
  }
  const told = Object.entries(overload) as [WireName, object][]

  test.each(told)('%s, before an answer: asked again', async (name, fault) => {
    const { text: said, code, asked } = await over(name, [{ fault }, { text }])
    expect({ said, code, asked }).toEqual({ said: text, code: 'none', asked: 2 })
  })

  test.each(told)('%s, within an answer: a cut', async (name, fault) => {
    const { text: said, code, parts } = await over(name, [{ text, fault }])
    expect(text.startsWith(said) && said !== '').toBe(true)
    expect({ code, ends: ends(parts) }).toEqual({ code: 'cut_off', ends: [] })
  })

  test.each<[WireName, object]>([
    [
      'openai',
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          code: 'insufficient_quota',
          message: 'You exceeded your current quota',
          param: null,
        },
      },
    ],
    ['compatible', { error: { message: 'Insufficient credits', code: 402 } }],
    ['openrouter', { id: 'g', error: { code: 402, message: 'Insufficient credits' } }],
    ['anthropic', { type: 'error', error: { type: 'billing_error', message: 'Your credit balance is too low' } }],
  ])('%s: credit that is spent is told, not asked for again', async (name, fault) => {
    const { code, asked } = await over(name, [{ fault }])
    expect({ code, asked }).toEqual({ code: 'quota_spent', asked: 1 })
  })

  test('Google blocks a question without a candidate', async () => {
    const fault = {
      promptFeedback: { blockReason: 'PROHIBITED_CONTENT' },
      usageMetadata: { promptTokenCount: 7, totalTokenCount: 7 },
    }
    const { code, asked } = await over('google', [{ fault }])
    expect({ code, asked }).toEqual({ code: 'filtered', asked: 1 })
  })
})

describe('a road that leads to no provider', () => {
  const servers: { close(done?: () => void): unknown }[] = []
  afterEach(async () => {
    await Promise.all(servers.splice(0).map(server => new Promise<void>(done => server.close(() => done()))))
  })
  async function portOf(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    servers.push(server)
    return (server.address() as AddressInfo).port
  }
  const at = (address: string) => hear('openai/qwen3', { tools: 'auto', openaiBaseUrl: address, openaiApiKey: KEY })

  test('nobody listens', async () => {
    const server = createTcpServer()
    const port = await portOf(server)
    await new Promise<void>(done => servers.splice(0)[0]?.close(() => done()))
    expect(await at(`http://127.0.0.1:${port}/v1`)).toMatchObject({
      code: 'unreachable',
      message: 'Could not reach the model server. Check the network and OPENAI_BASE_URL, then try again.',
    })
    expect(waits).toEqual([500, 1000, 2000])
    expect((await hear('ollama/llama3', { tools: 'auto', ollamaBaseUrl: `http://127.0.0.1:${port}` })).message).toBe(
      'Could not reach Ollama. Check the network and OLLAMA_BASE_URL, then try again.',
    )
  })

  test('a name that nobody bears', async () => {
    // Longer than a name may be, so that no resolver is asked.
    expect(await at(`http://${'x'.repeat(64)}.test/v1`)).toMatchObject({ code: 'unreachable' })
  })

  test('https, where plain HTTP is spoken', async () => {
    const port = await portOf(createPlainServer((_, response) => response.end()))
    const { code, message } = await at(`https://127.0.0.1:${port}/v1`)
    expect(code).toBe('no_tls')
    expect(message).toContain('whether OPENAI_BASE_URL begins with http or https')
    expect(waits).toEqual([])
  })

  test('http, where TLS is spoken', async () => {
    const alert = Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x0a])
    const port = await portOf(
      createTcpServer(socket => void socket.on('error', () => {}).once('data', () => socket.end(alert))),
    )
    expect(await at(`http://127.0.0.1:${port}/v1`)).toMatchObject({ code: 'no_tls' })
    expect(waits).toEqual([])
  })

  test('a secure server that has no certificate to show', async () => {
    const port = await portOf(createSecureServer((_, response) => response.end()))
    const { code, message } = await at(`https://127.0.0.1:${port}/v1`)
    expect(code).toBe('no_tls')
    expect(message).toContain('Check its certificate')
  })

  test('a line that is dropped without a word', async () => {
    const port = await portOf(
      createTcpServer(socket => void socket.on('error', () => {}).once('data', () => socket.destroy())),
    )
    expect(await at(`http://127.0.0.1:${port}/v1`)).toMatchObject({ code: 'unreachable' })
    expect(waits).toHaveLength(3)
  })
})
