/**
 * A recorded language model on the OpenAI chat wire. It finds its place by the mark `[play ID]`, which stands in the question and in each
 * piece of code, so that a request that shows broken code alone is answered too, and many plays can go on at once.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Turn } from './episodes.ts'

/** What is said when a question of a play is answered: its turns in order, then its answer. */
export type Script = { turns: Turn[]; answer: string }

export type RecordedModel = {
  url: string
  /** From now on a request of this play is answered from here. */
  load(play: string, script: Script): void
  /** How many turns of the script were not asked for. */
  left(play: string): number
  close(): Promise<void>
}

type Request = { tools?: unknown[]; messages: unknown[] }
type Reply = { text: string; code?: string }

export const markOf = (play: string): string => `[play ${play}]`

const CHUNK = 5

async function bodyOf(request: IncomingMessage): Promise<Request> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as Request
}

const pieces = (text: string): string[] => text.match(new RegExp(`[\\s\\S]{1,${CHUNK}}`, 'g')) ?? []

function deltasOf({ text, code }: Reply): object[] {
  const call = (more: object) => ({ tool_calls: [{ index: 0, ...more }] })
  const words = [{ role: 'assistant', content: '' }, ...pieces(text).map(content => ({ content }))]
  if (code === undefined) return words
  return [
    ...words,
    call({ id: `call_${code.length}`, type: 'function', function: { name: 'run_python', arguments: '' } }),
    ...pieces(JSON.stringify({ code })).map(part => call({ function: { arguments: part } })),
  ]
}

function stream(response: ServerResponse, reply: Reply): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  const head = { id: 'recorded', object: 'chat.completion.chunk', created: 0, model: 'recorded' }
  const send = (delta: object, finish_reason: string | null = null) =>
    response.write(`data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`)
  for (const delta of deltasOf(reply)) send(delta)
  send({}, reply.code === undefined ? 'stop' : 'tool_calls')
  response.end('data: [DONE]\n\n')
}

export async function startRecordedModel(): Promise<RecordedModel> {
  const plays = new Map<string, { script: Script; next: number }>()

  function replyTo({ messages, tools = [] }: Request): Reply {
    const marks = [...JSON.stringify(messages).matchAll(/\[play ([\w-]+)\]/g)]
    const play = plays.get(marks.at(-1)?.[1] ?? '')
    if (!play) return { text: 'Nothing was recorded for this.' }
    const turn = play.script.turns[play.next]
    if (!turn) return { text: play.script.answer }
    play.next += 1
    // A focused repair offers no tools: the code itself is the answer.
    return tools.length === 0 ? { text: turn.code } : { text: turn.says, code: turn.code }
  }

  const server = createServer((request, response) => {
    bodyOf(request).then(
      body => stream(response, replyTo(body)),
      () => response.destroy(),
    )
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}/v1`,
    load(play, { turns, answer }) {
      const marked = turns.map(turn => ({ ...turn, code: `# ${markOf(play)}\n${turn.code}` }))
      plays.set(play, { script: { turns: marked, answer }, next: 0 })
    },
    left(play) {
      const at = plays.get(play)
      return at ? at.script.turns.length - at.next : 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
