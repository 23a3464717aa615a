/**
 * Joins the small pieces of text and output that come by the hundred a second into about ten a second. The first piece of a stretch goes
 * out at once, so that a person sees it without delay; what follows within the pause is kept and goes out together.
 */
import type { Emit } from '@codingagent/engine/tools/tool.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'

/** Milliseconds between two joined pieces. */
const PAUSE = 100
/** Characters kept back at most; more goes out before its time. */
const MOST = 16_384

type Piece = Extract<RunEvent, { event: 'text' | 'thought' | 'stdout' | 'stderr' }>

const isPiece = (event: RunEvent): event is Piece =>
  event.event === 'text' || event.event === 'thought' || event.event === 'stdout' || event.event === 'stderr'

const stepOf = (piece: Piece): number | undefined => ('step' in piece.data ? piece.data.step : undefined)
const cutShort = (piece: Piece): boolean => 'truncated' in piece.data && piece.data.truncated === true

/** One piece of both, or null where they do not belong together. */
function joined(first: Piece, second: Piece): Piece | null {
  if (first.event !== second.event || stepOf(first) !== stepOf(second) || cutShort(first)) return null
  // Both are of one kind, so the later one's other fields fit the earlier's.
  return { ...second, data: { ...second.data, text: first.data.text + second.data.text } } as Piece
}

export type PieceJoiner = {
  /** Resolves when the event is stored, or kept to be stored soon; rejects when storing failed, now or since the last call. */
  emit: Emit
  /** Stores what is still kept. */
  flush(): Promise<void>
}

export function joinPieces(store: Emit, pause = PAUSE): PieceJoiner {
  let kept: Piece | null = null
  let timer: NodeJS.Timeout | null = null
  // One after another: a piece sent by the timer must not overtake, or be overtaken by, the event after it.
  let last: Promise<void> = Promise.resolve()

  function send(event: RunEvent): Promise<void> {
    last = last.then(() => store(event))
    // Whoever emits next, or flushes, sees the failure; until then nobody is waiting.
    last.catch(() => {})
    return last
  }
  function sendKept(): Promise<void> {
    const piece = kept
    kept = null
    return piece ? send(piece) : last
  }
  function arm(): void {
    timer = setTimeout(() => {
      timer = null
      if (kept === null) return
      void sendKept().catch(() => {})
      arm()
    }, pause)
    timer.unref()
  }
  function disarm(): void {
    if (timer) clearTimeout(timer)
    timer = null
  }
  function keep(piece: Piece): Promise<void> {
    const both = kept ? joined(kept, piece) : piece
    if (both === null) {
      void sendKept().catch(() => {})
      kept = piece
    } else kept = both
    return kept.data.text.length > MOST ? sendKept() : last
  }

  return {
    async emit(event) {
      if (isPiece(event) && timer !== null) return keep(event)
      if (isPiece(event)) {
        arm()
        return send(event)
      }
      disarm()
      await sendKept()
      return send(event)
    },
    flush() {
      disarm()
      return sendKept()
    },
  }
}
