import { expect, it } from 'vitest'
import { runningRuns } from './running-runs.ts'

it('stops who holds the run, and says whether anyone does', () => {
  const running = runningRuns()
  expect(running.stop('run_1')).toBe(false)
  const holder = running.begin('run_1')
  expect(running.stop('run_1')).toBe(true)
  expect(holder.signal.aborted).toBe(true)
  holder.forget()
  expect(running.stop('run_1')).toBe(false)
})

it('keeps a new holder from the stop and the leaving of the old one', () => {
  const running = runningRuns()
  const old = running.begin('run_1')
  const now = running.begin('run_1')
  old.stop()
  old.forget()
  expect([old.signal.aborted, now.signal.aborted]).toEqual([true, false])
  expect(running.stop('run_1')).toBe(true)
  expect(now.signal.aborted).toBe(true)
})
