import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scriptedServer } from '@codingagent/engine/model/scripted.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { failedStart, startProcess } from './testing/server-process.ts'
import { clientOf } from './testing/test-server.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'codingagent-main-'))
  folders.push(folder)
  chmodSync(folder, 0o711)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('a start that cannot be', () => {
  it('says which setting is wrong', async () => {
    const { code, said } = await failedStart({ PORT: 'none' })
    expect(code).toBe(1)
    expect(said).toBe('CodingAgent does not start.\nPORT must be a whole number from 0 to 65535.\n')
  })
  it('refuses an address that others reach', async () => {
    expect((await failedStart({ HOST: '0.0.0.0' })).said).toContain('AUTH=off lets anyone who reaches HOST=0.0.0.0 in.')
  })
  it('refuses a folder that cannot be written', async () => {
    const file = join(newFolder(), 'file')
    writeFileSync(file, '')
    const { code, said } = await failedStart({ DATA_DIR: join(file, 'data') })
    expect(code).toBe(1)
    expect(said).toContain('cannot be written (ENOTDIR): choose a folder that this user may write.')
  })
  it('says that the port is taken', async () => {
    const holder = createServer()
    await new Promise<void>(resolve => holder.listen(0, '127.0.0.1', resolve))
    const port = String((holder.address() as AddressInfo).port)
    const data = newFolder()
    const { code, said } = await failedStart({ PORT: port, DATA_DIR: data })
    holder.close()
    expect(code).toBe(1)
    expect(said).toContain('another program has this port')
    // It is said at once: nothing was begun, no storage and no sandbox.
    expect(readdirSync(data)).not.toContain('database')
  })
})

describe('a start whose settings name what is not there', () => {
  const s3 = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'secret-of-the-store' }
  it.concurrent.each<[string, Record<string, string>, RegExp]>([
    [
      'a database that does not answer',
      { DATABASE_URL: 'postgres://app:pass-of-the-database@127.0.0.1:1/app' },
      /^PostgreSQL \(DATABASE_URL\) cannot be used: connect ECONNREFUSED 127.0.0.1:1. Start it, or correct/,
    ],
    [
      'a store that does not answer',
      s3,
      /^The store at http:\/\/127.0.0.1:1 cannot be used: .*ECONNREFUSED.* Check S3_/,
    ],
    [
      'more isolation than there is',
      { SANDBOX_LEVEL: 'L3' },
      /^This host gives isolation L\d; SANDBOX_LEVEL asks for L3. /,
    ],
    ['another engine', { SANDBOX: 'docker' }, /^SANDBOX=docker is not in this version: use SANDBOX=bubblewrap.$/],
    [
      'a sandbox that was not built',
      { SANDBOX_TOOLS: '/nowhere' },
      /^The sandbox does not start: .*[^.]\. Run make doctor/,
    ],
  ])('%s: says what to do, and no secret', async (_, environment, sentence) => {
    const { code, said } = await failedStart({ DATA_DIR: newFolder(), ...environment })
    expect(code).toBe(1)
    const [first, second = '', ...rest] = said.trim().split('\n')
    expect(first).toBe('CodingAgent does not start.')
    expect(second).toMatch(sentence)
    expect(second).toMatch(/\.$/)
    expect(rest).toEqual([])
    expect(said).not.toMatch(/secret-of-the-store|pass-of-the-database/)
  })
})

it('a model that nobody can ask is told at the start, and the rest works', { timeout: 120_000 }, async () => {
  const server = await startProcess({ DATA_DIR: newFolder(), MODEL: 'anthropic/claude-haiku-4-5' })
  expect(server.output()).toMatch(/ {2}model {4}anthropic\/claude-haiku-4-5: .*ANTHROPIC_API_KEY/)
  const client = clientOf(server.url)
  const sessionId = await client.newSession({ model: 'builtin/analyst' })
  const events = await client.events(await client.ask(sessionId, 'hello'))
  expect(events.at(-1)).toMatchObject({ data: { status: 'answered' } })
  expect(await server.end('SIGTERM')).toBe(0)
})

