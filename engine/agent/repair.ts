/** One focused question to the model: here is code, its error and what is alive; mend it. It does not see the person's question. */
import { ModelError, type Model, type ModelRequest } from '../model/model.ts'
import type { CellFailure, Repair } from '../tools/run-python.ts'
import { summaryOf } from '../tools/run-python.ts'
import { truncate } from '../tools/truncate.ts'
import type { Budget } from './budget.ts'
import { codeOf } from './fenced-code.ts'
import { prompt, tagged } from './prompts.ts'
import { counted } from './turn.ts'

export function repairWith(model: Model, budget: Budget): Repair {
  return async (failure, { signal }) => {
    const cap = budget.reached()
    if (cap) return { reason: `this question has reached its limit of ${cap}` }
    const { text, cut } = await replyOf(model, repairRequest(failure, signal), budget)
    // Half of a code may do anything.
    if (cut) return { reason: 'the mended code was longer than one message of the model may be' }
    const code = codeOf(text)
    if (code === null) return { reason: truncate(text.trim().replace(/\s+/g, ' '), 300) || 'no repair was found' }
    return { code }
  }
}

function repairRequest(failure: CellFailure, signal: AbortSignal): ModelRequest {
  const { code, result } = failure
  const { error, variables } = result
  const advice = adviceFor(failure)
  const alive = variables.slice(0, 40).map(v => {
    const shape = v.shape?.length ? ` ${v.shape.join('×')}` : ''
    return `${v.name}: ${v.type}${shape} = ${truncate(v.preview.replace(/\s+/g, ' '), 300)}`
  })
  const text = [
    tagged('failed_code', code),
    tagged('error', truncate(error?.traceback || summaryOf(result), 4000)),
    ...(error?.line === undefined ? [] : [`It failed in line ${error.line}.`]),
    ...(advice ? [advice] : []),
    ...(result.note ? [result.note] : []),
    alive.length ? tagged('variables', alive.join('\n')) : 'No variables are alive.',
  ]
  return {
    system: prompt('repair'),
    messages: [{ role: 'user', text: text.join('\n\n') }],
    tools: [],
    temperature: 0,
    signal,
  }
}

function adviceFor({ result }: CellFailure): string {
  switch (result.status) {
    case 'timeout':
      return 'It took too long. Do less work: vectorise, filter or sample first, use duckdb or polars, take fewer or simpler iterations.'
    case 'memory':
      return 'It needed too much memory. Read only the columns needed, work in chunks, or use duckdb or polars on the file.'
    case 'crashed':
      return 'Python itself crashed. Avoid the library call that was running; do it another way.'
    default:
      return ''
  }
}

/** The whole text of one turn, or as much as fits in a message; a line that drops in the middle is tried once more. */
async function replyOf(model: Model, request: ModelRequest, budget: Budget): Promise<{ text: string; cut: boolean }> {
  for (let attempt = 0; ; attempt++) {
    const reply = { text: '', cut: false }
    try {
      for await (const part of counted(model, request, budget)) {
        if (part.type === 'text') reply.text += part.text
        if (part.type === 'end') reply.cut = part.reason === 'length'
      }
      return reply
    } catch (fault) {
      request.signal.throwIfAborted()
      if (attempt > 0 || !(fault instanceof ModelError && fault.code === 'cut_off')) throw fault
    }
  }
}
