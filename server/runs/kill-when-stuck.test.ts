/** What a stopped run that does not end loses. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { killWhenStuck, LAST_WORDS } from './kill-when-stuck.ts'

const closed: string[] = []
const kernels = { close: (sessionId: string) => Promise.resolve(void closed.push(sessionId)) }
beforeEach(() => {
  closed.length = 0
  vi.useFakeTimers()
})
afterEach(() => void vi.useRealTimers())

describe('a run that was stopped', () => {
  it.each(['before', 'after'])('%s it was watched loses its kernel when it does not end', when => {
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    killWhenStuck(kernels, 'ses_1', stop.signal)
    if (when === 'after') stop.abort()
    vi.advanceTimersByTime(LAST_WORDS - 1)
    expect(closed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(closed).toEqual(['ses_1'])
  })

  it.each(['before', 'after', 'never'])('(%s) and came to its end keeps its kernel', when => {
    const stop = new AbortController()
    if (when === 'before') stop.abort()
    const stuck = killWhenStuck(kernels, 'ses_1', stop.signal)
    if (when === 'after') stop.abort()
    stuck.end()
    stop.abort()
    vi.advanceTimersByTime(LAST_WORDS * 2)
    expect(closed).toEqual([])
  })
})
