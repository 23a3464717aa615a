/** A database that an earlier version left, brought up to date: its rows are there, and what came since works on them. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEventLog } from '../runs/event-log.ts'
import { startPostgres, type TestPostgres } from '../testing/start-postgres.ts'
import { openDatabase } from './open-database.ts'
import { artifacts, runs, sessions } from './schema.ts'

const migrations = fileURLToPath(new URL('./migrations', import.meta.url))
type Journal = { entries: { tag: string }[] }

let postgres: TestPostgres
let folder: string
let tags: string[]
beforeAll(async () => {
  postgres = await startPostgres()
  folder = await mkdtemp(join(tmpdir(), 'codingagent-upgrade-'))
  const journal = JSON.parse(await readFile(join(migrations, 'meta/_journal.json'), 'utf8')) as Journal
  tags = journal.entries.map(({ tag }) => tag)
})
afterAll(async () => {
  await postgres.stop()
  await rm(folder, { recursive: true, force: true })
})

/** A database as the version left it whose newest migration is the one named, with a session, a run, its events and its artifacts. */
async function leftBy(newest: string): Promise<string> {
  const then = join(folder, newest)
  await cp(migrations, then, { recursive: true })
  const journal = JSON.parse(await readFile(join(then, 'meta/_journal.json'), 'utf8')) as Journal
  const entries = journal.entries.slice(0, tags.indexOf(newest) + 1)
  await writeFile(join(then, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
  const url = await postgres.newDatabase()
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await migrate(drizzle(client), { migrationsFolder: then })
    await client.query(rows)
  } finally {
    await client.end()
  }
  return url
}

test.each(['0000_start', '0002_artifacts_hold_sessions', '0003_artifact_versions_by_path', '0006_last_kernel'])(
  'of the version of %s',
  async newest => {
    const place = { databaseUrl: await leftBy(newest), dataDir: folder }
    // The second opening finds nothing left to do.
    await (await openDatabase(place)).close()
    const database = await openDatabase(place)
    const events = await createEventLog(database)
    try {
      const { orm } = database
      expect(await orm.select().from(sessions).orderBy(sessions.id)).toMatchObject([
        { id: 'ses_1', title: 'Kept', pinned: false, lastKernel: null },
        { id: 'ses_2', title: 'Empty', pinned: false },
      ])
      expect(await orm.select().from(runs).orderBy(runs.id)).toMatchObject([
        { id: 'run_1', status: 'answered', idempotencyKey: null },
        { id: 'run_2', status: 'queued', idempotencyKey: null },
      ])
      expect(await events.read('run_1', 0)).toMatchObject([
        { id: 1, event: 'text' },
        { id: 2, event: 'done' },
      ])
      expect(await orm.select().from(artifacts)).toMatchObject([{ name: 'a.csv', path: 'a.csv', version: 1, size: 7 }])
      // The question that waited then is answered now.
      expect(await events.claim('run_1')).toBeNull()
      expect(await events.claim('run_2')).toEqual({ epoch: 1, lastEventId: 0 })
      expect(await events.append('run_2', 1, [{ event: 'done', data: { status: 'answered' } }])).toBe(1)
    } finally {
      events.close()
      await database.close()
    }
  },
)

/** Only columns that were there from the beginning. */
const rows = `
  insert into accounts (id, email, name) values ('ada', 'ada@example.org', 'Ada');
  insert into sessions (id, account_id, title) values ('ses_1', 'ada', 'Kept'), ('ses_2', 'ada', 'Empty');
  insert into runs (id, account_id, session_id, question, model, status, epoch, last_event_id, finished_at)
    values ('run_1', 'ada', 'ses_1', 'What?', 'builtin/analyst', 'answered', 1, 2, now());
  insert into runs (id, account_id, session_id, question, model, status, epoch, last_event_id, created_at)
    values ('run_2', 'ada', 'ses_1', 'And?', 'builtin/analyst', 'queued', 0, 0, now() + interval '1 second');
  insert into run_events (run_id, id, account_id, epoch, data) values
    ('run_1', 1, 'ada', 1, '{"event":"text","data":{"text":"Seven."}}'),
    ('run_1', 2, 'ada', 1, '{"event":"done","data":{"status":"answered"}}');
  insert into artifacts (id, account_id, session_id, state, origin, kind, name, mime, size, blob_key, path)
    values ('art_1', 'ada', 'ses_1', 'ready', 'upload', 'data', 'a.csv', 'text/csv', 7, 'sessions/ses_1/art_1', 'a.csv');
`
