import type { RunState, RunStep } from '@codingagent/protocol/run-state.ts'
import { and, asc, eq, sql } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import type { RunRow } from './find-run.ts'
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
  const items = await statesOf(services, rows.slice(0, limit))
  const place = (row: RunRow) => ({ at: row.createdAt, id: row.id })
  return { items, nextCursor: pageFrom(rows, items.length, { item: row => row, place }).nextCursor }
}

/** Those of the first rows: no more than MOST_CHARACTERS and a few. Code may print and show much, and a page is held in memory. */
async function statesOf({ states }: Pick<Services, 'states'>, rows: RunRow[]): Promise<RunState[]> {
  const read: RunState[] = []
  let characters = 0
  for (let start = 0; start < rows.length && characters < MOST_CHARACTERS; start += AT_ONCE) {
    const more = await Promise.all(rows.slice(start, start + AT_ONCE).map(row => states.of(row)))
    read.push(...more)
    for (const { steps } of more) for (const step of steps) characters += charactersOf(step)
  }
  return read
}

const MOST_CHARACTERS = 8_000_000
const AT_ONCE = 5

const charactersOf = ({ stdout, stderr, displays }: RunStep): number =>
  displays.reduce((sum, { text }) => sum + text.length, stdout.length + stderr.length)
