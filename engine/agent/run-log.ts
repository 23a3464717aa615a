/** The events of one run on their way out: pieces of text joined to about ten a second, order kept, and folded as they pass. */
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, type RunState } from '@codingagent/protocol/run-state.ts'
import type { Emit } from '../tools/tool.ts'

export type RunLog = {
  /** The run so far, held-back pieces included. */
  readonly state: RunState
  /** Resolves when the event, or for a piece of text those before it, has been taken; rejects for good once the sink has failed. */
  emit: Emit
  /** Sends what is held back. */
  flush(): Promise<void>
}

/** A held piece goes out at once above this many characters. */
const largestPiece = 16_000

export function runLog(sink: Emit, start: RunState, everyMs = 100): RunLog {
  let state = start
  let held: RunEvent | null = null
  let timer: NodeJS.Timeout | undefined
  let lastSent = Number.NEGATIVE_INFINITY
  let sent: Promise<void> = Promise.resolve()

  const send = (event: RunEvent): Promise<void> => {
    lastSent = performance.now()
    sent = sent.then(() => sink(event))
    // Whoever emits next sees the failure; without this a failure between two emits would end the process.
    sent.catch(() => {})
    return sent
  }
  const flush = (): Promise<void> => {
    clearTimeout(timer)
    timer = undefined
    const event = held
    held = null
    return event ? send(event) : sent
  }
  const emit = (event: RunEvent): Promise<void> => {
    state = applyEvent(state, event)
    const joined = held && join(held, event)
    if (!joined && held) void flush().catch(() => {})
    if (!isPiece(event)) return send(event)
    held = joined ?? event
    const wait = lastSent + everyMs - performance.now()
    if (wait <= 0 || held.data.text.length > largestPiece) return flush()
    timer ??= setTimeout(() => void flush().catch(() => {}), wait)
    return sent
  }
  return {
    get state() {
      return state
    },
    emit,
    flush,
  }
}

type Piece = Extract<RunEvent, { event: 'text' | 'thought' | 'stdout' | 'stderr' }>

const isPiece = (event: RunEvent): event is Piece =>
  event.event === 'text' || event.event === 'thought' || event.event === 'stdout' || event.event === 'stderr'

/** The two pieces as one, or null when they are of different kinds or steps. */
function join(first: RunEvent, second: RunEvent): Piece | null {
  if (!isPiece(first) || first.event !== second.event) return null
  const text = first.data.text + second.data.text
  if (first.event === 'text' || first.event === 'thought') return { event: first.event, data: { text } }
  const { step, truncated } = first.data
  if (!('step' in second.data) || second.data.step !== step) return null
  const cut = truncated === true || ('truncated' in second.data && second.data.truncated === true)
  return { event: first.event, data: cut ? { step, text, truncated: true } : { step, text } }
}
