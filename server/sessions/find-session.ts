/** Reads sessions of an account; what belongs to someone else is not there. */
import type { Session } from '@codingagent/protocol/api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq, isNull, sql } from 'drizzle-orm'
import { runs, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'

export type SessionRow = typeof sessions.$inferSelect

/**
 * The oldest run that has not ended: it works now, the others wait their turn. Columns by their names in SQL: of a select from one table the
 * query builder leaves the tables' names away, and the run's own id would be meant.
 */
export const activeRunId = sql<string | null>`(
  select run.id from ${runs} as run
  where run.session_id = ${sessions}.id and run.finished_at is null
  order by run.created_at, run.id limit 1
)`

export function shownSession(row: SessionRow, active: string | null): Session {
  const { id, projectId, title, titled, model, pinned, archived, createdAt, updatedAt } = row
  const times = { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() }
  return { id, projectId, title, titled, model, pinned, archived, activeRunId: active, ...times }
}

export const sessionOf = (accountId: string, id: string) =>
  and(eq(sessions.id, id), eq(sessions.accountId, accountId), isNull(sessions.deletedAt))

/** Throws `not_found` for a session that is not the account's. */
export async function findSession({ db }: Pick<Services, 'db'>, accountId: string, id: string): Promise<SessionRow> {
  const [row] = await db.select().from(sessions).where(sessionOf(accountId, id))
  if (!row) throw new Refusal('not_found', 'There is no such session: it was deleted, or its address is wrong.')
  return row
}

export async function readSession(services: Pick<Services, 'db'>, accountId: string, id: string): Promise<Session> {
  const [found] = await services.db
    .select({ row: sessions, active: activeRunId })
    .from(sessions)
    .where(sessionOf(accountId, id))
  if (!found) throw new Refusal('not_found', 'There is no such session: it was deleted, or its address is wrong.')
  return shownSession(found.row, found.active)
}
