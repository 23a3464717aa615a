/** What only a server can do to us: several processes at once, and connections that break. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { openDatabase } from './open-database.ts'

/** A busy machine decides no test. */
const patient = { timeout: 30_000 }

describe('a PostgreSQL server', () => {
  let postgres: TestPostgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  test('six that start at once on an empty database migrate it once', async () => {
    const databaseUrl = await postgres.newDatabase()
    const all = await Promise.all(Array.from({ length: 6 }, () => openDatabase({ databaseUrl, dataDir: '/nowhere' })))
    const { rows } = await all[0]!.pool.query<{ hash: string }>('select hash from drizzle.__drizzle_migrations')
    expect(new Set(rows.map(row => row.hash)).size).toBe(rows.length)
    await Promise.all(all.map(database => database.close()))
  })

  test('a listener whose connection broke listens again and is told that it may have missed some', async () => {
    const database = await openDatabase({ databaseUrl: await postgres.newDatabase(), dataDir: '/nowhere' })
    const heard: string[] = []
    await database.listen('news', payload => heard.push(payload))
    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'codingagent listener' and datname = current_database()`,
    )
    await vi.waitFor(() => expect(heard).toEqual(['']), { timeout: 10_000 })
    await database.pool.query(`select pg_notify('news', 'again')`)
    await vi.waitFor(() => expect(heard).toEqual(['', 'again']), patient)
    await database.close()
  })

  test('a listener that was refused leaves no connection behind, and does not hinder the next', async () => {
    const database = await openDatabase({ databaseUrl: await postgres.newDatabase(), dataDir: '/nowhere' })
    const listeners = `select count(*)::int as count from pg_stat_activity
      where application_name = 'codingagent listener' and datname = current_database()`
    // No channel has an empty name.
    await expect(database.listen('', () => {})).rejects.toThrow(/zero-length/)
    await vi.waitFor(async () => expect((await database.pool.query(listeners)).rows).toEqual([{ count: 0 }]), patient)
    const heard: string[] = []
    await database.listen('news', payload => heard.push(payload))
    await database.pool.query(`select pg_notify('news', 'now')`)
    await vi.waitFor(() => expect(heard).toEqual(['now']), patient)
    await database.close()
  })

  test('connections that broke while idle are replaced', async () => {
    const database = await openDatabase({ databaseUrl: await postgres.newDatabase(), dataDir: '/nowhere' })
    await Promise.all(Array.from({ length: 5 }, () => database.pool.query('select pg_sleep(0.05)')))
    const other = await openDatabase({ databaseUrl: await postgres.newDatabase(), dataDir: '/nowhere' })
    await other.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()
      and application_name = 'codingagent'`)
    await vi.waitFor(
      async () => expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }]),
      patient,
    )
    await Promise.all([database.close(), other.close()])
  })

  test('one that takes the connection and then says nothing is an error too', async () => {
    const lines: Socket[] = []
    const silent = createServer(line => void lines.push(line)).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { port } = silent.address() as AddressInfo
    const opening = openDatabase({ databaseUrl: `postgres://app@127.0.0.1:${port}/none`, dataDir: '/nowhere' })
    const refused = expect(opening).rejects.toThrow(/DATABASE_URL.*timeout/)
    await vi.advanceTimersByTimeAsync(30_000)
    vi.useRealTimers()
    await refused
    for (const line of lines) line.destroy()
    silent.close()
  })

  test('a statement without an end is ended by the server', async () => {
    const databaseUrl = await postgres.newDatabase()
    const database = await openDatabase({ databaseUrl, dataDir: '/nowhere' })
    const { rows } = await database.pool.query('show statement_timeout')
    expect(rows).toEqual([{ statement_timeout: '1min' }])
    await database.close()
    const hasty = await openDatabase({ databaseUrl: `${databaseUrl}?statement_timeout=200`, dataDir: '/nowhere' })
    await expect(hasty.pool.query('select pg_sleep(600)')).rejects.toThrow(/statement timeout/)
    expect((await hasty.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await hasty.close()
  })

  test('whoever waits for another to migrate waits as long as it takes', async () => {
    const databaseUrl = await postgres.newDatabase()
    const migrating = new pg.Client(databaseUrl)
    await migrating.connect()
    await migrating.query(`select pg_advisory_lock(${0x0c0d1a})`)
    const opening = openDatabase({ databaseUrl: `${databaseUrl}?statement_timeout=200`, dataDir: '/nowhere' })
    const opened = expect(opening.then(database => database.close())).resolves.toBeUndefined()
    await vi.waitFor(
      async () => {
        const { rows } = await migrating.query(
          `select clock_timestamp() - query_start > interval '400 ms' as long from pg_stat_activity
           where application_name = 'codingagent migration' and datname = current_database() and wait_event = 'advisory'`,
        )
        expect(rows).toEqual([{ long: true }])
      },
      { timeout: 10_000 },
    )
    await migrating.end()
    await opened
  })

  test('one that does not answer is an error at once', async () => {
    const opening = openDatabase({ databaseUrl: 'postgres://app@127.0.0.1:9/none', dataDir: '/nowhere' })
    await expect(opening).rejects.toThrow(/ECONNREFUSED/)
  })
})
