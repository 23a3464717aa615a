import { randomUUID } from 'node:crypto'
import type { Database } from '../db/open-database.ts'
import { accounts, runs, sessions } from '../db/schema.ts'

/** A run of a new session of a new account, as the tables want it. */
export async function insertRun({ orm }: Database, accountId: string = randomUUID()) {
  const sessionId: string = randomUUID()
  const runId: string = randomUUID()
  await orm.insert(accounts).values({ id: accountId, name: 'Ada' }).onConflictDoNothing()
  await orm.insert(sessions).values({ id: sessionId, accountId, title: 'Sales' })
  await orm.insert(runs).values({ id: runId, accountId, sessionId, question: 'How many?', model: 'builtin/analyst' })
  return { accountId, sessionId, runId }
}
