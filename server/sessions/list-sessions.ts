import type { Session, SessionsQuery } from '@codingagent/protocol/api.ts'
import { and, desc, eq, exists, ilike, isNull, or, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { runs, sessions, storable } from '../db/schema.ts'
import { pageFrom, placeOf, type Place } from '../page-cursor.ts'
import type { Services } from '../services.ts'
import { activeRunId, shownSession } from './find-session.ts'

type Query = z.output<typeof SessionsQuery>

/** Sessions of the account, the pinned ones first, then the last used; `q` looks in titles and in questions. */
export async function listSessions(
  { db }: Services,
  accountId: string,
  query: Query,
): Promise<{ items: Session[]; nextCursor: string | null }> {
  const { limit, cursor, projectId, q, archived } = query
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const rows = await db
    .select({ row: sessions, active: activeRunId })
    .from(sessions)
    .where(
      and(
        eq(sessions.accountId, accountId),
        eq(sessions.archived, archived),
        isNull(sessions.deletedAt),
        projectId === undefined ? undefined : eq(sessions.projectId, projectId),
        q === undefined || q.trim() === '' ? undefined : matches(db, q.trim()),
        after && isAfter(after),
      ),
    )
    .orderBy(desc(sessions.pinned), desc(sessions.updatedAt), desc(sessions.id))
    .limit(limit + 1)
  return pageFrom(rows, limit, {
    item: ({ row, active }) => shownSession(row, active),
    place: ({ row }) => ({ at: row.updatedAt, id: row.id, pinned: row.pinned }),
  })
}

const isAfter = ({ pinned = false, at, id }: Place) =>
  sql`(${sessions.pinned}, ${sessions.updatedAt}, ${sessions.id}) < (${pinned}::boolean, ${at.toISOString()}::timestamptz, ${id})`

function matches(db: Services['db'], words: string) {
  const pattern = `%${storable(words).replace(/[\\%_]/g, '\\$&')}%`
  const asked = db
    .select({ one: sql`1` })
    .from(runs)
    .where(and(eq(runs.sessionId, sessions.id), ilike(runs.question, pattern)))
  return or(ilike(sessions.title, pattern), exists(asked))
}
