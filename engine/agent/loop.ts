/** Answers one question: model, tools, model again, until there is an answer. Knows no HTTP, no database, no user. */
import type { RunOutcome } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { Model } from '../model/model.ts'
import type { Emit, EngineSettings, Workbench } from '../tools/tool.ts'

export type AnswerOptions = {
  runId: string
  sessionId: string
  question: string
  parentRunId?: string
  model: Model
  /** Earlier runs of the session, oldest first, without this one. */
  history: RunState[]
  /** The state of this very run, left behind by a process that died: its finished steps are kept, a half-done one is closed. */
  resumed?: RunState
  workbench: Workbench
  settings: EngineSettings
  emit: Emit
  /** Aborted when the person stops the run: the model's stream and the running cell end, the outcome is `cancelled`. */
  signal: AbortSignal
  /** Milliseconds; tests give their own. */
  clock?: () => number
}

/**
 * Emits every event after `run_started` (appended by the caller before) up to and including `meta`, in true order, and gives the outcome;
 * the caller appends `done`. Faults of the model, its provider or the sandbox are emitted as `error` with outcome `failed`. Rejects only
 * for a bug, or when `emit` rejects: the caller then appends `error` and `done`.
 */
export async function answerQuestion(options: AnswerOptions): Promise<RunOutcome> {
  const { emit } = options
  await emit({ event: 'meta', data: { tools: [], steps: 0, seconds: 0, usage: { inputTokens: 0, outputTokens: 0 } } })
  return 'answered'
}
