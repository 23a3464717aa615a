/** Runs code in the session's kernel, passes on what it prints and shows, and has a failing cell mended a few times. */
import { z } from 'zod'
import type { Variable } from '@codingagent/protocol/api.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { CellEvent, CellResult, Kernel } from '../sandbox/sandbox.ts'
import { patienceAfter, type Patience } from './patience.ts'
import { timeNeeded } from './time-needed.ts'
import type { Picture, Tool, ToolContext, ToolOutcome } from './tool.ts'

export const RunPython = z.object({
  code: z.string().describe('Python to run in the session’s kernel; variables and imports live on between calls'),
  timeout_seconds: z.number().positive().optional().describe('More time than usual, for slow work only'),
})
export type RunPython = z.infer<typeof RunPython>

/** A cell's result, with the seconds it was allowed. */
type LimitedResult = CellResult & { limitSeconds: number }

export type CellFailure = {
  code: string
  result: LimitedResult
  /** 1 for the first repair of this cell. */
  attempt: number
}

/** Mended code, or in words why there is none. */
export type Repair = (failure: CellFailure, context: ToolContext) => Promise<{ code: string } | { reason: string }>

/** What the model is told beyond what the step's log holds. */
export type CellReport = { result: LimitedResult; code: string; repairs: number; gaveUp?: string }

export type RunPythonOptions = {
  repair: Repair
  /** Words for the model, made from the step's log and this. */
  report: (step: number, report: CellReport) => string
}

export function runPythonTool({ repair, report }: RunPythonOptions): Tool<RunPython> {
  return {
    name: 'run_python',
    description:
      'Runs Python in the session’s kernel and gives back what it printed and showed. Variables, imports and files live on between calls.',
    input: RunPython,
    label: () => 'Writing Python code',
    run: (input, context) => runAndMend(input, context, { repair, report }),
  }
}

async function runAndMend(input: RunPython, context: ToolContext, options: RunPythonOptions): Promise<ToolOutcome> {
  const { step, emit, settings, signal } = context
  const cell = new Cell(context, input.timeout_seconds)
  const seen = new Set<string>()
  let code = input.code
  let label = labelOf(code)
  for (let attempt = 0; ; attempt++) {
    await emit({ event: 'code_written', data: { step, code, language: 'python' } })
    await emit({ event: 'step', data: { step, label, tool: 'run_python' } })
    const result = await cell.run(code)
    signal.throwIfAborted()
    if (result.status === 'ok') {
      if (attempt > 0) await emit({ event: 'repair_success', data: { step, attempt } })
      return {
        status: 'success',
        text: options.report(step, { result, code, repairs: attempt }),
        pictures: cell.pictures,
      }
    }
    await emit({ event: 'stderr', data: { step, text: `${failureText(result)}\n` } })
    const giveUp = (gaveUp?: string): ToolOutcome => ({
      status: 'error',
      text: options.report(step, { result, code, repairs: attempt, gaveUp }),
    })
    if (result.status === 'refused' || result.status === 'interrupted') return giveUp()
    const signature = signatureOf(result)
    if (seen.has(signature)) return giveUp('the mended code failed in the same way')
    if (attempt >= settings.maxRepairAttempts) return giveUp()
    seen.add(signature)
    await emit({ event: 'step', data: { step, label: 'Error found, fixing', tool: 'run_python' } })
    const mended = await options.repair({ code, result, attempt: attempt + 1 }, context)
    if ('reason' in mended) return giveUp(mended.reason)
    const data = { step, attempt: attempt + 1, errorSummary: summaryOf(result), before: code, after: mended.code }
    await emit({ event: 'repair_attempt', data })
    code = mended.code
    label = 'Fix applied, re-running'
  }
}

/** One step's runs of code in the kernel. */
class Cell {
  readonly pictures: Picture[] = []
  readonly #context: ToolContext
  readonly #askedSeconds: number | undefined
  readonly #patience: Patience
  constructor(context: ToolContext, askedSeconds: number | undefined) {
    this.#context = context
    this.#askedSeconds = askedSeconds
    this.#patience = patienceAfter(context.signal)
  }

  async run(code: string): Promise<LimitedResult> {
    const { workbench, settings, signal } = this.#context
    const limitSeconds = timeNeeded(code, this.#askedSeconds, settings)
    // The kernel calls on hostile input: what its events throw is kept here and thrown after the cell.
    let fault: unknown
    const kernel: Kernel = await workbench.kernel()
    await this.#tellWhatIsLost()
    const result = await kernel.run({
      code,
      timeoutSeconds: limitSeconds,
      outputBytes: settings.outputBytes,
      refusedImports: settings.refusedImports,
      signal,
      onEvent: event => this.#pass(event).catch((thrown: unknown) => void (fault ??= thrown)),
    })
    if (fault && !signal.aborted) throw fault
    if (result.note) await this.#tell(result.note)
    return { ...result, limitSeconds }
  }

  async #tellWhatIsLost(): Promise<void> {
    const { workbench } = this.#context
    if (!(await workbench.kernelWasLost())) return
    const gone = await workbench.lastVariables()
    if (gone.length > 0) await this.#tell(`Python was started anew since the last cell. Gone: ${namesOf(gone)}.`)
  }

