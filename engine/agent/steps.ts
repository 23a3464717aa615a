/** The steps of a run: each call of a tool is one, numbered from 1, opened, run, and closed whatever happens. */
import type { RunLog } from './run-log.ts'
import { KernelFailure } from '../sandbox/sandbox.ts'
import type { EngineSettings, Tool, ToolOutcome, Workbench } from '../tools/tool.ts'
import { CUT_SHORT, type ToolCall } from '../model/model.ts'

export type StepsOptions = {
  log: RunLog
  workbench: Workbench
  settings: EngineSettings
  signal: AbortSignal
  tools: Tool[]
  /** Milliseconds. */
  clock: () => number
}

export class Steps {
  readonly #options: StepsOptions
  /** A step that was opened when its call began to come in. */
  #open: { step: number; tool: string; label: string; at: number } | null = null
  /** The last step that is asked for, where one turn of the model asked for several; 0 where not. */
  #total = 0

  constructor(options: StepsOptions) {
    this.#options = options
  }

  /** A call begins to come in: its step shows at once. Only the tool whose label needs no arguments. */
  async callStarted(tool: string): Promise<void> {
    if (tool === 'run_python' && !this.#open) await this.#begin(tool, 'Writing Python code')
  }

  /** So many calls are about to run. One alone tells nothing of how many follow it. */
  plan(calls: number): void {
    const before = this.#open ? this.#open.step - 1 : this.#last()
    this.#total = calls > 1 ? before + calls : 0
  }

  /** How many steps there will be, as far as the model has asked for them; nothing where that is not known. */
  totalAt(step: number): { total?: number } {
    return step <= this.#total ? { total: this.#total } : {}
  }

  /** Runs one call as one step; arguments that do not fit are told, not run. */
  async run(call: ToolCall): Promise<ToolOutcome> {
    const tool = this.#options.tools.find(t => t.name === call.name)
    if (!tool) return this.refuse(`There is no tool called ${call.name}.`)
    const input = tool.input.safeParse(call.input)
    if (!input.success) {
      const problem = input.error.issues.map(i => `${i.path.join('.') || 'arguments'}: ${i.message}`).join('; ')
      return this.refuse(`The arguments did not fit: ${problem}. Nothing was run.`)
    }
    const { step } = await this.#begin(tool.name, tool.label(input.data))
    const outcome = await this.#attempt(tool, input.data, step)
    await this.#end(outcome.status)
    return outcome
  }

  /** A call that cannot be run. If its step shows already, it is closed. */
  async refuse(text = ''): Promise<ToolOutcome> {
    await this.#end('error')
    return { status: 'error', text }
  }

  /** Closes what is open, here or left behind in a log taken over; nothing may stay open when a run ends. */
  async closeAll(): Promise<void> {
    await this.#end('error')
    for (const { step, tool, status } of this.#options.log.state.steps) {
      if (status === 'running') {
        await this.#options.log.emit({ event: 'stderr', data: { step, text: `${CUT_SHORT}\n` } })
        await this.#options.log.emit({ event: 'step_done', data: { step, tool, status: 'error', seconds: 0 } })
      }
    }
  }

  async #attempt(tool: Tool, input: unknown, step: number): Promise<ToolOutcome> {
    const { log, workbench, settings, signal } = this.#options
    try {
      return await tool.run(input, { step, emit: log.emit, workbench, settings, signal })
    } catch (failure) {
      signal.throwIfAborted()
      if (!(failure instanceof KernelFailure)) throw failure
      await log.emit({ event: 'stderr', data: { step, text: `${failure.message}\n` } })
      return {
        status: 'error',
        text: `The kernel failed: ${failure.message}. Its variables may be gone; the files remain.`,
      }
    }
  }

  async #begin(tool: string, label: string): Promise<{ step: number }> {
    const { log, clock } = this.#options
    const open = this.#open
    if (open && open.tool === tool && open.label === label) return open
    const step = open?.step ?? this.#last() + 1
    this.#open = { step, tool, label, at: open?.at ?? clock() }
    await log.emit({ event: 'step', data: { step, label, tool } })
    return { step }
  }

  #last(): number {
    return this.#options.log.state.steps.at(-1)?.step ?? 0
  }

  async #end(status: 'success' | 'error'): Promise<void> {
    const open = this.#open
    if (!open) return
    this.#open = null
    const seconds = Math.max(0, (this.#options.clock() - open.at) / 1000)
    await this.#options.log.emit({ event: 'step_done', data: { step: open.step, tool: open.tool, status, seconds } })
  }
}
