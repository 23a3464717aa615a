/** Whatever is sent to whichever route, the answer is one of its own or a refusal in a sentence: never 500. */
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { ErrorBody, errorStatus } from '@codingagent/protocol/errors.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawRequest, type RawRequest } from './testing/raw-request.ts'
import { testServer, type TestServer } from './testing/test-server.ts'

type Parameter = { name: string; in: 'path' | 'query' | 'header' }
type Body = { content: Record<string, { schema: Schema }> }
type Schema = { properties?: Record<string, Schema>; anyOf?: Schema[]; $ref?: string }
type Operation = { operationId: string; parameters?: Parameter[]; requestBody?: Body }

const document = JSON.parse(readFileSync(new URL('./openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>
}
/** Of every route, so that a new one is tried too. */
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), ...operation })),
)
type Route = (typeof operations)[number]

/** What stands for a parameter in an address, percent-encoded. */
const values = [
  '%00',
  'a%00b',
  '%ED%A0%80',
  '%C3',
  '%F0%9F%92%A9',
  '..%2F..%2Fetc%2Fpasswd',
  "'%3B%20drop%20table%20runs%3B--",
  '%25',
  '%0D%0Aset-cookie%3A%20a',
  '-1',
  '0',
  '1.5',
  '1e999',
  'NaN',
  'null',
  '2147483648',
  '9007199254740993',
  '9223372036854775808',
  '99999999999999999999999999',
  'true',
  '%5B%5D',
  '%5B%22a%22%5D',
  '%7B%22__proto__%22%3A1%7D',
  '%22%5Cu0000%22',
  '__proto__',
  '%20',
  'x'.repeat(3000),
]
/** What stands for a value in a JSON body. */
const things = [
  null,
  0,
  -1,
  1e300,
  true,
  [],
  {},
  ['a'],
  '',
  '\0',
  'a\0b/c\0d',
  '\ud800',
  'builtin/\0analyst',
  'builtin/\ud800',
  "'; drop table runs; --",
  'x'.repeat(200_000),
]
const bodies: RawRequest[] = [
  ...['', '{', 'null', '[]', '"a"', '{"__proto__":{"a":1}}', `${'['.repeat(50_000)}`, '\ufeff{}', '\0'].map(body => ({
    body,
    headers: { 'content-type': 'application/json' },
  })),
  { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), headers: { 'content-type': 'application/json' } },
  { body: '{}', headers: { 'content-type': 'application/json; charset=utf-16' } },
  { body: '<a/>', headers: { 'content-type': 'application/xml' } },
  { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  { body: 'a', headers: { 'content-type': 'text/plain' } },
  { body: 'a', headers: { 'content-type': 'nonsense' } },
  { body: 'a', headers: { 'content-type': '' } },
  { body: '{}', headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } },
]
const part = (headers: string, content = 'a\n1\n') => `--b\r\n${headers}\r\n\r\n${content}\r\n--b--\r\n`
const file = (name: string) => part(`content-disposition: form-data; name="file"; filename="${name}"`)
const multipart: RawRequest[] = [
  { body: file('a.csv'), headers: { 'content-type': 'multipart/form-data' } },
  { body: file('a.csv'), headers: { 'content-type': 'multipart/form-data; boundary=' } },
  { body: file('a.csv'), headers: { 'content-type': 'multipart/form-data; boundary=other' } },
  ...[
    '',
    '--b',
    '--b--\r\n',
    '--b\r\n\r\n--b--\r\n',
    'no boundary at all',
    part('content-disposition: form-data; name="file"'),
    part('content-disposition: form-data'),
    part('content-disposition: attachment; filename="a.csv"'),
    part(`content-disposition: form-data; name="file"; filename="a.csv"\r\n${'x: y\r\n'.repeat(3000)}x: y`),
    part(`content-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-type: \0`),
    part(`content-disposition: form-data; name="file"; filename="a.csv"\r\ncontent-transfer-encoding: base64`, '%%%'),
    part(`content-disposition: form-data; name="__proto__"; filename="a.csv"`),
    part(`content-disposition: form-data; name="${'n'.repeat(5000)}"; filename="a.csv"`),
    file('a.csv').slice(0, -20),
    file(''),
    file('\0'),
    file('a\0b.csv'),
    file('x'.repeat(70_000)),
    file(`${'deep/'.repeat(2000)}a.csv`),
    file('..'),
    file('\ud800.csv'),
    part(`content-disposition: form-data; name="file"; filename*=UTF-8''%C3%28%00.csv`),
    part(`content-disposition: form-data; name="file"; filename*=utf-16''%ff`),
  ].map(body => ({ body, headers: { 'content-type': 'multipart/form-data; boundary=b' } })),
]