  /** Beside what the code printed, to the person and the model alike. */
  #tell(text: string): Promise<void> {
    const { emit, step } = this.#context
    return emit({ event: 'stderr', data: { step, text: `${text}\n` } })
  }

  async #pass(event: CellEvent): Promise<void> {
    const { step, emit } = this.#context
    switch (event.type) {
      case 'output': {
        const { text, truncated, stream } = event
        return emit({ event: stream, data: truncated ? { step, text, truncated } : { step, text } })
      }
      case 'display':
        return this.#display(event)
      case 'file':
        return this.#file(event.path)
      case 'final_result':
        return emit({ event: 'final_result', data: { value: event.value, mime: event.mime } })
    }
  }

  async #display({ text, payload }: Extract<CellEvent, { type: 'display' }>): Promise<void> {
    const { step, emit, workbench } = this.#context
    const artifact = payload && (await this.#offered(() => workbench.publishDisplay(payload)))
    if (!artifact) return emit({ event: 'display', data: { step, text } })
    await emit({ event: 'artifact', data: { step, artifact } })
    await emit({ event: 'display', data: { step, text, artifactId: artifact.id } })
    const picture =
      artifact.kind === 'image' && (await this.#patience.until(workbench.image?.({ artifactId: artifact.id })))
    if (picture) this.pictures.push(picture)
  }

  async #file(path: string): Promise<void> {
    const { step, emit, workbench } = this.#context
    const published = await this.#offered(() => workbench.publishFile(path))
    if (!published) return
    await emit({ event: 'artifact', data: { step, artifact: published.artifact } })
    await emit({ event: 'file_ready', data: { step, file: published.file } })
  }

  /** A refusal to store a result (a quota, say) is told in the step; the rest of the cell goes on. */
  async #offered<Value>(publish: () => Promise<Value>): Promise<Value | null> {
    try {
      return await this.#patience.until(publish())
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal
      await this.#tell(refusal.message)
      return null
    }
  }
}

const MOST_NAMES = 20

function namesOf(variables: Variable[]): string {
  const names = variables.slice(0, MOST_NAMES).map(variable => variable.name)
  return variables.length > MOST_NAMES
    ? `${names.join(', ')} and ${variables.length - MOST_NAMES} more`
    : names.join(', ')
}

const makesChart = /\bplt\.|\bsns\.|\bpx\.|\bgo\.Figure|\balt\.Chart|\.plot\b/
const makesDocument = /\.to_excel\(|ExcelWriter|\bWorkbook\(|\bFPDF\b|SimpleDocTemplate|canvas\.Canvas/
/** The same names open a document that is there and begin a new one; a new one is saved. */
const opensDocument = /\b(?:Document|Presentation|load_workbook|PdfReader)\(/
const saves = /\.save\(/
const readsFile = /\b(?:read_\w+|open|load_workbook)\(\s*r?['"](?:[^'"\n]*\/)?([^'"/\n]{1,60})['"]/

function labelOf(code: string): string {
  if (makesDocument.test(code) || (opensDocument.test(code) && saves.test(code))) return 'Generating document'
  if (/\b(?:Document|Presentation|PdfReader)\(/.test(code)) return 'Reading document'
  if (makesChart.test(code)) return 'Building chart'
  const name = code.length < 500 ? readsFile.exec(code)?.[1] : undefined
  return name ? `Reading ${name}` : 'Running code'
}

/** In one line. */
export function summaryOf({ status, error, limitSeconds }: LimitedResult): string {
  switch (status) {
    case 'timeout':
      return `The code ran longer than the ${limitSeconds.toLocaleString('en-US')} s it may take and was stopped`
    case 'memory':
      return 'The code needed more memory than there is'
    case 'crashed':
      return 'Python crashed while running the code'
    case 'interrupted':
      return 'The code was stopped'
    default:
      return error ? (`${error.name}: ${error.message}`.split('\n')[0]?.slice(0, 300) ?? error.name) : 'The code failed'
  }
}

const failureText = (result: LimitedResult): string => result.error?.traceback || summaryOf(result)

/** Two failures with this in common are the same: places and addresses aside. */
const signatureOf = ({ status, error }: CellResult): string =>
  `${status} ${error?.name ?? ''} ${error?.message ?? ''}`.replace(/0x[0-9a-f]+/gi, '0x').replace(/\bline \d+/g, 'line')
