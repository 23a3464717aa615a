import type { RunState } from '@codingagent/protocol/run-state.ts'
import { and, asc, eq, sql } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import { pageFrom, placeOf } from '../page-cursor.ts'
import type { Services } from '../services.ts'
import { findSession } from '../sessions/find-session.ts'

type Query = { sessionId: string; limit: number; cursor?: string }

/** The history of a session, oldest first. */
export async function listRuns(
  services: Services,
  accountId: string,
  { sessionId, limit, cursor }: Query,
): Promise<{ items: RunState[]; nextCursor: string | null }> {
  await findSession(services, accountId, sessionId)
  const after = cursor === undefined ? undefined : placeOf(cursor)
  const rows = await services.db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.sessionId, sessionId),
        after && sql`(${runs.createdAt}, ${runs.id}) > (${after.at.toISOString()}::timestamptz, ${after.id})`,
      ),
    )
    .orderBy(asc(runs.createdAt), asc(runs.id))
    .limit(limit + 1)
  const page = pageFrom(rows, limit, { item: row => row, place: row => ({ at: row.createdAt, id: row.id }) })
  return { items: await Promise.all(page.items.map(row => services.states.of(row))), nextCursor: page.nextCursor }
}
