/** Answers one question: model, tools, model again, until there is an answer. Knows no HTTP, no database, no user. */
import { z } from 'zod'
import type { RunOutcome, Usage } from '@codingagent/protocol/events.ts'
import { emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { ModelError, type Model, type ModelMessage, type ToolCall, type ToolDescription } from '../model/model.ts'
import { listFiles } from '../tools/list-files.ts'
import { profileData } from '../tools/profile-data.ts'
import { runPythonTool, type CellReport } from '../tools/run-python.ts'
import type { Emit, EngineSettings, Picture, Tool, ToolOutcome, Workbench, WorkspaceFile } from '../tools/tool.ts'
import { MOST_TURNS, startBudget, usedBefore, type Budget } from './budget.ts'
import {
  fitted,
  historyMessages,
  lookAround,
  runMessages,
  sizeOf,
  systemPrompt,
  withoutCalls,
  type World,
} from './context.ts'
import { endOf, fallbackAnswer, outcomeOf, overBudgetText } from './ending.ts'
import { evidenceOf } from './evidence.ts'
import { intentOf } from './intent.ts'
import { tagged } from './prompts.ts'
import { repairWith } from './repair.ts'
import { runLog, type RunLog } from './run-log.ts'
import { cellReport, fullDetail } from './step-report.ts'
import { Steps } from './steps.ts'
import { GO_ON, runTurn, type Turn } from './turn.ts'

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
  const { resumed, settings, clock = () => performance.now() } = options
  const log = counting(runLog(options.emit, startState(options)), {
    usage: () => ({ ...budget.usage }),
    total: step => steps.totalAt(step),
  })
  const { model, workbench } = options
  const used = resumed && usedBefore(resumed, model)
  const budget = startBudget({ settings, clock, used, price: model.price })
  const signal = AbortSignal.any([options.signal, budget.timeUp])
  const tools = [
    runPythonTool({ repair: repairWith(model, budget), report: (step, cell) => reportOf(log, step, cell) }),
    profileData,
    listFiles,
  ]
  const steps = new Steps({ log, workbench, settings, signal, tools, clock })
  try {
    return await runToEnd({ options, log, budget, signal, steps, tools })
  } finally {
    budget.end()
  }
}

type Counts = { usage: () => Usage; total: (step: number) => { total?: number } }

/** Steps tell what the run has used so far, which in the log outlives this process, and how many of them there will be. */
function counting(log: RunLog, { usage, total }: Counts): RunLog {
  return {
    get state() {
      return log.state
    },
    flush: () => log.flush(),
    emit(event) {
      if (event.event === 'step')
        return log.emit({ ...event, data: { ...event.data, ...total(event.data.step), usage: usage() } })
      if (event.event === 'step_done') return log.emit({ ...event, data: { ...event.data, usage: usage() } })
      return log.emit(event)
    },
  }
}

function startState({ runId, sessionId, question, model, resumed }: AnswerOptions): RunState {
  return resumed ?? { ...emptyRun(runId, sessionId), question, model: model.id, status: 'running' }
}

type Run = {
  options: AnswerOptions
  log: RunLog
  budget: Budget
  signal: AbortSignal
  steps: Steps
  tools: Tool[]
}

async function runToEnd(run: Run): Promise<RunOutcome> {
  const { options, log, budget, steps } = run
  // The last process had said all but `done`.
  if (options.resumed && options.resumed.seconds !== null) return outcomeOf(options.resumed)
  let outcome: RunOutcome
  try {
    outcome = await converse(run)
  } catch (thrown) {
    await steps.closeAll()
    const end = endOf(thrown, { cancelled: options.signal.aborted, budget })
    if (!end) throw thrown
    if (end.error) await log.emit({ event: 'error', data: end.error })
    if (end.text) await sayApart(log, end.text)
    outcome = end.outcome
  }
  await steps.closeAll()
  if (outcome === 'answered' && log.state.answer.trim() === '') await sayApart(log, fallbackAnswer(log.state))
  if (log.state.answer !== '') await emitEvidence(run)
  const tools = [...new Set(log.state.steps.map(s => s.tool))]
  const data = { tools, steps: log.state.steps.length, seconds: budget.seconds(), usage: budget.usage }
  await log.emit({ event: 'meta', data })
  await log.flush()
  return outcome
}

