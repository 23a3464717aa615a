/** What a stopped run that does not end loses. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { killWhenStuck, LAST_WORDS, LOOK_AGAIN } from './kill-when-stuck.ts'

const closed: string[] = []
const kernels = { close: (sessionId: string) => Promise.resolve(void closed.push(sessionId)) }
let inCell = true
const parts = { sessionId: 'ses_1', kernels, lease: { awaitsCell: () => inCell } }
beforeEach(() => {
  closed.length = 0
  inCell = true
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

describe('a run that was stopped', () => {
  it.each(['before', 'after'])('%s it was watched loses its kernel when it does not end', when => {
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    killWhenStuck(parts, stop.signal)
    if (when === 'after') stop.abort()
    vi.advanceTimersByTime(LAST_WORDS - 1)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(closed).toEqual(['ses_1'])
  })

  it('keeps its kernel while something else holds it up, and loses it once it waits for the cell again', () => {
    inCell = false
    const stuck = killWhenStuck(parts, AbortSignal.abort())
    vi.advanceTimersByTime(LAST_WORDS * 20)
    expect(closed).toEqual([])
    inCell = true
    vi.advanceTimersByTime(LOOK_AGAIN)
    expect(closed).toEqual(['ses_1'])
    stuck.end()
  })

  it.each(['before', 'after', 'never'])('(%s) and came to its end keeps its kernel', when => {
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    const stuck = killWhenStuck(parts, stop.signal)
    if (when === 'after') stop.abort()
    stuck.end()
    stop.abort()
    vi.advanceTimersByTime(LAST_WORDS * 2)
    expect(closed).toEqual([])
  })
})
