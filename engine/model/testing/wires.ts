/** One scripted server that speaks every provider's own wire, and `fetch` led to it instead of to the providers. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import type { ModelSettings } from '../providers.ts'

export type WireName = 'openai' | 'compatible' | 'openrouter' | 'anthropic' | 'google' | 'ollama'

/** What any wire can say, each in its own words. */
export type WireTurn = {
  text?: string
  /** `arguments` goes out as it stands, so that it can be broken; Google's wire has no text there and takes the JSON of it. */
  calls?: { name: string; arguments: string }[]
  finish?: 'stop' | 'length' | 'filter'
  /** After the text, before any end: the line drops, falls silent, or closes in good order. */
  after?: 'torn' | 'silent' | 'closed'
  /** After the text, before any end: the wire's own words for a fault within a stream. */
  fault?: object
  /** Instead of all that. A string goes out as it stands. */
  refusal?: { status: number; body?: unknown; headers?: Record<string, string> }
}

export const KEY = 'sk-very-secret-4711'
export const USAGE = { input: 100, output: 20 }

type Wire = {
  /** The id of a model of this provider. */
  id: string
  settings: (url: string) => Omit<ModelSettings, 'tools'>
  /** Data of each event up to the end, and the end. */
  body: (turn: WireTurn) => object[]
  end: (turn: WireTurn) => object[]
  /** Said after the last event. */
  last?: string
}

const parts = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? []

const chatBody = ({ text = '', calls = [] }: WireTurn): object[] => {
  const delta = (content: object) => ({
    id: 'c',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'm',
    choices: [{ index: 0, delta: content, finish_reason: null }],
  })
  return [
    delta({ role: 'assistant', content: '' }),
    ...parts(text, 12).map(content => delta({ content })),
    ...calls.flatMap((call, index) => [
      delta({
        tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
      ...parts(call.arguments, 9).map(piece => delta({ tool_calls: [{ index, function: { arguments: piece } }] })),
    ]),
  ]
}
const chatEnd = ({ calls = [], finish = 'stop' }: WireTurn): object[] => {
  const reason = { stop: calls.length > 0 ? 'tool_calls' : 'stop', length: 'length', filter: 'content_filter' }[finish]
  const usage = {
    prompt_tokens: USAGE.input,
    completion_tokens: USAGE.output,
    total_tokens: USAGE.input + USAGE.output,
  }
  const chunk = { id: 'c', object: 'chat.completion.chunk', created: 0, model: 'm' }
  return [
    { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: reason }] },
    { ...chunk, choices: [], usage },
  ]
}

/** The newer wire of OpenAI. */
const responsesBody = ({ text = '', calls = [] }: WireTurn): object[] => [
  { type: 'response.created', response: { id: 'r', created_at: 0, model: 'm' } },
  ...(text
    ? [
        { type: 'response.output_item.added', output_index: 0, item: { type: 'message', id: 'm0' } },
        ...parts(text, 12).map(delta => ({ type: 'response.output_text.delta', item_id: 'm0', delta })),
        { type: 'response.output_item.done', output_index: 0, item: { type: 'message', id: 'm0' } },
      ]
    : []),
  ...calls.flatMap((call, index) => {
    const item = { type: 'function_call', id: `f${index}`, call_id: `call_${index}`, name: call.name }
    const output_index = index + 1
    return [
      { type: 'response.output_item.added', output_index, item: { ...item, arguments: '' } },
      ...parts(call.arguments, 9).map(delta => ({
        type: 'response.function_call_arguments.delta',
        item_id: item.id,
        output_index,
        delta,
      })),
      {
        type: 'response.output_item.done',
        output_index,
        item: { ...item, arguments: call.arguments, status: 'completed' },
      },
    ]
  }),
]
const responsesEnd = ({ finish = 'stop' }: WireTurn): object[] => {
  const reason = { stop: null, length: 'max_output_tokens', filter: 'content_filter' }[finish]
  const usage = { input_tokens: USAGE.input, output_tokens: USAGE.output }
  return [
    {
      type: reason ? 'response.incomplete' : 'response.completed',
      response: { id: 'r', incomplete_details: reason && { reason }, usage },
    },
  ]
}

const anthropicBody = ({ text = '', calls = [] }: WireTurn): object[] => {
  const usage = { input_tokens: USAGE.input, output_tokens: 1 }
  const message = { id: 'a', type: 'message', role: 'assistant', model: 'm', content: [], stop_reason: null, usage }
  return [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    ...parts(text, 12).map(piece => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: piece },
    })),
    { type: 'content_block_stop', index: 0 },
    ...calls.flatMap((call, at) => [
      {
        type: 'content_block_start',
        index: at + 1,
        content_block: { type: 'tool_use', id: `call_${at}`, name: call.name, input: {} },
      },
      ...parts(call.arguments, 9).map(partial_json => ({
        type: 'content_block_delta',
        index: at + 1,
        delta: { type: 'input_json_delta', partial_json },
      })),
      { type: 'content_block_stop', index: at + 1 },
    ]),
  ]
}
const anthropicEnd = ({ calls = [], finish = 'stop' }: WireTurn): object[] => {
  const reason = { stop: calls.length > 0 ? 'tool_use' : 'end_turn', length: 'max_tokens', filter: 'refusal' }[finish]
  return [
    {
      type: 'message_delta',
      delta: { stop_reason: reason, stop_sequence: null },
      usage: { output_tokens: USAGE.output },
    },
    { type: 'message_stop' },
  ]
}

const argumentsOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return { broken: text }
  }
}
const googleBody = ({ text = '', calls = [] }: WireTurn): object[] => [
  ...parts(text, 12).map(piece => ({
    candidates: [{ index: 0, content: { role: 'model', parts: [{ text: piece }] } }],
  })),
  ...calls.map(({ name, arguments: args }) => ({
    candidates: [
      { index: 0, content: { role: 'model', parts: [{ functionCall: { name, args: argumentsOf(args) } }] } },
    ],
  })),
]
const googleEnd = ({ finish = 'stop' }: WireTurn): object[] => [
  {
    candidates: [
      {
        index: 0,
        content: { role: 'model', parts: [{ text: '' }] },
        finishReason: { stop: 'STOP', length: 'MAX_TOKENS', filter: 'SAFETY' }[finish],
      },
    ],
    usageMetadata: {
      promptTokenCount: USAGE.input,
      candidatesTokenCount: USAGE.output,
      totalTokenCount: USAGE.input + USAGE.output,
    },
  },
]

const chat = { body: chatBody, end: chatEnd, last: '[DONE]' }
export const wires: Record<WireName, Wire> = {
  openai: {
    id: 'openai/gpt-5.2',
    settings: () => ({ openaiApiKey: KEY }),
    body: responsesBody,
    end: responsesEnd,
  },
  compatible: {
    id: 'openai/qwen3',
    settings: url => ({ openaiApiKey: KEY, openaiBaseUrl: `${url}/v1` }),
    ...chat,
  },
  openrouter: { id: 'openrouter/qwen/qwen3-coder', settings: () => ({ openrouterApiKey: KEY }), ...chat },
  anthropic: {
    id: 'anthropic/claude-sonnet-4-5',
    settings: () => ({ anthropicApiKey: KEY }),
    body: anthropicBody,
    end: anthropicEnd,
  },
  google: {
    id: 'google/gemini-2.5-flash',
    settings: () => ({ googleApiKey: KEY }),
    body: googleBody,
    end: googleEnd,
  },
  ollama: { id: 'ollama/llama3', settings: url => ({ ollamaBaseUrl: url }), ...chat },
}
export const wireNames = Object.keys(wires) as WireName[]

export type WireServer = {
  url: string
  /** Paths that were asked, with the query. */
  asked: string[]
  /** What was sent there. */
  bodies: string[]
  close(): Promise<void>
}

/** Answers request n with turn n of the script in the words of that wire, further ones with the last turn. */
export async function wireServer(name: WireName, script: WireTurn[]): Promise<WireServer> {
  const asked: string[] = []
  const bodies: string[] = []
  const server = createServer((incoming, outgoing) => {
    let body = ''
    incoming.setEncoding('utf8').on('data', (text: string) => void (body += text))
    incoming.on('end', () => {
      bodies.push(body)
      const turn = script[Math.min(asked.length, script.length - 1)] ?? {}
      asked.push(incoming.url ?? '')
      answer({ outgoing, wire: wires[name] }, turn)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const real = globalThis.fetch
  // The providers' own addresses stand in their settings nowhere; their wires are tried as they are, but here.
  vi.stubGlobal('fetch', (to: string | URL, init?: RequestInit) => {
    const { pathname, search } = new URL(String(to))
    return String(to).startsWith('https://') && name !== 'compatible' && name !== 'ollama'
      ? real(`${url}${pathname}${search}`, init)
      : real(to, init)
  })
  return {
    url,
    asked,
    bodies,
    close: () =>
      new Promise(resolve => {
        vi.unstubAllGlobals()
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

type Exchange = { outgoing: ServerResponse; wire: Wire }

function answer({ outgoing, wire }: Exchange, turn: WireTurn): void {
  if (turn.refusal) {
    const { status, body = '', headers } = turn.refusal
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const type = typeof body === 'string' ? 'text/html' : 'application/json'
    outgoing.writeHead(status, { 'content-type': type, ...headers }).end(text)
    return
  }
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  const say = (event: object | string): void => {
    const data = typeof event === 'string' ? event : JSON.stringify(event)
    const type = typeof event !== 'string' && 'type' in event ? `event: ${String(event.type)}\n` : ''
    outgoing.write(`${type}data: ${data}\n\n`)
  }
  const broken = turn.after !== undefined || turn.fault !== undefined
  for (const event of wire.body(turn)) say(event)
  if (turn.fault) say(turn.fault)
  if (!broken) for (const event of wire.end(turn)) say(event)
  if (!broken && wire.last) say(wire.last)
  if (turn.after === 'torn') setImmediate(() => outgoing.destroy())
  else if (turn.after !== 'silent') outgoing.end()
}
