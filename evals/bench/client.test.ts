/** The person at the API, against a server that cuts its stream at the most awkward places. */
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { clientOf, type Client } from './client.ts'

type Seen = { method: string; path: string; headers: NodeJS.Dict<string | string[]>; body: string }

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

async function serverThat(answer: (seen: Seen, response: ServerResponse) => unknown) {
  const seen: Seen[] = []
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const part of request) body += part
    const one = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
    seen.push(one)
    await answer(one, response)
  })
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { client: clientOf(address), seen }
}

async function follow(client: Client, after?: number) {
  const events: unknown[] = []
  for await (const { at, ...event } of client.follow('r1', after)) {
    expect(at).toBeGreaterThan(0)
    events.push(event)
  }
  return events
}

const frame = (id: number, event: string, data: object) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

describe('following a run', () => {
  const stream = `${frame(1, 'text', { text: 'Grüße, 世界 📈' })}: heartbeat\n\n${frame(2, 'done', { status: 'answered' })}`
  const events = [
    { id: 1, event: 'text', data: { text: 'Grüße, 世界 📈' } },
    { id: 2, event: 'done', data: { status: 'answered' } },
  ]

  test.each([1, 2, 3, 7, 1000])('in pieces of %i bytes it reads the same events', async size => {
    const bytes = Buffer.from(stream)
    const { client } = await serverThat(async (_, response) => {
      for (let at = 0; at < bytes.length; at += size) {
        response.write(bytes.subarray(at, at + size))
        await new Promise(done => setImmediate(done))
      }
      response.end()
    })
    expect(await follow(client)).toEqual(events)
  })

  test('an event that was cut off in the middle is none', async () => {
    const { client } = await serverThat((_, response) => response.end(`${stream}id: 3\nevent: text\ndata: {"te`))
    expect(await follow(client)).toEqual(events)
  })

  test('asks for what came after the one it knows, and for all where it knows none', async () => {
    const { client, seen } = await serverThat((_, response) => response.end(stream))
    await follow(client, 17)
    await follow(client)
    expect(seen.map(s => [s.path, s.headers['last-event-id']])).toEqual([
      ['/api/v1/runs/r1/events', '17'],
      ['/api/v1/runs/r1/events', undefined],
    ])
  })

  test('a refusal is told by its status', async () => {
    const { client } = await serverThat((_, response) => response.writeHead(404).end())
    await expect(follow(client)).rejects.toThrow('events: 404')
  })
})

describe('asking', () => {
  test('opens a session, lays a file there and asks', async () => {
    const { client, seen } = await serverThat(({ path }, response) => {
      const answers: Record<string, object> = {
        '/api/v1/sessions': { id: 's1' },
        '/api/v1/sessions/s1/files': { files: [{ id: 'f1' }] },
        '/api/v1/sessions/s1/query': { runId: 'r1' },
      }
      response.end(JSON.stringify(answers[path]))
    })
    expect(await client.session()).toBe('s1')
    expect(await client.upload('s1', 'ä b.csv', new Blob(['x\n1\n']))).toEqual({ id: 'f1' })
    expect(await client.ask('s1', 'How many?')).toBe('r1')
    expect(seen.map(s => s.method)).toEqual(['POST', 'POST', 'POST'])
    expect(seen[1]?.body).toContain('name="file"; filename="ä b.csv"')
    expect(JSON.parse(seen[2]?.body ?? '')).toEqual({ question: 'How many?' })
  })

  test.each([
    [(client: Client) => client.session()],
    [(client: Client) => client.ask('s', 'q')],
    [(client: Client) => client.json('/x')],
    [(client: Client) => client.upload('s', 'a', new Blob(['']))],
  ])('an answer that is none is told with its address, status and words (%#)', async act => {
    const { client } = await serverThat((_, response) => response.writeHead(413).end('too large'))
    await expect(act(client)).rejects.toThrow(/127\.0\.0\.1:\d+\/api\/v1\/.*: 413 too large/)
  })

  test('a file that was taken but not stored is told', async () => {
    const { client } = await serverThat((_, response) => response.end('{"files":[]}'))
    await expect(client.upload('s', 'a.csv', new Blob(['x']))).rejects.toThrow('a.csv was not stored')
  })
})
