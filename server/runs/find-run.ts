/** Finds runs of an account: a row says where a run stands, its log says what happened. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq } from 'drizzle-orm'
import { runs } from '../db/schema.ts'
import type { Services } from '../services.ts'

export type RunRow = typeof runs.$inferSelect

/** Throws `not_found` for a run that is not the account's. */
export async function findRun({ db }: Pick<Services, 'db'>, accountId: string, id: string): Promise<RunRow> {
  const [row] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.id, id), eq(runs.accountId, accountId)))
  if (!row) throw new Refusal('not_found', 'There is no such run: it was deleted, or its address is wrong.')
  return row
}
