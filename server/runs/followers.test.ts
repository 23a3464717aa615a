/** Followers on a log whose answers are held back, so that news can come at the most awkward moment. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { followers } from './followers.ts'

const event = (id: number): LoggedEvent => ({ id, event: 'text', data: { text: String(id) } })
const never = new AbortController().signal

/** A log that answers what was stored when it was asked, once it is told to. */
function heldLog() {
  const stored: LoggedEvent[] = []
  const asked: { after: number; answer: () => void }[] = []
  const all = followers(
    (_, after) =>
      new Promise(resolve => {
        const then = stored.filter(({ id }) => id > after)
        asked.push({ after, answer: () => resolve({ events: then, more: false }) })
      }),
  )
  const reader = (after: number) => all.follow('r', after, never)[Symbol.asyncIterator]()
  /** The place that the newest question asks from, once there are so many. */
  const asks = async (count: number) => {
    await expect.poll(() => asked.length, { interval: 1 }).toBe(count)
    return asked.at(-1)?.after
  }
  return { ...all, stored, asked, asks, reader }
}

afterEach(() => vi.useRealTimers())

describe('those who follow a run', () => {
  it('share a query that nothing came after, and no query that began before the news', async () => {
    const { stored, asked, asks, hear, reader } = heldLog()
    const [first, second] = [reader(0).next(), reader(0).next()]
    expect(await asks(1)).toBe(0)
    stored.push(event(1))
    hear('r', 1)
    const late = reader(0).next()
    expect(await asks(2)).toBe(0)
    // The first answer knows of nothing: those who had asked for it ask again, and share what the late one asked.
    asked[1]?.answer()
    expect((await late).value).toEqual(event(1))
    asked[0]?.answer()
    expect(await asks(3)).toBe(0)
    asked[2]?.answer()
    expect([(await first).value, (await second).value]).toEqual([event(1), event(1)])
  })

  it('read what another process stored after what this one did', async () => {
    // Nobody looks by the clock: what is known to be stored is read at once.
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { stored, asked, asks, deliver, hear, reader } = heldLog()
    const early = reader(0)
    const first = early.next()
    await asks(1)
    deliver('r', [event(1)])
    asked[0]?.answer()
    expect((await first).value).toEqual(event(1))
    stored.push(event(1), event(2))
    hear('r', 2)
    const late = reader(0)
    expect((await late.next()).value).toEqual(event(1))
    const second = late.next()
    expect(await asks(2)).toBe(1)
    asked[1]?.answer()
    expect((await second).value).toEqual(event(2))
  })

  it('read nothing for news of what they are just being given', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { asked, asks, deliver, hear, reader } = heldLog()
    const one = reader(0)
    const first = one.next()
    await asks(1)
    asked[0]?.answer()
    deliver('r', [event(1), event(2)])
    expect((await first).value).toEqual(event(1))
    hear('r', 2)
    expect((await one.next()).value).toEqual(event(2))
    const third = one.next()
    await new Promise(setImmediate)
    expect(asked).toHaveLength(1)
    deliver('r', [event(3)])
    expect((await third).value).toEqual(event(3))
  })

  it('are given nothing more once they are gone, also of what was read for them together', async () => {
    const gone = new AbortController()
    const { follow } = followers(() => Promise.resolve({ events: [event(1), event(2)], more: false }))
    const reader = follow('r', 0, gone.signal)
    expect((await reader.next()).value).toEqual(event(1))
    gone.abort()
    expect(await reader.next()).toEqual({ done: true, value: undefined })
  })

  it('leave nothing at hand: who comes after the last has gone reads what was stored since', async () => {
    const { stored, asked, asks, deliver, follow, reader } = heldLog()
    const gone = new AbortController()
    const first = follow('r', 0, gone.signal).next()
    await asks(1)
    gone.abort()
    asked[0]?.answer()
    await first
    stored.push(event(1))
    deliver('r', [event(1)])
    const late = reader(0).next()
    expect(await asks(2)).toBe(0)
    asked[1]?.answer()
    expect((await late).value).toEqual(event(1))
  })

  it('are given no gap: what another process stored in between is read', async () => {
    const { stored, asked, asks, deliver, reader } = heldLog()
    const all = reader(0)
    const first = all.next()
    await asks(1)
    deliver('r', [event(1)])
    asked[0]?.answer()
    expect((await first).value).toEqual(event(1))
    stored.push(event(1), event(2), event(3))
    deliver('r', [event(3)])
    const second = all.next()
    expect(await asks(2)).toBe(1)
    asked[1]?.answer()
    expect([(await second).value, (await all.next()).value]).toEqual([event(2), event(3)])
  })

  it('read page after page, however short, while there may be more, and then no further', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const stored = [event(1), event(2), event(3)]
    const asked: number[] = []
    const { follow } = followers((_, after) => {
      asked.push(after)
      return Promise.resolve({ events: stored.slice(after, after + 1), more: after < 2 })
    })
    const reader = follow('r', 0, never)[Symbol.asyncIterator]()
    const read = [await reader.next(), await reader.next(), await reader.next()]
    expect(read.map(({ value }) => value)).toEqual(stored)
    void reader.next()
    await new Promise(setImmediate)
    expect(asked).toEqual([0, 1, 2])
  })

  it('who come after news may have been lost read, whatever is at hand', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const { stored, asked, asks, deliver, hear, reader } = heldLog()
    const early = reader(0).next()
    await asks(1)
    deliver('r', [event(1)])
    asked[0]?.answer()
    await early
    stored.push(event(1), event(2))
    hear('', Number.POSITIVE_INFINITY)
    const late = reader(0)
    const first = late.next()
    expect(await asks(2)).toBe(0)
    asked[1]?.answer()
    expect([(await first).value, (await late.next()).value]).toEqual([event(1), event(2)])
  })

  it('look once when news may have been lost, and then take what comes as it is', async () => {
    const { asked, asks, deliver, hear, reader } = heldLog()
    const it = reader(0)
    const first = it.next()
    await asks(1)
    hear('', Number.POSITIVE_INFINITY)
    asked[0]?.answer()
    await asks(2)
    asked[1]?.answer()
    await Promise.resolve()
    deliver('r', [event(1)])
    expect((await first).value).toEqual(event(1))
    const second = it.next()
    deliver('r', [event(2)])
    expect((await second).value).toEqual(event(2))
    expect(asked.length).toBe(2)
  })
})
