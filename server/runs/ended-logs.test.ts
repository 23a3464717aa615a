import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { describe, expect, test } from 'vitest'
import { endedLogs } from './ended-logs.ts'
import { pastEvents } from './past-events.ts'

const LONG = 1200
const events: LoggedEvent[] = Array.from({ length: LONG }, (_, n) =>
  n + 1 === LONG
    ? { id: n + 1, event: 'done', data: { status: 'answered' } }
    : { id: n + 1, event: 'stdout', data: { step: 1, text: 'x' } },
)

/** A log in pages of 500 that notes each reading, and fails when it is told to. */
function notedLog() {
  const log = {
    reads: [] as string[],
    broken: false,
    async read(runId: string, after: number): Promise<LoggedEvent[]> {
      log.reads.push(`${runId} ${after}`)
      await Promise.resolve()
      if (log.broken) throw new Error('the database is away')
      return events.slice(after, after + 500)
    },
  }
  return log
}

async function whole(log: ReturnType<typeof endedLogs>, runId = 'r', after = 0): Promise<LoggedEvent[]> {
  const told: LoggedEvent[] = []
  for await (const event of pastEvents({ events: log }, runId, after)) told.push(event)
  return told
}

describe('the log of a run that has ended', () => {
  test('is read once, however many read it together and later, and each gets all of it', async () => {
    const log = notedLog()
    const ended = endedLogs(log)
    for (const told of await Promise.all(Array.from({ length: 50 }, () => whole(ended)))) expect(told).toEqual(events)
    expect(await whole(ended)).toEqual(events)
    expect(log.reads).toEqual(['r 0', 'r 500', 'r 1000'])
  })

  test('is told from any place, and is not another’s', async () => {
    const log = notedLog()
    const ended = endedLogs(log)
    expect(await whole(ended, 'r', 1190)).toEqual(events.slice(1190))
    expect(await whole(ended, 'r', LONG)).toEqual([])
    await whole(ended, 'other', 1190)
    expect(log.reads).toEqual(['r 1190', `r ${LONG}`, 'other 1190'])
  })

  test('that could not be read is read again', async () => {
    const log = notedLog()
    const ended = endedLogs(log)
    log.broken = true
    await expect(whole(ended)).rejects.toThrow('the database is away')
    log.broken = false
    expect(await whole(ended)).toEqual(events)
  })

  test('is let go of for another when they are more than is kept', async () => {
    const log = notedLog()
    const ended = endedLogs(log, 40_000)
    for (const runId of ['a', 'b', 'a']) await whole(ended, runId, 800)
    expect(log.reads).toEqual(['a 800', 'b 800', 'a 800'])
  })
})
