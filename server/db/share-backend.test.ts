/** Turn-taking, over a backend that is scripted: what no real database can be made to do at will. */
import { expect, test, vi } from 'vitest'
import { SharedBackend } from './share-backend.ts'
import { messageReader, simpleQuery, sqlOf } from './wire.ts'

/** A busy machine decides no test. */
const patient = { timeout: 30_000 }

const startup = Buffer.from([0, 0, 0, 8, 0, 3, 0, 0])
const ready = (status: string) => Buffer.from([0x5a, 0, 0, 0, 5, status.charCodeAt(0)])

/** A shared backend that knows begin and commit, and what was asked and answered. */
function shared(longestWaitMs?: number) {
  const asked: string[] = []
  const answered: { connection: number; types: string; text: string }[] = []
  let status = 'I'
  const backend = new SharedBackend({
    backend: async request => {
      const sql = sqlOf(messageReader()(request)[0])
      asked.push(sql)
      if (sql === 'begin') status = 'T'
      if (sql === 'commit' || sql === 'rollback') status = 'I'
      await Promise.resolve()
      return ready(status)
    },
    send: (connection, bytes) => {
      const types = messageReader()(bytes).map(message => message.type)
      answered.push({ connection, types: types.join(''), text: Buffer.from(bytes).toString('latin1') })
    },
    fail: reason => {
      throw reason
    },
    longestWaitMs,
  })
  const ask = (connection: number, sql: string) => backend.receive(connection, simpleQuery(sql))
  for (const connection of [1, 2]) backend.receive(connection, startup)
  answered.length = 0
  return { backend, ask, asked, answered }
}

test('a connection is welcomed as by a server', () => {
  const { backend, answered } = shared()
  backend.receive(3, startup.subarray(0, 3))
  expect(answered).toEqual([])
  backend.receive(3, startup.subarray(3))
  expect(answered[0]?.types).toMatch(/^RS+KZ$/)
})

test('a transaction keeps the backend until it ends, then the others come in their order', async () => {
  const { ask, asked } = shared()
  ask(1, 'begin')
  ask(2, 'select 2')
  ask(1, 'select 1')
  ask(1, 'commit')
  await vi.waitFor(() => expect(asked).toEqual(['begin', 'select 1', 'commit', 'select 2']), patient)
})

test('a connection that goes in the middle of its transaction is rolled back', async () => {
  const { backend, ask, asked } = shared()
  ask(1, 'begin')
  await vi.waitFor(() => expect(asked).toEqual(['begin']), patient)
  ask(2, 'select 2')
  backend.close(1)
  await vi.waitFor(() => expect(asked).toEqual(['begin', 'rollback', 'select 2']), patient)
})

test('who waits too long for another transaction is refused with a code, and the rest goes on', async () => {
  const { ask, asked, answered } = shared(20)
  ask(1, 'begin')
  ask(2, 'select 2')
  await vi.waitFor(() => expect(answered.at(-1)).toMatchObject({ connection: 2, types: 'EZ' }), patient)
  expect(answered.at(-1)?.text).toMatch(/C55P03.*runs one at a time/)
  ask(1, 'commit')
  ask(2, 'select 3')
  await vi.waitFor(() => expect(asked).toEqual(['begin', 'commit', 'select 3']), patient)
})

test('a request that comes in pieces is run once it is whole', async () => {
  const { backend, asked } = shared()
  const bytes = simpleQuery('select 1')
  for (const byte of bytes) backend.receive(1, Uint8Array.of(byte))
  await vi.waitFor(() => expect(asked).toEqual(['select 1']), patient)
})