/** Turns in a row of which no call could be read. */
const MOST_BAD_TURNS = 3

type Conversation = {
  messages: ModelMessage[]
  fences: boolean
  world: World
  shownBefore: string
  badTurns: number
  uncountedTold?: boolean
  mostCharacters?: number
}

/** The loop itself. Ends with an answer, at a cap, or by what is thrown. */
async function converse(run: Run): Promise<RunOutcome> {
  const { log, budget, signal } = run
  signal.throwIfAborted()
  const talk = await begin(run)
  let asked = 0
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const cap = budget.reached()
    if (cap) return stopAtCap(log, overBudgetText(cap))
    const turn = await nextTurn(run, talk)
    signal.throwIfAborted()
    await tellUncounted(run, talk)
    if (turn.calls.length + turn.badCalls.length > 0) {
      await perform(run, talk, turn)
      continue
    }
    if (turn.text) talk.messages.push({ role: 'assistant', text: turn.text, calls: [] })
    const goOn = asked < 2 && goOnText(turn, log.state)
    if (!goOn) return 'answered'
    asked++
    talk.messages.push({ role: 'user', text: goOn })
    if (turn.cut) talk.shownBefore = turn.text
  }
  return stopAtCap(log, overBudgetText(`${MOST_TURNS} turns`))
}

async function begin({ options, log, steps }: Run): Promise<Conversation> {
  const { history, resumed, workbench, model, question } = options
  await steps.closeAll()
  const world = await lookAround(workbench, resumed ? [...history, resumed] : history)
  if (!log.state.intent) {
    const generatedFile = world.files.some(f => f.origin === 'generated')
    const intent = intentOf(question, { fileKinds: world.files.map(f => f.kind), generatedFile })
    await log.emit({ event: 'intent', data: { intent } })
  }
  const style = model.tools ? 'calls' : 'fences'
  const own = runMessages(log.state, style, fullDetail)
  const pictures = model.vision ? await uploadedPictures(world.files, workbench) : []
  if (own[0]?.role === 'user' && pictures.length > 0) own[0] = { ...own[0], images: pictures }
  const messages = [...historyMessages(history, style), ...own]
  if (log.state.answer !== '') messages.push({ role: 'user', text: GO_ON })
  return { messages, fences: !model.tools, world, shownBefore: log.state.answer, badTurns: 0 }
}

/** The newest pictures that the person gave, for a model that can see. */
async function uploadedPictures(files: WorkspaceFile[], workbench: Workbench): Promise<Picture[]> {
  const uploads = files.filter(f => f.kind === 'image' && f.origin === 'upload').slice(-3)
  const pictures = await Promise.all(uploads.map(async ({ path }) => (await workbench.image?.({ path })) ?? null))
  return pictures.filter(picture => picture !== null)
}

/** What to say to a model that stopped too early; null when it did not. */
function goOnText(turn: Turn, state: RunState): string | null {
  if (turn.cut && turn.text)
    return 'You reached the limit of one message. Go on exactly after your last character; repeat nothing.'
  return turn.text.trim() === '' && state.answer === '' ? 'Now answer the question in plain words.' : null
}

/** One turn; a model that turns out to have no tools goes on with fenced code, a conversation too long for it is shortened. */
async function nextTurn(run: Run, talk: Conversation): Promise<Turn> {
  const { options, log, budget, signal, steps, tools } = run
  const { shownBefore } = talk
  talk.shownBefore = ''
  for (let shortened = 0; ; ) {
    const request = {
      system: systemPrompt(talk.world, talk.fences ? 'fences' : 'calls', options.settings),
      messages: fitted(talk.messages, talk.mostCharacters),
      tools: talk.fences ? [] : tools.map(described),
      signal,
    }
    try {
      const onCallStarted = (name: string): Promise<void> => steps.callStarted(name)
      return await runTurn({
        model: options.model,
        request,
        fences: talk.fences,
        log,
        budget,
        shownBefore,
        onCallStarted,
      })
    } catch (fault) {
      if (!(fault instanceof ModelError)) throw fault
      if (fault.code === 'no_tools' && !talk.fences) {
        talk.fences = true
        talk.messages = withoutCalls(talk.messages)
      } else if (fault.code === 'too_long' && shortened < 2) {
        shortened++
        talk.mostCharacters = Math.floor(sizeOf(talk.messages) / 3 ** shortened)
      } else throw fault
    }
  }
}

