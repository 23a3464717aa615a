/** Server-sent events over a log: one frame an event, a comment now and then so that proxies keep the line open. */
import { Readable } from 'node:stream'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'

/** Milliseconds of silence after which a comment is sent. */
const HEARTBEAT = 15_000

function frameOf({ id, event, data }: LoggedEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

const quiet = Symbol('quiet')

function silence(milliseconds: number, signal: AbortSignal): Promise<typeof quiet> {
  return new Promise(resolve => {
    const timer = setTimeout(() => resolve(quiet), milliseconds)
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
}

async function* frames(events: AsyncIterable<LoggedEvent>, heartbeat: number): AsyncGenerator<string> {
  const iterator = events[Symbol.asyncIterator]()
  try {
    yield ': stream\n\n'
    let next = iterator.next()
    for (;;) {
      const timer = new AbortController()
      const result = await Promise.race([next, silence(heartbeat, timer.signal)])
      timer.abort()
      if (result === quiet) {
        yield ': alive\n\n'
        continue
      }
      if (result.done) return
      yield frameOf(result.value)
      if (result.value.event === 'done') return
      next = iterator.next()
    }
  } finally {
    await iterator.return?.()
  }
}

/**
 * The stream of a response body. It pulls: while the reader is slow no event is fetched, so memory stays flat. `stop` is called when the
 * stream ends or its reader goes away, and must make `events` end.
 */
export function eventStream(events: AsyncIterable<LoggedEvent>, stop: () => void, heartbeat = HEARTBEAT): Readable {
  const stream = Readable.from(frames(events, heartbeat), { objectMode: false, highWaterMark: 16_384 })
  stream.once('close', stop)
  return stream
}

export const eventStreamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
}
