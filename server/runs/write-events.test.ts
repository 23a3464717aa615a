/** Events on their way to the log. */
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { describe, expect, test } from 'vitest'
import { eventWriter } from './write-events.ts'

const text = (value: string): RunEvent => ({ event: 'text', data: { text: value } })
const textsOf = (events: RunEvent[]) => events.map(event => (event.event === 'text' ? event.data.text : event.event))

/** A log that stores a batch when it is told to. */
function slowLog() {
  const batches: string[][] = []
  const open: PromiseWithResolvers<void>[] = []
  return {
    batches,
    append: (events: RunEvent[]) => {
      batches.push(textsOf(events))
      const stored = Promise.withResolvers<void>()
      open.push(stored)
      return stored.promise
    },
    store: async (error?: Error) => {
      const stored = open.shift()
      if (error) stored?.reject(error)
      else stored?.resolve()
      await new Promise(setImmediate)
    },
  }
}

describe('the way of events into the log', () => {
  test('nobody waits for the store; what comes meanwhile goes together, in order', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    for (const value of ['a', 'b', 'c']) await writer.emit(text(value))
    expect(log.batches).toEqual([['a']])
    await log.store()
    expect(log.batches).toEqual([['a'], ['b', 'c']])
    await log.store()
    await writer.emit(text('d'))
    expect(log.batches.at(-1)).toEqual(['d'])
  })

  test('flush waits for all, also for what is taken while it waits', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    let flushed = false
    await writer.flush()
    await writer.emit(text('a'))
    const flushing = writer.flush().then(() => (flushed = true))
    await writer.emit(text('b'))
    await log.store()
    expect(flushed).toBe(false)
    await log.store()
    await flushing
    expect(log.batches.flat()).toEqual(['a', 'b'])
  })

  test('thousands are stored in portions', async () => {
    const sizes: number[] = []
    const writer = eventWriter(async events => void sizes.push(events.length))
    for (let n = 0; n < 1000; n++) void writer.emit(text(String(n)))
    await writer.flush()
    expect(sizes.reduce((sum, size) => sum + size)).toBe(1000)
    expect(Math.max(...sizes)).toBe(200)
  })

  test('a flood waits until it is stored, and goes on after it', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    await writer.emit(text('x'.repeat(900_000)))
    let through = false
    const second = writer.emit(text('y'.repeat(200_000))).then(() => (through = true))
    await new Promise(setImmediate)
    expect(through).toBe(false)
    await log.store()
    await log.store()
    await second
    await writer.emit(text('z'))
    expect(log.batches.map(batch => batch.length)).toEqual([1, 1, 1])
  })

  test('one that is no event is refused where it is emitted, and takes no other with it', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    for (const value of ['a', 'b']) await writer.emit(text(value))
    await expect(writer.emit(text(7 as never))).rejects.toThrow(/expected string/i)
    await writer.emit(text('c'))
    await log.store()
    await log.store()
    await writer.flush()
    expect(log.batches).toEqual([['a'], ['b', 'c']])
  })

  test('a failure is for good: it meets whoever emits or flushes next, and nothing more is stored', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    await writer.emit(text('a'))
    await writer.emit(text('b'))
    await log.store(new Error('fenced'))
    await expect(writer.emit(text('c'))).rejects.toThrow('fenced')
    await expect(writer.flush()).rejects.toThrow('fenced')
    expect(log.batches).toEqual([['a']])
  })

  test('a failure reaches who waits in flush', async () => {
    const log = slowLog()
    const writer = eventWriter(log.append)
    await writer.emit(text('a'))
    const flushing = writer.flush()
    await Promise.all([expect(flushing).rejects.toThrow('gone'), log.store(new Error('gone'))])
  })
})
