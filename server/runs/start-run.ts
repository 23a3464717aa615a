import { resolveModel } from '@codingagent/engine/model/providers.ts'
import type { Question } from '@codingagent/protocol/api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { and, eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { modelSettings } from '../models.ts'
import { artifacts, runEvents, runs, sessions, storable } from '../db/schema.ts'
import { newId } from '../new-id.ts'
import { worksAlone, type Services } from '../services.ts'
import { findSession, sessionOf } from '../sessions/find-session.ts'
import { callWorker } from './call-worker.ts'
import { titleOf } from '../sessions/title-of.ts'

type Asked = {
  sessionId: string
  /** Where neither the question nor the session says. */
  otherwiseModel?: string
  /** Sent with the question by who may send it again: the same key in the same session is the same question, asked once. */
  key?: string
} & z.output<typeof Question>

/**
 * Stores the question and hands it to a worker. Once this has returned the question is never lost: were the process to die before the job
 * is queued, whoever looks for abandoned runs finds it. Returns the run's id: of a question that was asked before with this key, that run's.
 */
export async function startRun(services: Services, accountId: string, asked: Asked): Promise<string> {
  const { sessionId, parentRunId } = asked
  // The title is made of it, and a question that is sent again is compared with it.
  const question = storable(asked.question)
  const session = await findSession(services, accountId, sessionId)
  if (parentRunId !== undefined) await checkParent(services, sessionId, parentRunId)
  const model = asked.model ?? session.model ?? asked.otherwiseModel ?? (await services.models.default())
  // Throws, in words, for a model that nobody here can reach.
  resolveModel(model, modelSettings(services.settings))

  const runId = newId('run')
  const started: RunEvent = {
    event: 'run_started',
    data: { runId, sessionId, question, model, parentRunId, startedAt: new Date().toISOString() },
  }
  // The row and its first event are one: the log has no run without a beginning.
  const asking = services.db.transaction(async transaction => {
    // First, because it locks the session: its questions have one order, and none appears before one that a worker has begun.
    const [alive] = await transaction
      .update(sessions)
      .set({
        updatedAt: sql`clock_timestamp()`,
        ...(!session.titled && { title: firstTitle(session, question) }),
      })
      .where(sessionOf(accountId, sessionId))
      .returning({ id: sessions.id })
    if (!alive) throw new Refusal('not_found', 'This session was deleted: begin a new one.')
    // It opens while the question is stored and queued. Of several processes another may work on it, and opens its own. Only now: whoever
    // deletes the session waits for this row, and so finds the kernel and its folder.
    if (worksAlone(services)) services.kernels.prepare({ sessionId, accountId, generation: session.kernelGeneration })
    const [stored] = await transaction
      .insert(runs)
      .values({
        id: runId,
        accountId,
        sessionId,
        parentRunId: parentRunId ?? null,
        question,
        model,
        idempotencyKey: asked.key ?? null,
        lastEventId: 1,
        createdAt: afterAllOf(sessionId),
      })
      .onConflictDoNothing({ target: [runs.sessionId, runs.idempotencyKey] })
      .returning({ id: runs.id })
    if (!stored) return askedBefore(transaction, { ...asked, question })
    await transaction.insert(runEvents).values({ runId, id: 1, accountId, epoch: 0, data: JSON.stringify(started) })
    return runId
  })
  const asRun = await asking
  if (asRun !== runId) return asRun
  // The question is stored, so it is accepted; whoever looks for abandoned runs calls a worker for it.
  await callWorker(services, { accountId, runId }).catch((error: unknown) =>
    services.logger.warn({ err: error, runId }, 'a question could not be queued at once'),
  )
  return runId
}

/** The run of the same question under this key. Its row is there: a session's questions are stored one after another. */
async function askedBefore(transaction: Pick<Services['db'], 'select'>, { sessionId, question, key }: Asked) {
  const [run] = await transaction
    .select({ id: runs.id, question: runs.question })
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), eq(runs.idempotencyKey, key ?? '')))
  if (run?.question === question) return run.id
  throw new Refusal(
    'conflict',
    'This Idempotency-Key was sent with another question of this session: send a key of its own with each question.',
  )
}

type Named = { id: string; accountId: string; title: string }

/** The first question names the session, with its file where another session has that name already; later ones leave that name. */
function firstTitle({ id, accountId, title }: Named, question: string) {
  const wanted = titleOf(question)
  const asked = sql`exists (select 1 from ${runs} where ${runs.sessionId} = ${id})`
  const taken = sql`exists (
    select 1 from ${sessions} as other
    where other.account_id = ${accountId} and other.id <> ${id} and other.deleted_at is null
      and (other.title = ${wanted} or other.title like ${`${likeText(wanted)} · %`})
  )`
  const file = sql`(
    select ${artifacts.name} from ${artifacts}
    where ${artifacts.sessionId} = ${id} and ${artifacts.origin} = 'upload' and ${artifacts.state} = 'ready'
      and strpos(lower(${wanted}), lower(${artifacts.name})) = 0
    order by ${artifacts.createdAt} desc, ${artifacts.id} desc limit 1
  )`
  return sql<string>`case
    when ${asked} then ${title}
    when ${taken} then left(${wanted} || coalesce(' · ' || ${file}, ''), 200)
    else ${wanted} end`
}

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

/** Now, and a moment after the session's last question: two within a millisecond keep their order. */
const afterAllOf = (sessionId: string) => sql<Date>`greatest(
  clock_timestamp(),
  (select max(${runs.createdAt}) + interval '1 millisecond' from ${runs} where ${runs.sessionId} = ${sessionId})
)`

async function checkParent({ db }: Services, sessionId: string, id: string): Promise<void> {
  const [parent] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(and(eq(runs.id, id), eq(runs.sessionId, sessionId)))
  if (!parent)
    throw new Refusal(
      'bad_request',
      'This session has no run of the id in “parentRunId”: send the id of one of its runs.',
    )
}
