/**
 * Answers one question. Runs of a session go one after another: a run whose turn has not come is left alone, and whoever ends the one before
 * it calls for it. A run always ends with `done`, also when the process that held it died: another takes it over, fenced by the epoch.
 */
import { answerQuestion } from '@codingagent/engine/agent/loop.ts'
import { ModelError } from '@codingagent/engine/model/model.ts'
import { resolveModel } from '@codingagent/engine/model/providers.ts'
import { SandboxUnavailable } from '@codingagent/engine/sandbox/sandbox.ts'
import type { EngineSettings } from '@codingagent/engine/tools/tool.ts'
import type { RunEvent, RunOutcome } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Settings } from '../env.ts'
import { runs, sessions } from '../db/schema.ts'
import { modelSettings } from '../models.ts'
import type { Services } from '../services.ts'
import type { SessionRow } from '../sessions/find-session.ts'
import { callWorker } from './call-worker.ts'
import { Fenced } from './event-log.ts'
import type { RunRow } from './find-run.ts'
import { holdRun } from './hold-run.ts'
import { killWhenStuck } from './kill-when-stuck.ts'
import { serverWorkbench } from './workbench.ts'
import { eventWriter } from './write-events.ts'

/** Milliseconds without a word from its worker after which a run counts as abandoned. */
export const SILENCE = 15_000
/** A question that brought the process down so often is not tried again. */
const MOST_TAKEOVERS = 5
/** Earlier runs that the model is told of; it knows nothing of what came before. */
const HISTORY = 50

/**
 * Never rejects for what happens in the run; rejects when the database is away or `leave` was aborted, so that the queue gives the run to
 * another. `leave` means that this worker goes away: it lets go of the run where it stands.
 */
export async function executeRun(services: Services, runId: string, leave: AbortSignal): Promise<void> {
  const [claimed, found] = await Promise.all([services.events.claim(runId, SILENCE), runWithSession(services, runId)])
  if (!claimed || !found) return
  const { run, session } = found
  try {
    await hold(services, { run, session, ...claimed, leave })
  } catch (error) {
    // Someone else has it now, or will, and ends it.
    if (!(error instanceof Fenced)) throw error
    leave.throwIfAborted()
  }
  await callNext(services, session.id)
}

type Turn = { run: RunRow; session: SessionRow }

async function runWithSession({ db }: Services, runId: string): Promise<Turn | undefined> {
  const [found] = await db
    .select({ run: runs, session: sessions })
    .from(runs)
    .innerJoin(sessions, eq(sessions.id, runs.sessionId))
    .where(eq(runs.id, runId))
  return found
}

/** The session's next question, if one waits. */
async function callNext(services: Services, sessionId: string): Promise<void> {
  const [next] = await services.db
    .select({ runId: runs.id, accountId: runs.accountId })
    .from(runs)
    .where(and(eq(runs.sessionId, sessionId), isNull(runs.finishedAt)))
    .orderBy(asc(runs.createdAt), asc(runs.id))
    .limit(1)
  if (next) await callWorker(services, next)
}

type Held = Turn & { epoch: number; lastEventId: number; leave: AbortSignal }

async function hold(services: Services, held: Held): Promise<void> {
  const { run, epoch, leave } = held
  const append = async (...events: RunEvent[]): Promise<void> => {
    if (leave.aborted) throw new Fenced(run.id)
    await services.events.append(run.id, epoch, events)
  }
  const writer = eventWriter(events => append(...events))
  const holding = holdRun(services, { run, epoch, leave })
  try {
    if (run.cancelRequestedAt !== null) return await append(done('cancelled'))
    if (epoch > MOST_TAKEOVERS) return await append(gaveUp, done('failed'))
    const outcome = await answer(services, held, { emit: writer.emit, signal: holding.signal })
    await writer.emit(done(outcome))
    await writer.flush()
  } catch (error) {
    if (error instanceof Fenced) throw error
    await writer.flush().catch(() => {}) // what it had; why that failed, if it did, is what is told
    services.logger.error({ err: error, runId: run.id }, 'a run ended by an internal error')
    await append(faultOf(error), done('failed'))
  } finally {
    await holding.release()
  }
}

