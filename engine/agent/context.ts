/** What the model sees: the system prompt, and the messages rebuilt from the logs of runs. There is no other store of messages. */
import type { Variable } from '@codingagent/protocol/api.ts'
import type { RunState, RunStep } from '@codingagent/protocol/run-state.ts'
import type { ModelMessage } from '../model/model.ts'
import { shortProfileText } from '../tools/describe-file.ts'
import type { EngineSettings, Workbench, WorkspaceFile } from '../tools/tool.ts'
import { truncate } from '../tools/truncate.ts'
import { prompt, tagged } from './prompts.ts'
import { briefDetail, fullDetail, stepReport, variableList, type Detail } from './step-report.ts'

/** With tools, code is a call; without, a fenced block. */
export type CodeStyle = 'calls' | 'fences'

/** Characters of messages that fit every model of today, about 60,000 tokens. */
const MOST_CHARACTERS = 240_000

export type World = {
  files: WorkspaceFile[]
  /** Alive, or gone with the kernel that was lost. */
  variables: Variable[]
  kernelWasLost: boolean
  hadKernel: boolean
}

/** Looks at the workbench once, at the start of a run. Opens no kernel that was not used before. */
export async function lookAround(workbench: Workbench, runs: RunState[]): Promise<World> {
  const hadKernel = runs.some(run => run.steps.some(step => step.tool === 'run_python'))
  const files = await workbench.files()
  if (!hadKernel) return { files, variables: [], kernelWasLost: false, hadKernel }
  const kernelWasLost = await workbench.kernelWasLost()
  const variables = await (kernelWasLost ? workbench.lastVariables() : aliveVariables(workbench))
  return { files, variables, kernelWasLost, hadKernel }
}

/** Best effort: the model can look for itself when the kernel does not answer. */
async function aliveVariables(workbench: Workbench): Promise<Variable[]> {
  try {
    const kernel = await workbench.kernel()
    const reply = await kernel.ask<{ items: Variable[] }>('variables', {}, { timeoutSeconds: 5 })
    return reply.items
  } catch {
    return []
  }
}

export function systemPrompt(world: World, style: CodeStyle, settings: EngineSettings): string {
  const shown = world.files.slice(0, 40)
  const files = shown.map(shortProfileText)
  if (world.files.length > shown.length)
    files.push(`and ${world.files.length - shown.length} more; list_files names them all`)
  return prompt('system', {
    how: prompt(style === 'calls' ? 'with-tools' : 'with-fences'),
    files: files.join('\n').replaceAll('</files', '<\\/files') || 'No files yet.',
    alive: aliveText(world),
    timeout: String(settings.timeoutSeconds),
  })
}

function aliveText({ variables, kernelWasLost, hadKernel }: World): string {
  if (kernelWasLost) {
    const gone = variables.length > 0 ? ` Gone: ${variableList(variables, 60)}.` : ''
    return `The kernel was restarted since the last question: variables, imports and functions are gone, the files remain.${gone} Load and compute again what you need.`
  }
  if (variables.length > 0)
    return `These variables of earlier steps are alive and can be used: ${variableList(variables, 60)}.`
  return hadKernel ? 'Variables of earlier steps may be alive.' : 'Nothing yet: the kernel is fresh.'
}

/** Earlier runs as messages: the newest whole, older ones shorter, the oldest as one line each. */
export function historyMessages(history: RunState[], style: CodeStyle): ModelMessage[] {
  return history.flatMap((run, index) => {
    const age = history.length - index
    if (age === 1) return runMessages(run, style, fullDetail)
    if (age <= 8) return runMessages(run, style, briefDetail)
    return shortRunMessages(run)
  })
}

function shortRunMessages(run: RunState): ModelMessage[] {
  return [
    { role: 'user', text: truncate(run.question, 400) },
    { role: 'assistant', text: truncate(run.answer || run.finalResult?.value || '(no answer)', 600), calls: [] },
  ]
}

/** One run, whole or half-done: the question, its steps with what came out, and the answer as far as there is one. */
export function runMessages(run: RunState, style: CodeStyle, detail: Detail): ModelMessage[] {
  const question = truncate(run.question, detail === fullDetail ? 100_000 : 2000)
  const steps = run.steps
    .filter(step => step.tool === 'run_python' && step.code !== '')
    .flatMap(step => stepMessages(run, step, { style, detail }))
  const end = endText(run, detail)
  const messages: ModelMessage[] = [{ role: 'user', text: question }, ...steps]
  return end ? [...messages, { role: 'assistant', text: end, calls: [] }] : messages
}

function endText(run: RunState, detail: Detail): string {
  const answer = truncate(run.answer, detail === fullDetail ? 20_000 : 3000)
  if (run.status === 'running') return answer
  if (run.status === 'cancelled') return `${answer}\n(The person stopped this run.)`.trim()
  return answer || (run.error ? `(This run failed: ${run.error.message})` : '(no answer)')
}

function stepMessages(
  run: RunState,
  step: RunStep,
  { style, detail }: { style: CodeStyle; detail: Detail },
): ModelMessage[] {
  const code = truncate(step.code, detail === fullDetail ? 20_000 : 3000)
  const call = { id: `${run.id}-${step.step}`, name: step.tool, input: { code } }
  const messages: ModelMessage[] = [
    { role: 'assistant', text: detail === fullDetail ? truncate(step.thought.trim(), 500) : '', calls: [call] },
    { role: 'tool', callId: call.id, name: call.name, text: stepReport(run, step, detail) },
  ]
  return style === 'calls' ? messages : withoutCalls(messages)
}

/**
 * Shortens until the whole fits: first the results of tools from the oldest on, then every long text. The newest message and the newest
 * question stay whole.
 */
export function fitted(messages: ModelMessage[], most = MOST_CHARACTERS): ModelMessage[] {
  let over = sizeOf(messages) - most
  const question = messages.findLastIndex(m => m.role === 'user')
  const shorten = (message: ModelMessage, index: number, to: number): ModelMessage => {
    const kept = index === question || index === messages.length - 1
    if (over <= 0 || kept || message.text.length <= to) return message
    const text = truncate(message.text, to)
    over -= message.text.length - text.length
    return { ...message, text }
  }
  return messages
    .map((m, index) => (m.role === 'assistant' ? m : shorten(m, index, 600)))
    .map((m, index) => shorten(m, index, 600))
}

/** In characters. */
export function sizeOf(messages: ModelMessage[]): number {
  return messages.reduce(
    (sum, m) => sum + m.text.length + (m.role === 'assistant' ? JSON.stringify(m.calls).length : 0),
    0,
  )
}

/** The same conversation for a model without tools: calls as fenced blocks, their results as messages. */
export function withoutCalls(messages: ModelMessage[]): ModelMessage[] {
  return messages.map(m => {
    if (m.role === 'tool') return { role: 'user', text: tagged('result', m.text) }
    if (m.role !== 'assistant' || m.calls.length === 0) return m
    const blocks = m.calls.map(call => `\`\`\`python\n${codeInput(call.input)}\n\`\`\``)
    return { role: 'assistant', text: [m.text, ...blocks].filter(Boolean).join('\n\n'), calls: [] }
  })
}

const codeInput = (input: unknown): string =>
  input !== null && typeof input === 'object' && 'code' in input && typeof input.code === 'string'
    ? input.code
    : '# look at the files'
