/** Reads runs of an account: a row says where a run stands, its log says what happened. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
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

/** Every event of the run so far, page by page. */
export async function* pastEvents({ events }: Pick<Services, 'events'>, runId: string, after = 0) {
  for (let last = after; ; ) {
    const page: LoggedEvent[] = await events.read(runId, last)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.id
  }
}

/** The run as its events tell it. */
export async function runState(services: Pick<Services, 'events'>, run: RunRow): Promise<RunState> {
  let state = emptyRun(run.id, run.sessionId)
  for await (const event of pastEvents(services, run.id)) state = applyEvent(state, event)
  return state
}
