import { emptyRun } from '@codingagent/protocol/apply-event.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { expect, test } from 'vitest'
import { activeTurn, type Turn } from './run-store.ts'
import { isWaiting, workBegan } from './waiting.ts'

const turn = (key: string, run: Partial<RunState>, delivery: Turn['delivery'] = 'sent'): Turn => ({
  key,
  run: { ...emptyRun(key), ...run },
  delivery,
  waitsFor: null,
  refusal: null,
  stopping: false,
})
const ended = turn('a', { status: 'answered', startedAt: '2026-01-01T10:00:00.000Z', seconds: 30 })
const working = turn('b', { status: 'running', startedAt: '2026-01-01T10:00:10.000Z' })
const later = turn('c', { status: 'running', startedAt: '2026-01-01T10:00:12.000Z' })

test('while one works every later one waits, also one whose log has begun', () => {
  const turns = [ended, working, later]
  const active = activeTurn(turns)
  expect(turns.map(t => isWaiting(t, active))).toEqual([false, false, true])
})

test('nothing waits when nothing works, and a refused question does not wait', () => {
  expect(isWaiting(ended, undefined)).toBe(false)
  expect(isWaiting(turn('d', {}, 'refused'), working)).toBe(false)
})

test('work that waited began when the one before ended', () => {
  expect(workBegan([ended, working], working)).toBe('2026-01-01T10:00:30.000Z')
})

test('work that did not wait began when it was asked', () => {
  const late = turn('e', { status: 'running', startedAt: '2026-01-01T11:00:00.000Z' })
  expect(workBegan([ended, late], late)).toBe('2026-01-01T11:00:00.000Z')
  expect(workBegan([late], late)).toBe('2026-01-01T11:00:00.000Z')
})
