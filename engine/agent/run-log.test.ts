import { expect, test, vi } from 'vitest'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { emptyRun } from '@codingagent/protocol/run-state.ts'
import { runLog } from './run-log.ts'

const text = (piece: string): RunEvent => ({ event: 'text', data: { text: piece } })
const stdout = (step: number, piece: string): RunEvent => ({ event: 'stdout', data: { step, text: piece } })

test('the first piece goes out at once, those after it joined', async () => {
  vi.useFakeTimers()
  const sent: RunEvent[] = []
  const log = runLog(async event => void sent.push(event), emptyRun())
  for (const piece of ['a', 'b', 'c']) await log.emit(text(piece))
  expect(sent).toEqual([text('a')])
  expect(log.state.answer).toBe('abc')
  await vi.advanceTimersByTimeAsync(100)
  expect(sent).toEqual([text('a'), text('bc')])
  vi.useRealTimers()
})

test('another kind of event, or another step, sends what is held first', async () => {
  const sent: RunEvent[] = []
  const log = runLog(async event => void sent.push(event), emptyRun(), 60_000)
  await log.emit(text('a'))
  await log.emit(text('b'))
  await log.emit(stdout(1, 'x'))
  await log.emit(stdout(1, 'y'))
  await log.emit(stdout(2, 'z'))
  const done: RunEvent = { event: 'step_done', data: { step: 2, tool: 't', status: 'success', seconds: 1 } }
  await log.emit(done)
  expect(sent).toEqual([text('a'), text('b'), stdout(1, 'xy'), stdout(2, 'z'), done])
})

test('what is held goes at once when it is long', async () => {
  const sent: RunEvent[] = []
  const log = runLog(async event => void sent.push(event), emptyRun(), 60_000)
  await log.emit(stdout(1, 'first'))
  await log.emit(stdout(1, 'x'.repeat(16_000)))
  expect(sent).toHaveLength(1)
  await log.emit(stdout(1, 'y'))
  expect(sent.at(-1)).toEqual(stdout(1, `${'x'.repeat(16_000)}y`))
})

test('a truncated piece stays marked when it is joined', async () => {
  const sent: RunEvent[] = []
  const log = runLog(async event => void sent.push(event), emptyRun(), 60_000)
  await log.emit(text('first'))
  await log.emit(stdout(1, 'x'))
  await log.emit({ event: 'stdout', data: { step: 1, text: 'y', truncated: true } })
  await log.flush()
  expect(sent.at(-1)).toEqual({ event: 'stdout', data: { step: 1, text: 'xy', truncated: true } })
})

test('a slow sink is waited for, and gets one event at a time', async () => {
  let busy = 0
  const log = runLog(
    async () => {
      expect(++busy).toBe(1)
      await new Promise(resolve => setImmediate(resolve))
      busy--
    },
    emptyRun(),
    0,
  )
  await Promise.all(Array.from({ length: 50 }, (_, i) => log.emit(i % 2 ? text('a') : stdout(1, 'b'))))
  await log.flush()
  expect(busy).toBe(0)
})

test('once the sink has failed every emit fails, and nothing more is sent', async () => {
  let calls = 0
  const log = runLog(
    async () => {
      calls++
      throw new Error('gone')
    },
    emptyRun(),
    0,
  )
  await expect(log.emit(text('a'))).rejects.toThrow('gone')
  await expect(log.emit(stdout(1, 'b'))).rejects.toThrow('gone')
  expect(calls).toBe(1)
})
