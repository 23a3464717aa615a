/** The key that signs links: made once, the same for all who share a database, and the operator's own where one is given. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDatabase, type Database } from './db/open-database.ts'
import { readSettings } from './env.ts'
import { secretKey } from './secret-key.ts'
import { databasePlaces } from './testing/database-places.ts'

const folder = mkdtempSync(join(tmpdir(), 'codingagent-key-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const settings = (more: Record<string, string> = {}) => readSettings({ AUTH: 'off', DATA_DIR: folder, ...more })

describe('of one process', () => {
  // The key lies in a file: the database is not asked.
  const alone = { kind: 'pglite' } as Database
  const key = (dataDir: string) =>
    secretKey({ settings: settings({ DATA_DIR: dataDir }), database: alone, db: alone.orm })
  const newFolder = () => mkdtempSync(join(folder, 'data-'))

  it('is long, of its folder alone, and readable by its user alone', async () => {
    const [one, two] = [newFolder(), newFolder()]
    const keys = [await key(one), await key(two)]
    for (const made of keys) expect(made).toMatch(/^[\w-]{43}$/)
    expect(keys[0]).not.toBe(keys[1])
    expect(readFileSync(join(one, 'secret-key'), 'utf8')).toBe(keys[0])
    expect(statSync(join(one, 'secret-key')).mode & 0o777).toBe(0o600)
  })

  it('is the same at each start, and for those who start at once', async () => {
    const data = newFolder()
    const keys = await Promise.all(Array.from({ length: 10 }, () => key(data)))
    expect(new Set([...keys, await key(data)]).size).toBe(1)
  })

  it('may be written there by a person, with a line break at its end', async () => {
    const data = newFolder()
    writeFileSync(join(data, 'secret-key'), `${'k'.repeat(40)}\n`)
    expect(await key(data)).toBe('k'.repeat(40))
  })

  it('is the operator’s where there is one, and then none is written', async () => {
    const data = newFolder()
    const given = 'a-key-of-the-operator-with-enough-letters'
    const parts = { settings: settings({ DATA_DIR: data, SECRET_KEY: given }), database: alone, db: alone.orm }
    expect(await secretKey(parts)).toBe(given)
    expect(() => statSync(join(data, 'secret-key'))).toThrow('ENOENT')
  })

  it('that cannot be written is an error, not another key at each start', async () => {
    await expect(key(join(folder, 'not', 'there'))).rejects.toThrow('ENOENT')
  })
})

describe('of several on one PostgreSQL', () => {
  let places: Awaited<ReturnType<typeof databasePlaces>>
  const databases: Database[] = []
  beforeAll(async () => {
    places = await databasePlaces('postgresql')
    const place = await places.newPlace()
    databases.push(await openDatabase(place), await openDatabase(place))
  })
  afterAll(async () => {
    for (const database of databases) await database.close()
    await places.stop()
  })

  it('is one, whoever starts first, and lies in no folder', async () => {
    const keys = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const database = databases[n % 2]!
        return secretKey({ settings: settings(), database, db: database.orm })
      }),
    )
    expect(new Set(keys).size).toBe(1)
    expect(keys[0]).toMatch(/^[\w-]{43}$/)
    expect(() => statSync(join(folder, 'secret-key'))).toThrow('ENOENT')
  })
})
