/** A model that never stops by itself: its turn does. */
import { emptyRun } from '@codingagent/protocol/run-state.ts'
import { expect, test } from 'vitest'
import type { ModelPart } from '../model/model.ts'
import { startBudget } from './budget.ts'
import { runLog } from './run-log.ts'
import { endlessModel } from './testing/endless-model.ts'
import { runTurn } from './turn.ts'

async function turnOf(part: (place: number) => ModelPart) {
  const { model, wasLeft } = endlessModel(part)
  const caps = { maxRunTokens: null, maxRunUsd: null, maxRunSeconds: null }
  const budget = startBudget({ settings: caps, clock: () => 0 })
  const log = runLog(async () => {}, emptyRun(), 60_000)
  const signal = new AbortController().signal
  const request = { system: '', messages: [], tools: [], signal }
  const turn = await runTurn({ model, request, fences: false, log, budget, onCallStarted: async () => {} })
  return { turn, left: wasLeft(), usage: budget.usage, answer: log.state.answer }
}

const piece = 'round and round '.repeat(1000)

test.each(['text', 'reasoning'] as const)(
  '%s without end is cut as at the limit of a message, and counted',
  async type => {
    const { turn, left, usage, answer } = await turnOf(() => ({ type, text: piece }))
    expect([turn.cut, left]).toEqual([true, true])
    expect(answer.length).toBe(type === 'text' ? 63 * piece.length : 0)
    expect(usage.outputTokens).toBeGreaterThan(250_000)
  },
)

test('of calls without end the first are run', async () => {
  const { turn, left } = await turnOf(n => ({ type: 'call', call: { id: `c${n}`, name: 'list_files', input: {} } }))
  expect(turn.calls.map(call => call.id)).toEqual(Array.from({ length: 32 }, (_, n) => `c${n}`))
  expect([turn.cut, left]).toEqual([false, true])
})