const done = (status: RunOutcome): RunEvent => ({ event: 'done', data: { status } })
const fault = (code: string, message: string): RunEvent => ({ event: 'error', data: { code, message } })
const gaveUp = fault(
  'internal',
  'The server stopped several times while it worked on this question. Ask it in another way.',
)

function faultOf(error: unknown): RunEvent {
  if (error instanceof ModelError) return fault(error.code, error.message)
  if (error instanceof SandboxUnavailable) return fault('sandbox_unavailable', error.message)
  return fault('internal', 'Something went wrong here, not with your question. Ask it again.')
}

type Answering = { emit: (event: RunEvent) => Promise<void>; signal: AbortSignal }

async function answer(
  services: Services,
  { run, session, lastEventId }: Held,
  { emit, signal }: Answering,
): Promise<RunOutcome> {
  const { id: runId, sessionId, accountId, question, parentRunId } = run
  const owner = { sessionId, accountId, generation: session.kernelGeneration }
  // Opened while the model thinks: most questions need it.
  services.kernels.prepare(owner)
  // Beyond its first event there is what a worker that died has left.
  const [history, resumed] = await Promise.all([
    historyOf(services, run),
    lastEventId > 1 ? services.states.of(run) : undefined,
  ])
  const earlier = resumed ? [...history, resumed] : history
  const lease = services.kernels.lease({
    ...owner,
    ranBefore: earlier.some(({ steps }) => steps.some(step => step.code !== '')),
    lastKernel: earlier.length > 0 ? await lastKernelOf(services, sessionId) : null,
    onVariables: async (variables, kernelId) => {
      await services.db.update(sessions).set({ variables, lastKernel: kernelId }).where(eq(sessions.id, sessionId))
    },
  })
  const publisher = { services, accountId, sessionId, runId }
  const stuck = killWhenStuck({ sessionId, kernels: services.kernels, lease }, signal)
  try {
    return await answerQuestion({
      runId,
      sessionId,
      question,
      parentRunId: parentRunId ?? undefined,
      model: resolveModel(run.model, modelSettings(services.settings)),
      history,
      resumed,
      workbench: serverWorkbench({ services, publisher, lease }),
      settings: engineSettings(services.settings),
      emit,
      signal,
    })
  } finally {
    stuck.end()
    lease.release()
  }
}

/** Asked once the run is ours: until then the one before it may still run cells. */
async function lastKernelOf({ db }: Services, sessionId: string): Promise<string | null> {
  const [row] = await db.select({ id: sessions.lastKernel }).from(sessions).where(eq(sessions.id, sessionId))
  return row?.id ?? null
}

/** The runs before this one, oldest first. */
async function historyOf({ db, states }: Services, { id, sessionId }: RunRow): Promise<RunState[]> {
  const rows = await db
    .select()
    .from(runs)
    .where(
      and(
        eq(runs.sessionId, sessionId),
        sql`(${runs.createdAt}, ${runs.id}) < (select created_at, id from runs where id = ${id})`,
      ),
    )
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(HISTORY)
  return Promise.all(rows.toReversed().map(row => states.of(row)))
}

function engineSettings(settings: Settings): EngineSettings {
  return {
    maxRepairAttempts: settings.maxCodeRepairAttempts,
    timeoutSeconds: settings.codeExecutionTimeout,
    maxTimeoutSeconds: settings.codeExecutionTimeoutMax,
    outputBytes: settings.sandboxOutput,
    refusedImports: settings.sandboxRefusedImports,
    maxRunTokens: settings.maxRunTokens,
    maxRunUsd: settings.maxRunUsd,
    maxRunSeconds: settings.maxRunSeconds,
  }
}