it('ends when its database has died, and says that nothing is lost', { timeout: 120_000 }, async () => {
  const DATA_DIR = newFolder()
  const breaks = { NODE_OPTIONS: `--import=${new URL('./testing/break-database.ts', import.meta.url).pathname}` }
  const server = await startProcess({ DATA_DIR, ...breaks })
  const sessionId = await clientOf(server.url).newSession({ title: 'Kept' })
  expect(await server.end('SIGUSR2')).toBe(1)
  expect(server.output()).toMatch(
    /This process ends, because the embedded database .*Start it again: what was stored is there\./,
  )
  const again = await startProcess({ DATA_DIR })
  expect((await clientOf(again.url).call('GET', `/sessions/${sessionId}`)).body).toMatchObject({ title: 'Kept' })
  expect(await again.end('SIGTERM')).toBe(0)
})

it('refuses a second process on its folder, keeps its key, and logs no secret', { timeout: 240_000 }, async () => {
  const model = await scriptedServer(() => ({ text: 'Hello.' }))
  const dataDir = newFolder()
  const environment = {
    DATA_DIR: dataDir,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'key-that-nobody-may-see',
    MODEL: 'openai/scripted',
    LOG_LEVEL: 'trace',
  }
  const first = await startProcess(environment)
  const second = await failedStart(environment)
  expect(second.code).toBe(1)
  expect(second.said).toContain('is in use by another CodingAgent')

  const key = readFileSync(join(dataDir, 'secret-key'), 'utf8')
  expect(key.trim().length).toBeGreaterThanOrEqual(32)
  expect(statSync(join(dataDir, 'secret-key')).mode & 0o777).toBe(0o600)
  const client = clientOf(first.url)
  const sessionId = await client.newSession()
  const { body } = await client.upload(sessionId, { name: 'a.csv', content: 'a\n1\n' })
  const link = body.files[0]?.url ?? ''
  expect((await fetch(first.url + link)).status).toBe(200)
  await client.events(await client.ask(sessionId, 'hello'))
  expect(await first.end('SIGTERM')).toBe(0)
  for (const secret of [key.trim(), 'key-that-nobody-may-see', /signature=([\w-]+)/.exec(link)?.[1] ?? ''])
    expect(first.output()).not.toContain(secret)

  const again = await startProcess(environment)
  expect((await fetch(again.url + link)).status).toBe(200)
  expect(readFileSync(join(dataDir, 'secret-key'), 'utf8')).toBe(key)
  expect(await again.end('SIGTERM')).toBe(0)
  await model.close()
})

it('hands a run over when it stops, and the next process ends it', { timeout: 240_000 }, async () => {
  let asked = 0
  const model = await scriptedServer(() => {
    asked++
    if (asked === 1) return { code: 'print("first step")' }
    return asked === 2 ? { text: '', hold: new Promise(() => {}) } : { text: 'The answer.' }
  })
  const environment = {
    DATA_DIR: newFolder(),
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'any',
    MODEL: 'openai/scripted',
  }
  const first = await startProcess(environment)
  const before = clientOf(first.url)
  const sessionId = await before.newSession()
  const runId = await before.ask(sessionId, 'What is it?')
  await expect.poll(() => asked, { timeout: 60_000 }).toBe(2)
  expect(await first.end('SIGTERM')).toBe(0)

  const second = await startProcess(environment)
  const events = await clientOf(second.url).events(runId)
  await second.end('SIGTERM')
  await model.close()
  expect(events.map(event => event.id)).toEqual(events.map((_, index) => index + 1))
  expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
  expect(events.filter(event => event.event === 'stdout')).toHaveLength(1)
  expect(
    events
      .filter(event => event.event === 'text')
      .map(event => (event.data as { text: string }).text)
      .join(''),
  ).toBe('The answer.')
})
