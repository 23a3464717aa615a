/** What the embedded database must withstand: a second process, kill -9, and a process that dies while it is made. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runScript } from '../testing/run-script.ts'
import { openDatabase } from './open-database.ts'
import { settings } from './schema.ts'

const holdFolder = new URL('../testing/hold-folder.ts', import.meta.url)

describe('the embedded database', () => {
  let dataDir: string
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'codingagent-data-'))
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  test('refuses a second process with a sentence, and is free once the first was killed', async () => {
    const holder = runScript(holdFolder, dataDir)
    await vi.waitFor(() => expect(holder.lines, holder.errors()).toEqual(['open']), { timeout: 50_000 })
    const second = runScript(holdFolder, dataDir)
    await second.ended
    expect(second.lines).toEqual([])
    expect(second.errors()).toMatch(/data folder .* is in use by another CodingAgent \(process \d+\)\. Stop that one/)
    await holder.kill()
    const database = await openDatabase({ dataDir })
    expect((await database.pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    await database.close()
  })

  test('refuses a second opening in one process too, and opens again after a close', async () => {
    const database = await openDatabase({ dataDir })
    await expect(openDatabase({ dataDir })).rejects.toThrow(`in use by another CodingAgent (process ${process.pid})`)
    await database.close()
    await (await openDatabase({ dataDir })).close()
  })

  test('forces each commit to the disk', async () => {
    const database = await openDatabase({ dataDir })
    const { rows } = await database.pool.query<{ name: string; setting: string }>(
      `select name, setting from pg_settings
       where name in ('fsync', 'wal_sync_method', 'synchronous_commit', 'full_page_writes') order by name`,
    )
    expect(rows.map(row => `${row.name}=${row.setting}`)).toEqual([
      'fsync=on',
      'full_page_writes=on',
      'synchronous_commit=on',
      'wal_sync_method=fsync',
    ])
    await database.close()
  })

  test('opened, it holds no lock of a session: all its connections are one', async () => {
    const database = await openDatabase({ dataDir })
    expect((await database.pool.query(`select * from pg_locks where locktype = 'advisory'`)).rows).toEqual([])
    await database.close()
  })

  test('a database whose making was cut off is made anew', async () => {
    const unfinished = join(dataDir, 'database.unfinished')
    await mkdir(unfinished)
    await writeFile(join(unfinished, 'PG_VERSION'), '18\n')
    const database = await openDatabase({ dataDir })
    await database.orm.insert(settings).values({ key: 'a', value: '1' })
    expect(existsSync(unfinished)).toBe(false)
    await database.close()
  })

  test('when its files are taken away it says so to every query, and the folder is free again', async () => {
    const database = await openDatabase({ dataDir })
    await rm(join(dataDir, 'database'), { recursive: true })
    const writing = async () => {
      for (let n = 0; ; n++) await database.pool.query(`create table t${n} as select repeat('x', 1000000) as x`)
    }
    await expect(writing()).rejects.toThrow()
    await expect(database.pool.query('create table more (x int)')).rejects.toThrow()
    await database.close()
    await (await openDatabase({ dataDir })).close()
  })

  test('says once that its thread died, and nothing of a close', async () => {
    const threads: Worker[] = []
    process.on('worker', worker => threads.push(worker))
    const deaths = Promise.withResolvers<string>()
    let count = 0
    const died = (reason: Error) => {
      count++
      deaths.resolve(reason.message)
    }
    const closed = await openDatabase({ dataDir, died })
    await closed.close()
    expect(count).toBe(0)
    await openDatabase({ dataDir: join(dataDir, 'other'), died })
    await threads.at(-1)?.terminate()
    expect(await deaths.promise).toMatch(/^the embedded database/)
    expect(count).toBe(1)
    process.removeAllListeners('worker')
  })

  test('a query that waits when it is closed, or comes later, fails and does not hang', async () => {
    const database = await openDatabase({ dataDir })
    await database.close()
    await expect(database.pool.query('select 1')).rejects.toThrow()
  })
})
