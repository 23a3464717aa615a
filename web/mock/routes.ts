/** The API of contract.md as far as the screen needs it, on the world's memory. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { fileContent, profileOf, tablePage } from './contents.ts'
import { Faults, type Fault } from './faults.ts'
import { pause, World, type MockRun } from './world.ts'

let world = new World()
const faults = new Faults()

type Request = {
  method: string
  parts: string[]
  query: URLSearchParams
  incoming: IncomingMessage
  response: ServerResponse
}
type Route = (request: Request) => Promise<void> | void

const send = (response: ServerResponse, status: number, body?: unknown) => {
  response.statusCode = status
  if (body === undefined) return void response.end()
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(body))
}
const refuse = (response: ServerResponse, status: number, [code, message]: [string, string]) =>
  send(response, status, { error: { code, message } })

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of incoming) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}
const jsonOf = async (incoming: IncomingMessage) =>
  JSON.parse((await bodyOf(incoming)).toString() || '{}') as Record<string, never>

const page = <Item>(items: Item[]) => ({ items, nextCursor: null })

const sessions: Route = async ({ method, query, incoming, response }) => {
  if (method === 'POST') return send(response, 201, world.newSession(await jsonOf(incoming)))
  const q = (query.get('q') ?? '').toLowerCase()
  const found = world.sessions
    .filter(s => s.archived === (query.get('archived') === 'true') && s.title.toLowerCase().includes(q))
    .sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.updatedAt.localeCompare(a.updatedAt))
  const from = Number(query.get('cursor') ?? 0)
  const next = from + world.pageSize
  send(response, 200, { items: found.slice(from, next), nextCursor: next < found.length ? String(next) : null })
}

const session: Route = async ({ method, parts, incoming, response }) => {
  const found = world.sessions.find(s => s.id === parts[1])
  if (!found) return refuse(response, 404, ['not_found', 'There is no such session.'])
  if (method === 'DELETE') {
    world.sessions = world.sessions.filter(s => s !== found)
    return send(response, 204)
  }
  if (method === 'PATCH') Object.assign(found, await jsonOf(incoming))
  send(response, 200, found)
}

const files: Route = async ({ method, parts, incoming, response }) => {
  const sessionId = parts[1] ?? ''
  if (method === 'GET')
    return send(response, 200, {
      files: [...world.files.values()].filter(f => f.sessionId === sessionId).map(f => ({ ...f, type: f.mime })),
    })
  const body = await bodyOf(incoming)
  // Browsers send the name's bytes as UTF-8.
  const name = /filename="([^"]*)"/.exec(body.subarray(0, 2_000).toString())?.[1] ?? 'file'
  if (/\.exe$/i.test(name))
    return refuse(response, 415, [
      'unsupported_type',
      'Programs are not accepted. Add a table, a document or an image.',
    ])
  if (/slow/.test(name)) await pause(1_500)
  send(response, 201, { files: [world.addFile(sessionId, name, body.length)] })
}

const query: Route = async ({ parts, incoming, response }) => {
  const { question } = await jsonOf(incoming)
  if (/refuse/.test(String(question)))
    return refuse(response, 429, [
      'quota_reached',
      'The limit of questions for today is reached. It starts anew at midnight.',
    ])
  const key = incoming.headers['idempotency-key']
  send(response, 202, { runId: world.askOnce(parts[1] ?? '', { question: String(question), key }).state.id })
}

const runs: Route = ({ parts, response }) =>
  send(response, 200, page([...world.runs.values()].map(r => r.state).filter(r => r.sessionId === parts[1])))

async function events({ incoming, response }: Request, run: MockRun): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.flushHeaders()
  let sent = Number(incoming.headers['last-event-id'] ?? 0)
  let here = 0
  while (!response.destroyed) {
    for (; sent < run.log.length; sent++) {
      const { id, event, data } = run.log[sent] as MockRun['log'][number]
      response.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      if (event === 'done') return void response.end()
      if (++here < world.cutAfter) continue
      // What was written must have left, or the reader never gets on.
      await pause(15)
      return void response.destroy()
    }
    await new Promise<void>(resolve => {
      const go = () => {
        run.grew.off('event', go)
        response.off('close', go)
        resolve()
      }
      run.grew.on('event', go)
      response.on('close', go)
    })
  }
}

const run: Route = async request => {
  const { parts, incoming, response } = request
  const found = world.runs.get(parts[1] ?? '')
  if (!found) return refuse(response, 404, ['not_found', 'There is no such run.'])
  switch (parts[2]) {
    case 'events':
      return events(request, found)
    case 'cancel':
      found.cancelled = true
      return send(response, 202, found.state)
    case 'messages': {
      const question = String((await jsonOf(incoming))['text'])
      const key = incoming.headers['idempotency-key']
      return send(response, 202, { runId: world.askOnce(found.state.sessionId, { question, key }).state.id })
    }
    default:
      return send(response, 200, found.state)
  }
}

const artifact: Route = ({ method, parts, query: asked, response }) => {
  const found = world.files.get(parts[1] ?? '')
  if (!found) return refuse(response, 404, ['not_found', 'There is no such file.'])
  if (method === 'DELETE') {
    world.files.delete(found.id)
    return send(response, 204)
  }
  if (parts[2] === 'profile') return send(response, 200, profileOf(found.name))
  if (parts[2] === 'rows')
    return send(response, 200, tablePage(Number(asked.get('offset') ?? 0), Number(asked.get('limit') ?? 100)))
  send(response, 200, found)
}

const file: Route = ({ parts, response }) => {
  const { type, body } = fileContent(parts[1] ?? '')
  response.setHeader('content-type', type)
  response.end(body)
}

const variables: Route = ({ response }) =>
  send(response, 200, {
    items:
      world.runs.size === 0 || world.restarted
        ? []
        : [
            {
              name: 'sales',
              type: 'DataFrame',
              shape: [12480, 9],
              bytes: 898_688,
              preview: '        date region  revenue\n0 2025-01-01  North   12.50',
            },
            { name: 'monthly', type: 'Series', shape: [12], bytes: 192, preview: '2025-01-31    3558210.0' },
            { name: 'growth', type: 'float', preview: '0.1803' },
          ],
    lost: world.lost,
  })

const restart: Route = ({ response }) => {
  world.restarted = true
  send(response, 204)
}

const models: Route = ({ response }) =>
  send(response, 200, {
    default: world.models ? 'openai/gpt-5.2' : 'builtin/analyst',
    items: [
      { id: 'builtin/analyst', name: 'Built-in analyst', tools: true, vision: false },
      ...(world.models
        ? [
            { id: 'openai/gpt-5.2', name: 'GPT-5.2', tools: true, vision: true },
            { id: 'anthropic/claude-4.5-sonnet', name: 'Claude 4.5 Sonnet', tools: true, vision: true },
          ]
        : []),
    ],
  })

const capabilities: Route = ({ response }) =>
  send(response, 200, {
    version: '0.1.0',
    sandbox: { engine: 'mock', level: 'none', why: 'a mock runs nothing' },
    packages: [],
    maxUpload: 5_000_000,
    auth: 'off',
    storage: { database: 'memory', queue: 'memory', blobs: 'memory' },
  })

const table: [RegExp, Route][] = [
  [/^sessions$/, sessions],
  [/^sessions\/[^/]+$/, session],
  [/^sessions\/[^/]+\/files$/, files],
  [/^sessions\/[^/]+\/query$/, query],
  [/^sessions\/[^/]+\/runs$/, runs],
  [/^sessions\/[^/]+\/variables$/, variables],
  [/^sessions\/[^/]+\/kernel\/restart$/, restart],
  [/^runs\//, run],
  [/^artifacts\//, artifact],
  [/^files\//, file],
  [/^models$/, models],
  [/^capabilities$/, capabilities],
]

/** Answers one request below /api/v1; POST /api/v1/mock makes the world anew as its body wishes, and …/mock/faults breaks it, or tells what it holds. */
export async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = new URL(incoming.url ?? '/', 'http://mock')
  const path = address.pathname.replace(/^\/api\/v1\//, '').replace(/^\//, '')
  const method = incoming.method ?? 'GET'
  if (path === 'mock/faults') {
    if (method === 'GET') return send(response, 200, faults.seen)
    faults.set((await jsonOf(incoming)) as unknown as Fault[])
    return send(response, 204)
  }
  if (path === 'mock') {
    faults.set([])
    // Nothing of the old world may go on working.
    for (const old of world.runs.values()) old.cancelled = true
    world = new World(await jsonOf(incoming))
    return send(response, 200, { sessions: world.sessions.map(s => s.id) })
  }
  if (await faults.answered(`${method} ${path}`, response)) return
  const route = table.find(([shape]) => shape.test(path))?.[1]
  if (!route) return refuse(response, 404, ['not_found', 'There is nothing here.'])
  await route({
    method,
    parts: path.split('/').map(decodeURIComponent),
    query: address.searchParams,
    incoming,
    response,
  })
}
