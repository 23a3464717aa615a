/** Asks the loop over the real wire, with a scripted model and a workbench in memory. */
import { afterEach } from 'vitest'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import type { Price } from '../../model/model.ts'
import { resolveModel, type ModelSettings } from '../../model/providers.ts'
import { scriptedServer, type ScriptedServer, type ScriptedTurn, type WireRequest } from '../../model/scripted.ts'
import { scriptedWorkbench, type ScriptedCell, type ScriptedWorkbenchOptions } from '../../tools/scripted-workbench.ts'
import type { EngineSettings, Workbench } from '../../tools/tool.ts'
import { answerQuestion, type AnswerOptions } from '../loop.ts'

const settings: EngineSettings = {
  maxRepairAttempts: 3,
  timeoutSeconds: 15,
  maxTimeoutSeconds: 600,
  outputBytes: 1_000_000,
  refusedImports: [],
  maxRunTokens: null,
  maxRunUsd: null,
  maxRunSeconds: null,
}

const servers: ScriptedServer[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map(server => server.close()))
})

type Asked = {
  script: ScriptedTurn[] | ((request: WireRequest, index: number) => ScriptedTurn)
  cell?: ScriptedWorkbenchOptions['cell']
  workbench?: Partial<ScriptedWorkbenchOptions>
  model?: Partial<ModelSettings>
  modelId?: string
  /** As if the model stood in the list of prices. */
  price?: Price
  question?: string
  overWorkbench?: Partial<Workbench>
  settings?: Partial<EngineSettings>
  options?: Partial<AnswerOptions>
}

/** Asks over the real wire and gives all that came of it. */
export async function ask(asked: Asked) {
  const server = await scriptedServer(asked.script)
  servers.push(server)
  const events: RunEvent[] = []
  const workbench = scriptedWorkbench({ cell: asked.cell ?? (() => ({ prints: 'ok\n' })), ...asked.workbench })
  const model = resolveModel(asked.modelId ?? 'openai/scripted', {
    tools: 'auto',
    openaiBaseUrl: server.url,
    openaiApiKey: 'sk-secret',
    ...asked.model,
  })
  const outcome = await answerQuestion({
    runId: 'run-1',
    sessionId: 'session-1',
    question: asked.question ?? 'What is the total revenue?',
    model: asked.price ? { ...model, price: asked.price } : model,
    history: [],
    workbench: { ...workbench, ...asked.overWorkbench },
    settings: { ...settings, ...asked.settings },
    emit: async event => void events.push(event),
    signal: new AbortController().signal,
    ...asked.options,
  })
  const state = events.reduce<RunState>(applyEvent, asked.options?.resumed ?? emptyRun())
  return { outcome, events, state, server, workbench, names: events.map(e => e.event) }
}

export const fail = (name: string, message = 'no'): ScriptedCell => ({ fails: [name, message] })
export const failing =
  (...cells: (ScriptedCell | undefined)[]) =>
  (_code: string, index: number) =>
    cells[index] ?? { prints: '42\n' }
/** The names of the events without the pieces of text, whose number depends on time. */
export const shape = (names: string[]): string[] => names.filter((name, i) => name !== names[i - 1])
