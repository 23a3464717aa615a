/** The states of runs, read once when they have ended. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { describe, expect, test } from 'vitest'
import { runStates } from './run-states.ts'

const started = (runId: string): LoggedEvent => ({
  id: 1,
  event: 'run_started',
  data: { runId, sessionId: 's', question: 'q', model: 'builtin/analyst', startedAt: '2026-01-02T03:04:05Z' },
})
const textOf = (id: number, text: string): LoggedEvent => ({ id, event: 'text', data: { text } })
const doneAt = (id: number): LoggedEvent => ({ id, event: 'done', data: { status: 'answered' } })

/** A log that counts how often it is read. */
function countedLog(events: LoggedEvent[]) {
  const log = {
    reads: 0,
    events,
    read: (_runId: string, after: number, limit = 500) => {
      log.reads++
      return Promise.resolve(log.events.filter(event => event.id > after).slice(0, limit))
    },
  }
  return log
}
const row = (id: string, finishedAt: Date | null) => ({ id, sessionId: 's', finishedAt })

describe('the states of runs', () => {
  test('one that has ended is read once', async () => {
    const log = countedLog([started('r'), textOf(2, 'hello'), doneAt(3)])
    const states = runStates(log)
    const first = await states.of(row('r', new Date()))
    expect(first.answer).toBe('hello')
    expect(await states.of(row('r', new Date()))).toEqual(first)
    expect(log.reads).toBe(1)
  })

  test('one that goes on is read anew each time', async () => {
    const log = countedLog([started('r'), textOf(2, 'hel')])
    const states = runStates(log)
    await states.of(row('r', null))
    log.events.push(textOf(3, 'lo'))
    expect((await states.of(row('r', null))).answer).toBe('hello')
    // The end of a log is known by its `done` alone: without one the next page is asked for.
    expect(log.reads).toBe(4)
  })

  test('a long log is read to its end', async () => {
    const pieces = Array.from({ length: 1200 }, (_, n) => textOf(n + 2, 'x'))
    const log = countedLog([started('r'), ...pieces, doneAt(1202)])
    expect((await runStates(log).of(row('r', new Date()))).answer).toHaveLength(1200)
    expect(log.reads).toBe(3)
  })

  test('only so much is kept', async () => {
    const log = countedLog([started('r'), textOf(2, 'y'.repeat(3000)), doneAt(3)])
    const states = runStates(log, 5000)
    for (const id of ['a', 'b', 'a']) await states.of(row(id, new Date()))
    expect(log.reads).toBe(3)
  })
})
