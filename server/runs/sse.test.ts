import { once } from 'node:events'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { describe, expect, it } from 'vitest'
import { eventStream } from './sse.ts'

const text = (id: number, size = 1): LoggedEvent => ({ id, event: 'text', data: { text: 'x'.repeat(size) } })
const done = (id: number): LoggedEvent => ({ id, event: 'done', data: { status: 'answered' } })

async function* each(...events: LoggedEvent[]): AsyncGenerator<LoggedEvent> {
  yield* events
}

async function read(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let all = ''
  for await (const piece of stream) all += String(piece)
  return all
}

describe('the event stream', () => {
  it('is a frame an event, and ends after done', async () => {
    const all = await read(eventStream(each(text(1), done(2), text(3)), () => {}))
    expect(all).toBe(
      ': stream\n\nid: 1\nevent: text\ndata: {"text":"x"}\n\nid: 2\nevent: done\ndata: {"status":"answered"}\n\n',
    )
  })

  it('keeps a line break in the data inside one line', async () => {
    const event: LoggedEvent = { id: 1, event: 'stdout', data: { step: 1, text: 'a\n\nid: 9\r\n\u2028' } }
    const all = await read(eventStream(each(event, done(2)), () => {}))
    const [frame = ''] = all.split('\n\n').filter(part => part.startsWith('id: 1'))
    expect(frame.split('\n')).toHaveLength(3)
    expect(JSON.parse(frame.split('data: ')[1] ?? '')).toEqual(event.data)
  })

  it('says that it lives while nothing happens', async () => {
    let go = (): void => {}
    const quiet = new Promise<void>(resolve => {
      go = resolve
    })
    async function* late(): AsyncGenerator<LoggedEvent> {
      await quiet
      yield done(1)
    }
    const stream = eventStream(late(), () => {}, 5)
    let all = ''
    for await (const piece of stream) {
      all += String(piece)
      if (all.split(': alive').length === 4) go()
    }
    expect(all).toContain(': alive\n\n')
    expect(all.endsWith('data: {"status":"answered"}\n\n')).toBe(true)
  })

  it('fetches nothing that a slow reader has no room for', async () => {
    let fetched = 0
    async function* endless(): AsyncGenerator<LoggedEvent> {
      for (;;) yield text(++fetched, 10_000)
    }
    let stopped = false
    const stream = eventStream(endless(), () => {
      stopped = true
    })
    await once(stream, 'readable')
    stream.read(1)
    // Turns of the event loop, as many as an unbounded reader would need to run away.
    for (let turn = 0; turn < 1000; turn++) await new Promise(setImmediate)
    expect(fetched).toBeLessThan(20)
    stream.destroy()
    await once(stream, 'close')
    expect(stopped).toBe(true)
  })

  it('lets go of the log when it has ended, whatever the log would still say', async () => {
    let left = false
    async function* talkative(): AsyncGenerator<LoggedEvent> {
      try {
        yield done(1)
        yield text(2)
      } finally {
        left = true
      }
    }
    await read(eventStream(talkative(), () => {}))
    expect(left).toBe(true)
  })

  it('breaks when the log does', async () => {
    async function* broken(): AsyncGenerator<LoggedEvent> {
      yield text(1)
      throw new Error('the database is away')
    }
    await expect(read(eventStream(broken(), () => {}))).rejects.toThrow('the database is away')
  })
})
