/** What a repair does with a reply that does not come to its end by itself. */
import { expect, test } from 'vitest'
import { endlessModel } from './testing/endless-model.ts'
import { ask, fail, failing } from './testing/rehearsal.ts'
import type { ToolContext } from '../tools/tool.ts'
import { startBudget } from './budget.ts'
import { repairWith } from './repair.ts'

test('half of a code is not run: the model is told that it was too long', async () => {
  const { workbench, server, outcome } = await ask({
    script: [
      { code: 'total = lost' },
      { text: '```python\ntotal = 1\nimport shutil', finish: 'length' },
      { text: 'I could not.' },
    ],
    cell: failing(fail('NameError')),
  })
  expect([outcome, workbench.ran]).toEqual(['answered', ['total = lost']])
  expect(JSON.stringify(server.requests[2]?.messages)).toContain('longer than one message')
})

test('a reply without end is left, and paid for', async () => {
  const { model, wasLeft } = endlessModel(() => ({ type: 'text', text: 'total = total + 1\n'.repeat(1000) }))
  const budget = startBudget({
    settings: { maxRunTokens: null, maxRunUsd: null, maxRunSeconds: null },
    clock: () => 0,
  })
  const result = {
    status: 'error' as const,
    error: { name: 'NameError', message: 'no', traceback: '' },
    seconds: 0,
    executionCount: 1,
    variables: [],
    limitSeconds: 15,
  }
  const context = { signal: new AbortController().signal } as ToolContext
  const mended = await repairWith(model, budget)({ code: 'total = lost', result, attempt: 1 }, context)
  expect(mended).toEqual({ reason: expect.stringContaining('longer than one message') })
  expect(wasLeft()).toBe(true)
  expect(budget.usage.outputTokens).toBeGreaterThan(250_000)
})
