/** Those who follow runs in this process: what was appended here reaches them as it is, what was appended elsewhere is read. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'

/** The most events that are read at once, and that are kept at hand for the followers of a run. */
export const pageSize = 500
/** A wake-up may be lost with its connection: readers look for themselves this often, in milliseconds. */
const lookAgainMs = 1000

/** Events after a place, and whether there may be more beyond what is read at once. */
export type EventPage = { events: LoggedEvent[]; more: boolean }
type Read = (runId: string, afterId: number) => Promise<EventPage>

/** Those who follow one run. */
interface Audience {
  /** The id of the newest event that is known to be stored. */
  newest: number
  /** What was appended by this process of late, without a gap; nothing when there may be more than was told. */
  recent: LoggedEvent[]
  bells: Set<Bell>
  /** Queries under way that began after the last news, by the place they read from. */
  reads: Map<number, Promise<EventPage>>
}

export interface Followers {
  /** The events after a place and then each as it comes, until `done` or the signal. */
  follow: (runId: string, afterId: number, signal: AbortSignal) => AsyncGenerator<LoggedEvent>
  /** The log of a run, or of any for '', is known to reach this event; it may have any length for an infinite one. */
  hear: (runId: string, newest: number) => void
  /** Events that this process has just stored. */
  deliver: (runId: string, events: LoggedEvent[]) => void
}

export function followers(read: Read): Followers {
  const audiences = new Map<string, Audience>()

  function hear(runId: string, newest: number): void {
    for (const audience of runId === '' ? audiences.values() : [audiences.get(runId)]) {
      if (audience === undefined) continue
      // A read under way may have begun before the news: nobody joins it any more.
      audience.reads.clear()
      if (Number.isFinite(newest)) audience.newest = Math.max(audience.newest, newest)
      else audience.recent = []
      for (const bell of audience.bells) if (bell.last < newest) bell.ring()
    }
  }

  function deliver(runId: string, events: LoggedEvent[]): void {
    const [first, last] = [events[0], events.at(-1)]
    const audience = audiences.get(runId)
    if (audience === undefined || first === undefined || last === undefined) return
    const joins = audience.recent.at(-1)?.id === first.id - 1
    audience.recent = [...(joins ? audience.recent : []), ...events].slice(-pageSize)
    hear(runId, last.id)
  }

  /** Readers at the same place, woken by the same news, share one query. */
  function readTogether({ reads }: Audience, runId: string, afterId: number): Promise<EventPage> {
    const begun = reads.get(afterId)
    if (begun !== undefined) return begun
    const reading = read(runId, afterId).finally(() => {
      if (reads.get(afterId) === reading) reads.delete(afterId)
    })
    reads.set(afterId, reading)
    return reading
  }

  function atHand({ recent }: Audience, afterId: number): LoggedEvent[] {
    const first = recent[0]
    return first !== undefined && first.id <= afterId + 1 ? recent.slice(afterId + 1 - first.id) : []
  }

  async function* follow(runId: string, afterId: number, signal: AbortSignal): AsyncGenerator<LoggedEvent> {
    const bell = new Bell(afterId, signal)
    const audience = audiences.get(runId) ?? { newest: 0, recent: [], bells: new Set(), reads: new Map() }
    audiences.set(runId, audience)
    audience.bells.add(bell)
    try {
      while (!signal.aborted) {
        bell.quiet()
        const known = atHand(audience, bell.last)
        const page = known.length > 0 ? { events: known, more: false } : await readTogether(audience, runId, bell.last)
        const { events } = page
        // Before they are given away: what comes while their reader is busy rings only if it is newer.
        bell.last = events.at(-1)?.id ?? bell.last
        for (const event of events) {
          if (signal.aborted) return
          yield event
          if (event.event === 'done') return
        }
        if (!page.more && !(events.length > 0 && bell.last < audience.newest)) await bell.rung()
      }
    } finally {
      audience.bells.delete(bell)
      if (audience.bells.size === 0) audiences.delete(runId)
    }
  }

  return { follow, hear, deliver }
}

/** Rings once for any number of pulls since `quiet`; rings by itself after a while. */
class Bell {
  /** The id of the last event that its reader has, or is being given. */
  last: number
  readonly #signal: AbortSignal
  #pulled = false
  #wake: (() => void) | null = null

  constructor(last: number, signal: AbortSignal) {
    this.last = last
    this.#signal = signal
  }

  readonly ring = (): void => {
    this.#pulled = true
    this.#wake?.()
  }

  quiet(): void {
    this.#pulled = false
  }

  rung(): Promise<void> {
    return new Promise(resolve => {
      if (this.#pulled || this.#signal.aborted) return resolve()
      const timer = setTimeout(this.ring, lookAgainMs)
      this.#signal.addEventListener('abort', this.ring, { once: true })
      this.#wake = () => {
        this.#wake = null
        clearTimeout(timer)
        this.#signal.removeEventListener('abort', this.ring)
        resolve()
      }
    })
  }
}
