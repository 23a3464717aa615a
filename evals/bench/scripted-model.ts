/** A model on the OpenAI chat wire that answers at once: the code stands in the question, between two marks. */
import { createServer, type IncomingMessage } from 'node:http'

export type ScriptedModel = {
  url: string
  /** When it was done with saying its last call of a tool, by `performance.now()`. */
  calledAt(): number
  /** Milliseconds from that request's arrival to its last byte: the model's own time. */
  ownTime(): number
  close(): Promise<void>
}

type Message = { role: string; content?: unknown }

const MARK = /<<<([\s\S]*)>>>/

async function bodyOf(request: IncomingMessage): Promise<{ messages: Message[] }> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as { messages: Message[] }
}

function textOf({ content }: Message): string {
  if (typeof content === 'string') return content
  return Array.isArray(content) ? content.map((part: { text?: string }) => part.text ?? '').join('') : ''
}

/** The last question's code, until its result has come back. */
function nextCall(messages: Message[]): string | null {
  const last = messages.at(-1)
  return last?.role === 'user' ? (MARK.exec(textOf(last))?.[1] ?? null) : null
}

function chunks(code: string | null): object[] {
  const chunk = (delta: object, finish_reason: string | null = null) => ({
    id: 'scripted',
    object: 'chat.completion.chunk',
    created: 0,
    model: 'scripted',
    choices: [{ index: 0, delta, finish_reason }],
  })
  if (code === null) return [chunk({ role: 'assistant', content: 'Done.' }), chunk({}, 'stop')]
  const call = {
    index: 0,
    id: 'call_1',
    type: 'function',
    function: { name: 'run_python', arguments: JSON.stringify({ code }) },
  }
  return [chunk({ role: 'assistant', content: '', tool_calls: [call] }), chunk({}, 'tool_calls')]
}

export async function startScriptedModel(): Promise<ScriptedModel> {
  let calledAt = Number.NaN
  let ownTime = Number.NaN
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'scripted', object: 'model' }] }))
      return
    }
    const arrived = performance.now()
    const { messages } = await bodyOf(request)
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const code = nextCall(messages)
    for (const part of chunks(code)) response.write(`data: ${JSON.stringify(part)}\n\n`)
    response.end('data: [DONE]\n\n')
    if (code === null) return
    calledAt = performance.now()
    ownTime = calledAt - arrived
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    calledAt: () => calledAt,
    ownTime: () => ownTime,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

/** The settings that make the product ask this model. */
export const settingsFor = (model: ScriptedModel) => ({
  MODEL: 'openai/scripted',
  OPENAI_BASE_URL: model.url,
  OPENAI_API_KEY: 'none',
})

/** A question whose answer is to run this code. */
export const questionFor = (code: string) => `Run this. <<<${code}>>>`
