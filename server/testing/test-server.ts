/** The whole server in this process, on embedded storage and the real sandbox, spoken to over HTTP as any client does. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import { pino, type DestinationStream } from 'pino'
import { readSettings } from '../env.ts'
import { openLogger } from '../open-logger.ts'
import { startServer } from '../start-server.ts'
import type { Services } from '../services.ts'

export type Answer<Body = unknown> = { status: number; headers: Headers; body: Body; text: string }

export type Client = {
  url: string
  /** Any request; a plain object goes out as JSON. `path` is below /api/v1 unless it begins with the address. */
  call: <Body = Record<string, unknown>>(
    method: string,
    path: string,
    more?: { body?: unknown; headers?: Record<string, string> },
  ) => Promise<Answer<Body>>
  newSession: (fields?: Record<string, unknown>) => Promise<string>
  upload: (
    sessionId: string,
    ...files: { name: string; content: string | Uint8Array<ArrayBuffer> }[]
  ) => Promise<Answer<{ files: Artifact[] }>>
  ask: (sessionId: string, question: string) => Promise<string>
  /** Every event to the end of the run. */
  events: (runId: string, lastEventId?: number) => Promise<LoggedEvent[]>
}

export function clientOf(url: string): Client {
  const base = `${url}/api/v1`
  const call: Client['call'] = async (method, path, { body, headers = {} } = {}) => {
    const raw = body instanceof FormData || typeof body === 'string' || body === undefined
    const response = await fetch(path.startsWith('http') ? path : base + path, {
      method,
      headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers },
      body: raw ? body : JSON.stringify(body),
    })
    const text = await response.text()
    const json = response.headers.get('content-type')?.startsWith('application/json') && text !== ''
    return { status: response.status, headers: response.headers, text, body: (json ? JSON.parse(text) : null) as never }
  }
  return {
    url,
    call,
    newSession: async fields => (await call<{ id: string }>('POST', '/sessions', { body: fields ?? {} })).body.id,
    upload(sessionId, ...files) {
      const form = new FormData()
      for (const { name, content } of files) form.append('file', new Blob([content]), name)
      return call('POST', `/sessions/${sessionId}/files`, { body: form })
    },
    async ask(sessionId, question) {
      const { body, status, text } = await call<{ runId: string }>('POST', `/sessions/${sessionId}/query`, {
        body: { question },
      })
      if (status !== 202) throw new Error(`query: ${status} ${text}`)
      return body.runId
    },
    events: (runId, lastEventId = 0) => readEvents(`${base}/runs/${runId}/events`, lastEventId),
  }
}

/** Parses a stream of events as a browser does, to its end. */
async function readEvents(url: string, lastEventId: number): Promise<LoggedEvent[]> {
  const headers = { accept: 'text/event-stream', ...(lastEventId > 0 && { 'last-event-id': String(lastEventId) }) }
  return framesOf(await (await fetch(url, { headers })).text())
}

export function framesOf(text: string): LoggedEvent[] {
  return text
    .split('\n\n')
    .filter(frame => frame.startsWith('id:'))
    .map(frame => {
      const [, id, event, data] = /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/s.exec(frame) ?? []
      return { id: Number(id), event, data: JSON.parse(data ?? 'null') as unknown } as LoggedEvent
    })
}

export type TestServer = Client & { services: Services; dataDir: string; close: () => Promise<void> }

/** `log` is given each line that is logged. */
export async function testServer(
  environment: Record<string, string> = {},
  log?: DestinationStream,
): Promise<TestServer> {
  const dataDir = environment.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'codingagent-server-')))
  const settings = readSettings({ AUTH: 'off', PORT: '0', DATA_DIR: dataDir, ...environment })
  const quiet = pino({ level: process.env.TEST_LOG_LEVEL ?? 'silent' })
  const server = await startServer(settings, log ? openLogger('trace', log) : quiet)
  return {
    ...clientOf(server.address ?? ''),
    services: server.services,
    dataDir,
    async close() {
      await server.close()
      if (environment.DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