let server: TestServer
/** Ids that are there, so that what is tried gets past "there is no such". */
let ids: Record<string, string>
beforeAll(async () => {
  server = await testServer()
  const session = await server.newSession()
  const { body } = await server.upload(session, { name: 'a.csv', content: 'a,b\n1,x\n2,y\n' })
  const run = await server.ask(session, 'hello')
  await server.events(run)
  ids = { sessions: session, runs: run, artifacts: body.files[0]?.id ?? '', files: body.files[0]?.id ?? '' }
})
afterAll(() => server.close())

function addressOf({ path }: Route, replaced: Record<string, string> = {}): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => replaced[name] ?? ids[path.split('/')[3] ?? ''] ?? 'x')
}

const fieldsOf = (schema?: Schema): Record<string, Schema> =>
  schema?.properties ?? Object.assign({}, ...(schema?.anyOf ?? []).map(fieldsOf))

const failures: string[] = []
/** Notes an answer that is neither the route's own nor a refusal as the contract says. */
async function tried(path: string, asked: RawRequest = {}): Promise<number> {
  const { status, type, body } = await rawRequest(server.url, path, asked)
  const what = `${asked.method} ${path.slice(0, 150)} ${JSON.stringify(asked.headers ?? {})} ${String(asked.body ?? '').slice(0, 80)}`
  if (status < 400) return status
  if (asked.method === 'HEAD' && status < 500) return status
  const refusal = type.startsWith('application/json') ? ErrorBody.safeParse(JSON.parse(body)) : null
  if (!refusal?.success) failures.push(`${what}: ${status} ${body.slice(0, 100)}`)
  else if (status >= 500) failures.push(`${what}: ${status}`)
  else {
    const { code, message } = refusal.data.error
    if (errorStatus[code] !== status) failures.push(`${what}: ${status} is not the status of ${code}`)
    if (!/^[A-Z“].{10,}[.!?…]$/s.test(message)) failures.push(`${what}: “${message}” is no sentence`)
  }
  return status
}
/** Begun together: the agent keeps a few connections busy. */
async function triedAll(asked: [string, RawRequest][]): Promise<number[]> {
  failures.length = 0
  const statuses = await Promise.all(asked.map(([path, how]) => tried(path, how)))
  expect(failures).toEqual([])
  return statuses
}

const byName = operations.map(route => [`${route.method} ${route.path}`, route] as const)
/** Acts that would take away what the others are tried on, once their address is right. */
const ends = new Set(['deleteSession', 'deleteArtifact'])

describe('a hostile address', () => {
  const withParameters = byName.filter(([, { parameters }]) => (parameters?.length ?? 0) > 0)
  it.each(withParameters)('%s', async (_, route) => {
    const asked = (route.parameters ?? []).flatMap(({ name, in: place }) =>
      // What reaches a kernel takes its time.
      (['sort', 'sheet'].includes(name) ? values.slice(0, 8) : values).map((value): [string, RawRequest] =>
        place === 'path'
          ? [addressOf(route, { [name]: value }), { method: route.method }]
          : [`${addressOf(route)}?${name}=${value}`, { method: route.method }],
      ),
    )
    await triedAll(
      asked.filter(([path]) => !ends.has(route.operationId) || !Object.values(ids).some(id => path.endsWith(id))),
    )
  })

  it('says the same parameter twice, or as a list', async () => {
    await triedAll(
      operations.flatMap(route =>
        (route.parameters ?? [])
          .filter(({ in: place }) => place === 'query')
          .flatMap(({ name }) =>
            [`${name}=1&${name}=2`, `${name}[]=1`, `${name}[a]=1`].map((query): [string, RawRequest] => [
              `${addressOf(route)}?${query}`,
              { method: route.method },
            ]),
          ),
      ),
    )
  })

  it('asks for what no route has', async () => {
    const paths = ['//', '/%', '/api/v1/%c0%ae', '/api/v1/../../etc/passwd', `/api/v1/${'a/'.repeat(3000)}`, '/\0', '*']
    await triedAll(
      paths.filter(path => path !== '/\0').map(path => [path, { headers: { accept: 'application/json' } }]),
    )
    const methods = ['PUT', 'OPTIONS', 'TRACE', 'SEARCH', 'PATCH']
    await triedAll(methods.map(method => ['/api/v1/sessions', { method }]))
  })
})

