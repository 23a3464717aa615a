/** A recorded model for tests: a local server that speaks the OpenAI chat wire and answers by script. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ScriptedTurn = {
  text?: string
  reasoning?: string
  /** Code for a call of run_python. */
  code?: string
  /** Other calls; `arguments` goes out as it stands, so that it can be broken. */
  calls?: { name: string; arguments: string }[]
  finish?: string | null
  usage?: { prompt_tokens: number; completion_tokens: number } | null
  /** Breaks off after so many pieces: torn, closed in good order but without an end, or silent for good. */
  cutAfter?: { pieces: number; how: 'torn' | 'closed' | 'silent' }
  /** Another answer than 200. */
  refusal?: { status: number; body?: unknown; headers?: Record<string, string> }
  /** Waits for this before the first piece. */
  hold?: Promise<unknown>
}

/** The body of a request, as far as scripts look at it. */
export type WireRequest = {
  model: string
  messages: { role: string; content: unknown; tool_calls?: unknown[] }[]
  tools?: unknown[]
  temperature?: number
}

export type ScriptedServer = {
  /** For OPENAI_BASE_URL. */
  url: string
  requests: WireRequest[]
  close(): Promise<void>
}

/** Answers request n with turn n, or by a function of the request; and who asks for its models with `models`. */
export async function scriptedServer(
  script: ScriptedTurn[] | ((request: WireRequest, index: number) => ScriptedTurn),
  models: string[] = ['scripted'],
): Promise<ScriptedServer> {
  const requests: WireRequest[] = []
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = JSON.parse(await bodyOf(incoming)) as WireRequest
    const index = requests.push(request) - 1
    const turn = typeof script === 'function' ? script(request, index) : (script[index] ?? { text: 'Done.' })
    await turn.hold
    if (turn.refusal) return refuse(outgoing, turn.refusal)
    stream(outgoing, turn)
  }
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'GET') return void outgoing.end(JSON.stringify({ data: models.map(id => ({ id })) }))
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function refuse(outgoing: ServerResponse, { status, body, headers }: NonNullable<ScriptedTurn['refusal']>): void {
  outgoing.writeHead(status, { 'content-type': 'application/json', ...headers })
  outgoing.end(JSON.stringify(body ?? { error: { message: `status ${status}` } }))
}

function stream(outgoing: ServerResponse, turn: ScriptedTurn): void {
  outgoing.writeHead(200, { 'content-type': 'text/event-stream' })
  const pieces = piecesOf(turn)
  const { cutAfter } = turn
  for (const piece of cutAfter ? pieces.slice(0, cutAfter.pieces) : pieces) {
    outgoing.write(
      `data: ${JSON.stringify({ id: 'scripted', object: 'chat.completion.chunk', created: 0, model: 'scripted', ...piece })}\n\n`,
    )
  }
  if (cutAfter?.how === 'torn') setImmediate(() => outgoing.destroy())
  else if (cutAfter?.how !== 'silent') outgoing.end(cutAfter ? '' : 'data: [DONE]\n\n')
}

function piecesOf(turn: ScriptedTurn): object[] {
  const calls = [
    ...(turn.code === undefined ? [] : [{ name: 'run_python', arguments: JSON.stringify({ code: turn.code }) }]),
    ...(turn.calls ?? []),
  ]
  const delta = (content: object, finish: string | null = null): object => ({
    choices: [{ index: 0, delta: content, finish_reason: finish }],
  })
  const words = (text: string): string[] => text.match(/\S+\s*|\s+/g) ?? []
  const finish = turn.finish === undefined ? (calls.length > 0 ? 'tool_calls' : 'stop') : turn.finish
  const usage = turn.usage === undefined ? { prompt_tokens: 100, completion_tokens: 20 } : turn.usage
  return [
    delta({ role: 'assistant', content: '' }),
    ...words(turn.reasoning ?? '').map(reasoning_content => delta({ reasoning_content })),
    ...words(turn.text ?? '').map(content => delta({ content })),
    ...calls.flatMap((call, index) => [
      delta({
        tool_calls: [{ index, id: `call_${index}`, type: 'function', function: { name: call.name, arguments: '' } }],
      }),
      ...(call.arguments.match(/[\s\S]{1,7}/g) ?? []).map(part =>
        delta({ tool_calls: [{ index, function: { arguments: part } }] }),
      ),
    ]),
    delta({}, finish),
    ...(usage
      ? [{ choices: [], usage: { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens } }]
      : []),
  ]
}
