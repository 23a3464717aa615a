/** Finds runs of an account: a row says where a run stands, its log says what happened. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { runs, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'

export type RunRow = typeof runs.$inferSelect

/** Throws `not_found` for a run that is not the account's, or whose session is being deleted. */
export async function findRun({ db }: Pick<Services, 'db'>, accountId: string, id: string): Promise<RunRow> {
  const [found] = await db
    .select({ row: runs })
    .from(runs)
    .innerJoin(sessions, and(eq(sessions.id, runs.sessionId), isNull(sessions.deletedAt)))
    .where(and(eq(runs.id, id), eq(runs.accountId, accountId)))
  if (!found) throw new Refusal('not_found', 'There is no such run: it was deleted, or its address is wrong.')
  return found.row
}
