/** What the product needs of a database, held by both kinds. */
import { setTimeout as pause } from 'node:timers/promises'
import { eq, sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { databaseKinds, databasePlaces, type DatabasePlace } from '../testing/database-places.ts'
import { insertRun } from '../testing/rows.ts'
import { openDatabase, type Database } from './open-database.ts'
import { accounts, artifacts, sessions, settings } from './schema.ts'

/** A busy machine decides no test. */
const patient = { timeout: 30_000 }

const hostile = 'a\0b\uD800c 😀 é\u2028'

describe.each(databaseKinds)('%s', kind => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  let place: DatabasePlace
  let database: Database

  beforeAll(async () => {
    places = await databasePlaces(kind)
    place = await places.newPlace()
    database = await openDatabase(place)
  })
  afterAll(async () => {
    await database.close()
    await places.stop()
  })
  beforeEach(() => database.pool.query('truncate accounts, settings cascade'))

  const addAccount = (id: string) => database.orm.insert(accounts).values({ id, name: id })
  const accountIds = async () => (await database.orm.select().from(accounts)).map(row => row.id).toSorted()

  test('says which it is', () => expect(database.kind).toBe(kind))

  test('keeps rows when closed and opened again', async () => {
    await addAccount('ada')
    await database.close()
    database = await openDatabase(place)
    expect(await accountIds()).toEqual(['ada'])
  })

  test('gives back numbers beyond 32 bits, moments, truths and texts as they were', async () => {
    const { sessionId, accountId } = await insertRun(database)
    const createdAt = new Date('2026-02-28T23:59:59.123Z')
    const row = { id: 'x', accountId, sessionId, origin: 'upload' as const, kind: 'data', mime: 'text/csv' }
    await database.orm
      .insert(artifacts)
      .values({ ...row, name: 'verkäufe 2026 😀.csv', size: 5_000_000_000, blobKey: 'k', createdAt })
    const [found] = await database.orm.select().from(artifacts)
    expect(found).toMatchObject({ name: 'verkäufe 2026 😀.csv', size: 5_000_000_000, createdAt, state: 'pending' })
    expect(found?.details).toEqual({})
    const [session] = await database.orm.select().from(sessions)
    expect(session).toMatchObject({ archived: false, titled: false, projectId: null })
  })

  test('a text that PostgreSQL would refuse is kept with a mark in place of what it may not hold', async () => {
    await database.orm.insert(accounts).values({ id: 'a', name: hostile })
    expect(await database.orm.select({ name: accounts.name }).from(accounts)).toEqual([
      { name: 'a\uFFFDb\uFFFDc 😀 é\u2028' },
    ])
  })

  test('JSON comes back exactly, with \\u0000, lone surrogates and the order of keys', async () => {
    const { sessionId, accountId } = await insertRun(database)
    const profile = { z: hostile, a: [1.5, null, { [hostile]: '\uDC00' }] }
    await database.orm.insert(artifacts).values({
      id: 'x',
      accountId,
      sessionId,
      origin: 'upload',
      kind: 'data',
      name: 'x',
      mime: 'text/csv',
      blobKey: 'k',
      profile,
    })
    const [found] = await database.orm.select({ profile: artifacts.profile }).from(artifacts)
    expect(JSON.stringify(found?.profile)).toBe(JSON.stringify(profile))
  })

  test('arrays, large numbers and dates arrive as pg gives them', async () => {
    const { rows } = await database.pool.query(
      `select array['a,"b"', null] as texts, array[1, 2] as numbers, 9007199254740993::bigint as large,
              '2026-01-02T03:04:05Z'::timestamptz as moment, '{"a": 1}'::jsonb as json, 'x'::bytea as bytes,
              $1::text[] as sent`,
      [['é', 'quo"te', 'back\\slash', '']],
    )
    expect(rows[0]).toEqual({
      texts: ['a,"b"', null],
      numbers: [1, 2],
      large: '9007199254740993',
      moment: new Date('2026-01-02T03:04:05Z'),
      json: { a: 1 },
      bytes: Buffer.from('x'),
      sent: ['é', 'quo"te', 'back\\slash', ''],
    })
  })

  test('a refused statement carries its code, and the connection goes on', async () => {
    await addAccount('ada')
    const code = (error: unknown) => (error as { cause: { code: string; constraint?: string } }).cause
    await expect(addAccount('ada')).rejects.toSatisfy(error => code(error).code === '23505')
    const orphan = database.orm.insert(sessions).values({ id: 's', accountId: 'nobody', title: 't' })
    await expect(orphan).rejects.toSatisfy(error => code(error).code === '23503')
    await expect(database.pool.query('selekt 1')).rejects.toMatchObject({ code: '42601' })
    await expect(database.pool.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' })
    expect(await accountIds()).toEqual(['ada'])
  })

  test('a transaction that throws leaves nothing, and a nested one only itself', async () => {
    const failing = database.orm.transaction(async tx => {
      await tx.insert(accounts).values({ id: 'gone', name: 'gone' })
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await database.orm.transaction(async tx => {
      await tx.insert(accounts).values({ id: 'outer', name: 'outer' })
      const inner = tx.transaction(async nested => {
        await nested.insert(accounts).values({ id: 'inner', name: 'inner' })
        await nested.execute(sql`selekt 1`)
      })
      await expect(inner).rejects.toThrow()
    })
    expect(await accountIds()).toEqual(['outer'])
  })

  test('transactions side by side lose no update', async () => {
    await database.orm.insert(settings).values({ key: 'n', value: '0' })
    await Promise.all(
      Array.from({ length: 25 }, () =>
        database.orm.transaction(async tx => {
          const [row] = await tx.select().from(settings).where(eq(settings.key, 'n')).for('update')
          await tx.update(settings).set({ value: String(Number(row?.value) + 1) })
        }),
      ),
    )
    expect(await database.orm.select({ value: settings.value }).from(settings)).toEqual([{ value: '25' }])
  })

  test('what is not committed is not seen by others', async () => {
    const entered = Promise.withResolvers<void>()
    const writing = database.orm.transaction(async tx => {
      await tx.insert(accounts).values({ id: 'a', name: 'a' })
      entered.resolve()
      await pause(50)
      await tx.delete(accounts).where(eq(accounts.id, 'a'))
    })
    await entered.promise
    expect(await accountIds()).toEqual([])
    await writing
  })

  test('a connection that breaks in a transaction is rolled back, and the others go on', async () => {
    const client = await database.pool.connect()
    await client.query('begin')
    await client.query(`insert into accounts (id, name) values ('half', 'half')`)
    client.release(true)
    await vi.waitFor(async () => expect(await accountIds()).toEqual([]), patient)
    await addAccount('next')
    expect(await accountIds()).toEqual(['next'])
  })

  test('two hundred queries at once are each answered with their own rows', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => database.pool.query<{ n: number }>('select $1::int as n', [n])),
    )
    expect(answers.map(({ rows }) => rows[0]?.n)).toEqual(Array.from({ length: 200 }, (_, n) => n))
  })

  test('several statements in one, and large values in both directions', async () => {
    const large = 'é'.repeat(3_000_000)
    const { rows } = await database.pool.query<{ text: string }>('select $1::text as text', [large])
    expect(rows[0]?.text === large).toBe(true)
    const many = await database.pool.query('select n from generate_series(1, 100000) as n')
    expect(many.rowCount).toBe(100_000)
    await database.pool.query(`insert into settings (key, value) values ('a', '1'); update settings set value = '2'`)
    expect((await database.orm.select().from(settings)).map(row => row.value)).toEqual(['2'])
  })

  describe('notifications', () => {
    const collect = async (channel: string) => {
      const heard: string[] = []
      const stop = await database.listen(channel, payload => heard.push(payload))
      return { heard, stop }
    }
    const notify = (channel: string, payload: string) =>
      database.pool.query('select pg_notify($1, $2)', [channel, payload])

    test('reach each listener of the channel once, in order', async () => {
      const [one, two, other] = [await collect('first'), await collect('first'), await collect('second')]
      for (const payload of ['a', 'b', 'é']) await notify('first', payload)
      await notify('second', 'x')
      await vi.waitFor(() => expect(other.heard).toEqual(['x']), patient)
      expect([one.heard, two.heard]).toEqual([
        ['a', 'b', 'é'],
        ['a', 'b', 'é'],
      ])
    })

    test('come with the commit and never with a rollback', async () => {
      const { heard } = await collect('first')
      await database.orm.transaction(async tx => {
        await tx.execute(sql`select pg_notify('first', 'committed')`)
        await pause(30)
        expect(heard).toEqual([])
      })
      const failing = database.orm.transaction(async tx => {
        await tx.execute(sql`select pg_notify('first', 'rolled back')`)
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      await notify('first', 'last')
      await vi.waitFor(() => expect(heard).toEqual(['committed', 'last']), patient)
    })

    test('stop for whom they were stopped, and only for that one', async () => {
      const [one, two] = [await collect('first'), await collect('first')]
      one.stop()
      await notify('first', 'a')
      await vi.waitFor(() => expect(two.heard).toEqual(['a']), patient)
      expect(one.heard).toEqual([])
    })

    test('reach a client of its own that listens and stop when it unlistens', async () => {
      const [quiet, client] = [await database.pool.connect(), await database.pool.connect()]
      const heard: string[] = []
      client.on('notification', message => heard.push(`${message.channel}:${message.payload}`))
      quiet.on('notification', () => heard.push('a client that does not listen'))
      await client.query('-- why\nLISTEN Own;')
      await notify('own', 'a')
      await vi.waitFor(() => expect(heard).toEqual(['own:a']), patient)
      const other = await collect('own')
      await client.query('UNLISTEN own')
      await notify('own', 'b')
      await vi.waitFor(() => expect(other.heard).toEqual(['b']), patient)
      expect(heard).toEqual(['own:a'])
      for (const each of [quiet, client]) each.release(true)
    })
  })
})
