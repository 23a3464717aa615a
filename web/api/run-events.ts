import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { createParser } from 'eventsource-parser'

export type FollowOptions = {
  runId: string
  /** The id of the last event already seen; 0 asks for the whole log. */
  after: number
  onEvent: (event: LoggedEvent) => void
  /** 'waiting' while the line is lost and tried again, 'live' once bytes flow. */
  onLine: (line: 'live' | 'waiting') => void
  signal: AbortSignal
}

const FIRST_WAIT = 250
const LONGEST_WAIT = 8_000
/** The server sends a heartbeat well within this; silence beyond it means a dead line that TCP has not noticed. */
const SILENCE = 45_000

class Ended extends Error {}

/**
 * Follows a run's log to its `done`, across lost lines. Each event is handed on exactly once and in order: what was
 * seen already is dropped, a gap makes it ask again from the last one seen.
 * Resolves 'done' at the end, 'gone' when the server refuses for good, 'stopped' by the signal.
 */
export async function followRun(options: FollowOptions): Promise<'done' | 'gone' | 'stopped'> {
  let last = options.after
  let wait = FIRST_WAIT
  const take = (event: LoggedEvent) => {
    if (event.id <= last) return
    if (event.id !== last + 1) throw new Ended('gap')
    last = event.id
    wait = FIRST_WAIT
    options.onEvent(event)
    if (event.event === 'done') throw new Ended('done')
  }
  while (!options.signal.aborted) {
    const end = await readOnce(options, last, take)
    if (end === 'done' || end === 'gone') return end
    if (options.signal.aborted) break
    options.onLine('waiting')
    await pause(wait * (0.75 + Math.random() / 2), options.signal)
    wait = Math.min(wait * 2, LONGEST_WAIT)
  }
  return 'stopped'
}

async function readOnce(
  { runId, onLine, signal }: FollowOptions,
  after: number,
  take: (event: LoggedEvent) => void,
): Promise<'done' | 'gone' | 'lost'> {
  const line = new AbortController()
  const stop = () => line.abort()
  signal.addEventListener('abort', stop)
  // A server that takes the question and never answers is a dead line too.
  const unanswered = setTimeout(stop, SILENCE)
  try {
    const response = await fetch(`/api/v1/runs/${encodeURIComponent(runId)}/events`, {
      headers: { accept: 'text/event-stream', ...(after > 0 ? { 'last-event-id': String(after) } : {}) },
      signal: line.signal,
      cache: 'no-store',
    })
    clearTimeout(unanswered)
    if (!response.ok || response.body === null)
      return response.status >= 500 || response.status === 429 ? 'lost' : 'gone'
    onLine('live')
    await readFrames(response.body, take, stop)
    return 'lost'
  } catch (error) {
    if (error instanceof Ended && error.message === 'done') return 'done'
    return 'lost'
  } finally {
    clearTimeout(unanswered)
    signal.removeEventListener('abort', stop)
    line.abort()
  }
}

async function readFrames(body: ReadableStream<Uint8Array>, take: (event: LoggedEvent) => void, stop: () => void) {
  const parser = createParser({
    onEvent: frame => {
      if (frame.event === undefined || frame.id === undefined) return
      // The cast is safe: the same schemas wrote it; a type this screen does not know yet is skipped by the fold.
      take({ id: Number(frame.id), event: frame.event, data: JSON.parse(frame.data) } as LoggedEvent)
    },
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let silence = setTimeout(stop, SILENCE)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(silence)
      silence = setTimeout(stop, SILENCE)
      parser.feed(decoder.decode(value, { stream: true }))
    }
  } finally {
    clearTimeout(silence)
  }
}

/** Waits, but not past the moment the network comes back or the person returns to the page. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const seen = () => {
      if (document.visibilityState === 'visible') finish()
    }
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      window.removeEventListener('online', finish)
      document.removeEventListener('visibilitychange', seen)
      resolve()
    }
    const timer = setTimeout(finish, milliseconds)
    signal.addEventListener('abort', finish)
    window.addEventListener('online', finish)
    document.addEventListener('visibilitychange', seen)
  })
}
