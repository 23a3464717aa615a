import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rawRequest } from './testing/raw-request.ts'
import { testServer, type TestServer } from './testing/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

type Refused = { error: { code: string; message: string } }

/** fetch sets Host and Origin by itself; this says what it is told. */
const raw = (path: string, headers: Record<string, string>, method = 'GET') =>
  rawRequest(server.url, path, { headers, method })

describe('without a log-in', () => {
  const port = () => new URL(server.url).port
  it.each([
    ['a name pointed at this machine', { host: 'evil.example' }],
    ['a name that begins like this machine', { host: '127.0.0.1.evil.example' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a sandboxed page', { origin: 'null' }],
    ['a picture in a page of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('%s is kept out', async (_who, headers: Record<string, string>) => {
    const answer = await raw('/api/v1/sessions', { host: `127.0.0.1:${port()}`, ...headers }, 'POST')
    expect(answer.status).toBe(403)
    expect((JSON.parse(answer.body) as Refused).error.code).toBe('forbidden')
  })

  it.each([
    ['this machine by name', () => ({ host: `localhost:${port()}` })],
    ['its own page', () => ({ origin: server.url, 'sec-fetch-site': 'same-origin' })],
    ['a link followed from elsewhere', () => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })],
  ])('%s is let in', async (_who, headers) => {
    expect((await raw('/api/v1/sessions', { host: `127.0.0.1:${port()}`, ...headers() })).status).toBe(200)
  })
})

describe('what is not understood is refused in a sentence', () => {
  const post = (body: string, type: string) =>
    server.call<Refused>('POST', '/sessions', { body, headers: { 'content-type': type } })

  it('broken JSON', async () => {
    const { status, body } = await post('{"title":', 'application/json')
    expect(status).toBe(400)
    expect(body.error.message).toBe('The body is not valid JSON: mend it and send it again.')
  })
  it('another type of body', async () => {
    const { status, body } = await post('<a/>', 'application/xml')
    expect(status).toBe(415)
    expect(body.error).toMatchObject({ code: 'unsupported_type' })
  })
  it('a body that is too large', async () => {
    const { status, body } = await post(JSON.stringify({ title: 'x'.repeat(2_000_000) }), 'application/json')
    expect(status).toBe(413)
    expect(body.error).toMatchObject({ code: 'too_large' })
  })
  it('an address that is not there', async () => {
    const { status, body } = await server.call<Refused>('GET', '/nothing?signature=secret')
    expect(status).toBe(404)
    expect(body.error).toEqual({
      code: 'not_found',
      message: 'There is nothing at /api/v1/nothing: /docs tells what there is.',
    })
  })
  it('an address that is no address', async () => {
    expect((await raw('/api/v1/sessions/%E0%A4%A', { host: 'localhost' })).status).toBe(400)
  })
})

it('a fault of ours says nothing but an id', async () => {
  const { engine } = server.services
  const report = await engine.report()
  engine.report = () => Promise.reject(new Error('password=hunter2'))
  const { status, text } = await server.call('GET', '/capabilities')
  engine.report = () => Promise.resolve(report)
  expect(status).toBe(500)
  expect(text).not.toContain('hunter2')
  expect((JSON.parse(text) as Refused).error.message).toMatch(/report error [0-9a-f-]{36}\.$/)
})

describe('the installation', () => {
  it('says what it can do', async () => {
    const { body } = await server.call('GET', '/capabilities')
    expect(body).toMatchObject({
      version: '0.1.0',
      auth: 'off',
      maxUpload: 2 ** 31,
      sandbox: { engine: 'bubblewrap', level: 'L2' },
      storage: { database: 'pglite', queue: 'database', blobs: 'folder' },
    })
    expect((body as { packages: { name: string }[] }).packages.map(item => item.name)).toContain('pandas')
    const models = await server.call<{ default: string; items: { id: string }[] }>('GET', '/models')
    expect(models.body.items.map(item => item.id)).toContain(models.body.default)
    expect((await server.call('GET', '/auth/me')).body).toEqual({
      id: 'local',
      email: null,
      name: 'You',
      role: 'admin',
    })
  })

  it('is alive and ready', async () => {
    expect((await server.call('GET', `${server.url}/healthz`)).body).toEqual({ status: 'ok' })
    const { status, body } = await server.call('GET', `${server.url}/readyz`)
    expect(status).toBe(200)
    expect(body).toEqual({ status: 'ready', checks: { database: true, files: true, queue: true, sandbox: true } })
  })

  it('is not ready while something does not answer, names it, and is well again when it does', async () => {
    const { services } = server
    const ready = async () => {
      const { status, body } = await server.call<{ status: string; checks: Record<string, boolean> }>(
        'GET',
        `${server.url}/readyz`,
      )
      const failing = Object.entries(body.checks).filter(([, answers]) => !answers)
      return [status, body.status, ...failing.map(([name]) => name)]
    }
    const away = () => Promise.reject(new Error('away: password=hunter2'))
    expect(await ready()).toEqual([200, 'ready'])
    const parts = [
      ['files', vi.spyOn(services.blobs, 'check')],
      ['queue', vi.spyOn(services.queue, 'check')],
      ['database', vi.spyOn(services.db, 'execute')],
    ] as const
    for (const [name, spy] of parts) {
      spy.mockImplementation(away as never)
      expect(await ready()).toEqual([503, 'not ready', name])
      spy.mockRestore()
    }
    const report = await services.engine.report()
    const broken = { name: 'fork-server', ok: false, detail: 'It does not start.' }
    const spy = vi.spyOn(services.engine, 'report').mockResolvedValue({ ...report, checks: [...report.checks, broken] })
    expect(await ready()).toEqual([503, 'not ready', 'sandbox'])
    spy.mockRejectedValue(new Error('It is gone.'))
    expect(await ready()).toEqual([503, 'not ready', 'sandbox'])
    spy.mockRestore()
    expect(await ready()).toEqual([200, 'ready'])
    expect((await server.call('GET', `${server.url}/healthz`)).status).toBe(200)
  })

  it('describes itself, and no page of it names another host', async () => {
    const { body } = await server.call<{ openapi: string; paths: object }>('GET', '/openapi.json')
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toContain('/api/v1/runs/{id}/events')
    const page = await fetch(`${server.url}/docs/`)
    expect(page.status).toBe(200)
    const text = await page.text()
    expect(text).not.toMatch(/(src|href)="(https?:)?\/\//)
    const script = /src="(\.\/[^"]*swagger-ui-bundle[^"]*)"/.exec(text)?.[1] ?? ''
    expect((await fetch(new URL(script, `${server.url}/docs/`))).status).toBe(200)
  })

  it('sends its pages with a strict policy', async () => {
    const { headers } = await server.call('GET', `${server.url}/healthz`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'self'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'")
    expect(policy).not.toMatch(/https?:/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('strict-transport-security')).toBeNull()
  })
})
