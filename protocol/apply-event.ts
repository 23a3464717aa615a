/** How events become the state of a run. Apart from the schemas, so that the screen carries the fold without zod. */
import { appendOutput } from './append-output.ts'
import type { RunEvent, RunEventData } from './events.ts'
import type { RunState } from './run-state.ts'

type RunStep = RunState['steps'][number]

export function emptyRun(id = '', sessionId = ''): RunState {
  return {
    id,
    sessionId,
    parentRunId: null,
    question: '',
    status: 'queued',
    model: '',
    startedAt: '',
    seconds: null,
    intent: null,
    answer: '',
    thought: '',
    finalResult: null,
    evidence: [],
    steps: [],
    artifacts: [],
    files: [],
    tools: [],
    usage: { inputTokens: 0, outputTokens: 0 },
    error: null,
    lastEventId: 0,
  }
}

/** Changes the step of that number; an event of an unknown step begins one, so that a cut log still reads. */
function withStep(state: RunState, number: number, change: (step: RunStep) => RunStep): RunState {
  const known = state.steps.some(s => s.step === number)
  const steps = known ? state.steps : [...state.steps, newStep(number, state.thought)]
  return {
    ...state,
    thought: known ? state.thought : '',
    steps: steps.map(s => (s.step === number ? change(s) : s)),
  }
}

function newStep(number: number, thought: string): RunStep {
  return {
    step: number,
    label: '',
    labels: [],
    tool: '',
    status: 'running',
    seconds: null,
    thought,
    code: '',
    language: 'python',
    stdout: '',
    stderr: '',
    truncated: false,
    displays: [],
    repairs: [],
    artifactIds: [],
  }
}

/** Adds a thing to a list by id: a later one of the same id takes the place of the earlier. */
function withItem<Item extends { id: string }>(items: Item[], item: Item): Item[] {
  return items.some(i => i.id === item.id) ? items.map(i => (i.id === item.id ? item : i)) : [...items, item]
}

function started(state: RunState, data: RunEventData<'run_started'>): RunState {
  return {
    ...state,
    id: data.runId,
    sessionId: data.sessionId,
    question: data.question,
    model: data.model,
    parentRunId: data.parentRunId ?? null,
    startedAt: data.startedAt,
    status: 'running',
  }
}

function artifactMade(state: RunState, data: RunEventData<'artifact'>): RunState {
  const next = { ...state, artifacts: withItem(state.artifacts, data.artifact) }
  return withStep(next, data.step, s =>
    s.artifactIds.includes(data.artifact.id) ? s : { ...s, artifactIds: [...s.artifactIds, data.artifact.id] },
  )
}

function repairSucceeded(state: RunState, data: RunEventData<'repair_success'>): RunState {
  return withStep(state, data.step, s => ({
    ...s,
    repairs: s.repairs.map(r => (r.attempt === data.attempt ? { ...r, succeeded: true } : r)),
  }))
}

const repairTried = (state: RunState, { step, ...repair }: RunEventData<'repair_attempt'>): RunState =>
  withStep(state, step, s => ({ ...s, repairs: [...s.repairs, { ...repair, succeeded: false }] }))

/** The status a run shows once it ended: what is still marked as running did not end well. */
function ended(state: RunState, data: RunEventData<'done'>): RunState {
  return {
    ...state,
    status: data.status,
    steps: state.steps.map(s => (s.status === 'running' ? { ...s, status: 'error' } : s)),
  }
}

type Fold = { [Name in RunEvent['event']]: (state: RunState, data: RunEventData<Name>) => RunState }

const fold: Fold = {
  run_started: started,
  intent: (state, data) => ({ ...state, intent: data.intent }),
  thought: (state, data) => ({ ...state, thought: state.thought + data.text }),
  text: (state, data) => ({ ...state, answer: state.answer + data.text }),
  step: (state, { step, label, tool, total, usage = state.usage }) => ({
    ...withStep(state, step, s => ({
      ...s,
      label,
      tool,
      labels: [...s.labels, label],
      total: total ?? s.total,
    })),
    usage,
  }),
  code_written: (state, { step, code, language }) => withStep(state, step, s => ({ ...s, code, language })),
  stdout: (state, { step, text, truncated }) =>
    withStep(state, step, s => ({
      ...s,
      stdout: appendOutput(s.stdout, text),
      truncated: s.truncated || truncated === true,
    })),
  stderr: (state, { step, text, truncated }) =>
    withStep(state, step, s => ({
      ...s,
      stderr: appendOutput(s.stderr, text),
      truncated: s.truncated || truncated === true,
    })),
  display: (state, { step, ...shown }) => withStep(state, step, s => ({ ...s, displays: [...s.displays, shown] })),
  artifact: artifactMade,
  file_ready: (state, { file }) => ({ ...state, files: withItem(state.files, file) }),
  repair_attempt: repairTried,
  repair_success: repairSucceeded,
  step_done: (state, { step, tool, status, seconds, usage = state.usage }) => ({
    ...withStep(state, step, s => ({ ...s, tool, status, seconds })),
    usage,
  }),
  final_result: (state, data) => ({ ...state, finalResult: data }),
  evidence: (state, data) => ({ ...state, evidence: data.claims }),
  meta: (state, { tools, seconds, usage }) => ({ ...state, tools, seconds, usage }),
  error: (state, data) => ({ ...state, error: data }),
  done: ended,
}

/** The next state. Pure: arrays and objects are replaced, never mutated, because views compare by identity. */
export function applyEvent(state: RunState, logged: RunEvent & { id?: number }): RunState {
  // A log written by a later version may hold events that this one does not know.
  const known = Object.hasOwn(fold, logged.event)
  const change = fold[logged.event] as (state: RunState, data: RunEvent['data']) => RunState
  const next = known ? change(state, logged.data) : state
  return { ...next, lastEventId: logged.id ?? state.lastEventId + 1 }
}