describe('a hostile header', () => {
  it.each(['0', '-1', '1.5', '1e3', '0x10', ' ', 'abc', '2147483648', '9007199254740993', '9'.repeat(400)])(
    'Last-Event-ID: %s',
    async id => {
      const [status] = await triedAll([
        [`/api/v1/runs/${ids.runs}/events`, { headers: { 'last-event-id': id, accept: 'text/event-stream' } }],
      ])
      expect(status).toBe(/^\s*0?$/.test(id) ? 200 : 400)
    },
  )

  it.each(['bytes=-', 'bytes=99999999999999999999-', 'bytes=0-99999999999999999999999', 'bytes=5-1', 'x'])(
    'Range: %s',
    async range => {
      const { body } = await server.call<{ viewUrl: string }>('GET', `/artifacts/${ids.artifacts}`)
      await triedAll([
        [body.viewUrl, { headers: { range } }],
        [body.viewUrl, { headers: { range }, method: 'HEAD' }],
      ])
    },
  )

  it('that is longer than any', async () => {
    const headers = { range: `bytes=${'0-1,'.repeat(5000)}` }
    expect(await triedAll([['/api/v1/sessions', { headers }]])).toEqual([431])
  })

  it.each([
    ['is no HTTP', 'GET / HTTP/9\r\nhost x\r\n\r\n', 'bad_request'],
    ['names a second host', 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nHost: evil.example\r\n\r\n', 'bad_request'],
    ['names its host twice', 'GET /nowhere HTTP/1.1\r\nhost: localhost\r\nhost: localhost\r\n\r\n', 'bad_request'],
    ['expects the unheard of', 'GET /healthz HTTP/1.1\r\nhost: localhost\r\nexpect: a\r\n\r\n', 'expectation_failed'],
  ] as const)('that %s', async (_, said, code) => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.end(said)
    const answer = await text(socket)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${errorStatus[code]} `))
    const { error } = ErrorBody.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''))
    expect(error).toMatchObject({ code, message: expect.stringMatching(/^[A-Z].{10,}\.$/) })
  })
})

describe('a hostile body', () => {
  const takesBody = byName.filter(([, { method, operationId }]) => method !== 'GET' && !ends.has(operationId))
  it.each(takesBody)('%s', async (_, route) => {
    const { method } = route
    const statuses = await triedAll(
      [...bodies, ...multipart].map((body): [string, RawRequest] => [addressOf(route), { ...body, method }]),
    )
    if (route.requestBody) expect(statuses.filter(status => status >= 400).length).toBeGreaterThan(5)
  })

  const takesJson = byName.filter(([, { requestBody }]) => requestBody?.content['application/json'])
  it.each(takesJson)('%s with a field of another kind', async (_, route) => {
    const headers = { 'content-type': 'application/json' }
    const fields = Object.keys(fieldsOf(route.requestBody?.content['application/json']?.schema))
    expect(fields.length).toBeGreaterThan(0)
    await triedAll(
      fields.flatMap(field =>
        things.map((thing): [string, RawRequest] => [
          addressOf(route),
          { method: route.method, headers, body: JSON.stringify({ [field]: thing }) },
        ]),
      ),
    )
  })
})

it('after all of it the server answers as before', async () => {
  const { status, body } = await server.call('GET', `/artifacts/${ids.artifacts}/rows`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  })
})