/** The same tools are described at every turn of every run. */
const parameters = new WeakMap<Tool['input'], Record<string, unknown>>()

function described({ name, description, input }: Tool): ToolDescription {
  const known = parameters.get(input) ?? (z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>)
  parameters.set(input, known)
  return { name, description, parameters: known }
}

/** Runs the calls of a turn one after another and puts what came of them before the model. */
async function perform(run: Run, talk: Conversation, turn: Turn): Promise<void> {
  const { steps, signal, options } = run
  const pictures: Picture[] = []
  const results: ModelMessage[] = []
  steps.plan(turn.calls.length)
  for (const call of turn.calls) {
    const outcome = await steps.run(call)
    signal.throwIfAborted()
    results.push(resultMessage(call, outcome, talk))
    pictures.push(...(outcome.pictures ?? []))
  }
  if (turn.calls.length === 0) await steps.refuse()
  talk.messages.push({ role: 'assistant', text: turn.text, calls: turn.calls }, ...results)
  if (talk.fences) talk.messages = withoutCalls(talk.messages)
  if (options.model.vision && pictures.length > 0) {
    talk.messages.push({ role: 'user', text: 'The pictures that the code showed:', images: pictures.slice(0, 4) })
  }
  tellBadCalls(talk, turn)
}

/** Once a run: a cap that cannot be held is told, not passed over in silence. */
async function tellUncounted({ log, budget }: Run, talk: Conversation): Promise<void> {
  const text = talk.uncountedTold ? null : budget.uncounted()
  if (text === null) return
  talk.uncountedTold = true
  await log.emit({ event: 'thought', data: { text: `${text}\n` } })
}

const resultMessage = (call: ToolCall, { text }: ToolOutcome, { fences }: Conversation): ModelMessage =>
  fences ? { role: 'user', text: tagged('result', text) } : { role: 'tool', callId: call.id, name: call.name, text }

/** A call that could not be read is told, not run. A model that writes nothing else is given up. */
function tellBadCalls(talk: Conversation, { badCalls, calls, cut }: Turn): void {
  talk.badTurns = calls.length === 0 ? talk.badTurns + 1 : 0
  if (talk.badTurns > MOST_BAD_TURNS) {
    throw new ModelError(
      'provider_error',
      'The model asked for tools in a way that cannot be read, several times in a row. Try again, or choose another model.',
    )
  }
  const problems = badCalls.map(
    bad => `- ${bad.name}: ${bad.problem}${cut ? ', because your message reached its limit' : ''}`,
  )
  if (problems.length === 0) return
  const text = `These calls could not be read and were not run:\n${problems.join('\n')}\nCall again with valid JSON arguments.`
  talk.messages.push({ role: 'user', text })
}

async function stopAtCap(log: RunLog, text: string): Promise<RunOutcome> {
  await sayApart(log, text)
  return 'over_budget'
}

/** The loop's own words, in a paragraph of their own. */
async function sayApart(log: RunLog, text: string): Promise<void> {
  const apart = log.state.answer.trim() === '' ? text : `\n\n${text}`
  await log.emit({ event: 'text', data: { text: apart } })
}

function reportOf(log: RunLog, step: number, cell: CellReport): string {
  const known = log.state.steps.find(s => s.step === step)
  return known ? cellReport(log.state, known, cell) : ''
}

async function emitEvidence({ options, log, signal }: Run): Promise<void> {
  const { history, workbench } = options
  const claims = await evidenceOf({ run: log.state, history, workbench, askKernel: !signal.aborted })
  await log.emit({ event: 'evidence', data: { claims } })
}
