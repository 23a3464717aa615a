/** Starting and stopping: what a stop lets go of, what the next start finds, and what a failed start leaves. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, describe, expect, it } from 'vitest'
import { lockFolder } from './db/lock-folder.ts'
import { beginUpload } from './testing/begin-upload.ts'
import { startProcess } from './testing/server-process.ts'
import { clientOf, testServer } from './testing/test-server.ts'

const folders: string[] = []
const newFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'codingagent-life-'))
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

describe('the lock of a folder', () => {
  it('is one process’s until it is let go, and says who has it', () => {
    const folder = newFolder()
    const unlock = lockFolder(folder)
    expect(() => lockFolder(folder)).toThrow(
      `The data folder ${folder} is in use by another CodingAgent (process ${process.pid}). Stop that one first`,
    )
    unlock()
    lockFolder(folder)()
  })

  it('heeds no number that a dead process left', () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'database.pid'), `${process.ppid}\n`)
    const unlock = lockFolder(folder)
    expect(readFileSync(join(folder, 'database.pid'), 'utf8')).toBe(`${process.pid}\n`)
    rmSync(join(folder, 'database.pid'))
    expect(() => lockFolder(folder)).toThrow('(process unknown)')
    unlock()
  })

  it('makes its folder, and is of that folder alone', () => {
    const folder = newFolder()
    const unlocks = ['a', 'a/b', 'c'].map(name => lockFolder(join(folder, name)))
    for (const unlock of unlocks) unlock()
  })
})

describe('a start that fails', () => {
  const store = { S3_ENDPOINT: 'http://127.0.0.1:1', S3_ACCESS_KEY_ID: 'a', S3_SECRET_ACCESS_KEY: 'b' }
  it.each<[string, Record<string, string>, RegExp]>([
    ['for an engine that there is not', { SANDBOX: 'gvisor' }, /is not in this version/],
    ['for its store', store, /cannot be used/],
  ])('%s lets go of its folder', async (_, environment, words) => {
    const folder = newFolder()
    await expect(testServer({ DATA_DIR: folder, ...environment })).rejects.toThrow(words)
    lockFolder(folder)()
  })

  it('for its port lets go of its folder too, and leaves no worker behind', async () => {
    const folder = newFolder()
    const holder = createServer()
    await new Promise<void>(resolve => holder.listen(0, '127.0.0.1', resolve))
    const port = String((holder.address() as AddressInfo).port)
    await expect(testServer({ DATA_DIR: folder, PORT: port })).rejects.toThrow('EADDRINUSE')
    holder.close()
    lockFolder(folder)()
  })
})

describe('a stop', () => {
  it('ends streams and uploads, keeps what was asked, and may be said twice; the next start goes on', {
    timeout: 120_000,
  }, async () => {
    const folder = newFolder()
    // Nobody works on questions here.
    const first = await testServer({ DATA_DIR: folder, ROLES: 'api' })
    const sessionId = await first.newSession({ title: 'Kept', model: 'builtin/analyst' })
    await first.upload(sessionId, { name: 'a.csv', content: 'city,people\nBern,134000\n' })
    const runId = await first.ask(sessionId, 'Hello')
    const reading = first.events(runId).catch(() => [])
    const upload = beginUpload(first.url, sessionId, 'half.csv')
    upload.write('a\n1\n')
    expect((await first.call<RunState>('GET', `/runs/${runId}`)).body.status).toBe('running')
    await Promise.all([first.close(), first.close()])
    expect((await reading).at(-1)?.event).not.toBe('done')
    await expect(upload.answer).rejects.toThrow()
    await expect(fetch(`${first.url}/healthz`)).rejects.toThrow('fetch failed')

    const second = await testServer({ DATA_DIR: folder })
    const events = await second.events(runId)
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
    expect((await second.call('GET', `/sessions/${sessionId}`)).body).toMatchObject({
      title: 'Kept',
      activeRunId: null,
    })
    const { body } = await second.call<{ files: { name: string; url: string }[] }>(
      'GET',
      `/sessions/${sessionId}/files`,
    )
    expect(body.files.map(file => file.name)).toEqual(['a.csv'])
    expect(await (await fetch(second.url + (body.files[0]?.url ?? ''))).text()).toContain('Bern')
    await second.close()
  })
})

describe('a process that is killed', () => {
  it('in the middle of an upload leaves nothing of it, and the name is free', { timeout: 120_000 }, async () => {
    const DATA_DIR = newFolder()
    const first = await startProcess({ DATA_DIR })
    const sessionId = await clientOf(first.url).newSession()
    await clientOf(first.url).upload(sessionId, { name: 'whole.csv', content: 'a\n1\n' })
    const upload = beginUpload(first.url, sessionId, 'half.csv')
    upload.write('a\n1\n'.repeat(100_000))
    const incoming = join(DATA_DIR, 'sessions/look_local/workspace')
    const onTheirWay = () => readdirSync(incoming).filter(name => name.startsWith('incoming-'))
    await expect.poll(() => onTheirWay().length, { timeout: 20_000 }).toBe(1)
    expect(await first.end('SIGKILL')).toBeNull()
    await expect(upload.answer).rejects.toThrow()
    expect(onTheirWay()).toHaveLength(1)

    const second = await startProcess({ DATA_DIR })
    expect(onTheirWay()).toEqual([])
    const client = clientOf(second.url)
    const files = async () =>
      (await client.call<{ files: { name: string; version: number }[] }>('GET', `/sessions/${sessionId}/files`)).body
        .files
    expect(await files()).toMatchObject([{ name: 'whole.csv' }])
    await client.upload(sessionId, { name: 'half.csv', content: 'a\n1\n' })
    expect((await files()).map(file => `${file.name} ${file.version}`)).toEqual(['whole.csv 1', 'half.csv 1'])
    expect(await second.end('SIGTERM')).toBe(0)
  })
})
