import { execFile } from 'node:child_process'
import { globSync } from 'node:fs'
import { chown, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { firstProgram, startProcess, type StartedProcess } from './start-process.ts'

const run = promisify(execFile)

export interface TestPostgres extends StartedProcess {
  /** An empty database of its own, as DATABASE_URL names it. */
  newDatabase: () => Promise<string>
}

/** A real PostgreSQL, empty, that forgets all when stopped. */
export async function startPostgres(): Promise<TestPostgres> {
  const postgres = firstProgram(
    globSync('/usr/lib/postgresql/*/bin/postgres').toSorted().toReversed(),
    'These tests need PostgreSQL: run .ci/install-system.sh test',
  )
  const user = await unprivileged()
  const started = await startProcess({
    command: postgres,
    user,
    // At once: what it held is thrown away anyway.
    stopSignal: 'SIGQUIT',
    prepare: async folder => {
      const data = join(folder, 'data')
      await mkdir(data)
      if (user) await chown(data, user.uid, user.gid)
      const options = ['-D', data, '-U', 'app', '--auth=trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8']
      await run(postgres.replace(/postgres$/, 'initdb'), options, { cwd: folder, ...user })
    },
    argumentsFor: (free, folder) => {
      const settings = ['listen_addresses=127.0.0.1', 'fsync=off', `unix_socket_directories=${folder}/data`]
      return ['-D', join(folder, 'data'), '-p', String(free), ...settings.flatMap(setting => ['-c', setting])]
    },
    answers: free => query(free, 'select 1'),
  })
  const { port } = started
  let count = 0
  return {
    ...started,
    async newDatabase() {
      const name = `test_${++count}`
      if (!(await query(port, `create database ${name}`))) throw new Error('PostgreSQL does not answer')
      return `postgres://app@127.0.0.1:${port}/${name}`
    },
  }
}

async function query(port: number, sql: string): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'app', database: 'postgres' })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(sql)
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** PostgreSQL refuses to run as root. */
async function unprivileged(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async flag => Number((await run('id', [flag, 'postgres'])).stdout)),
  )
  return uid === undefined || gid === undefined ? undefined : { uid, gid }
}
