import { emptyRun } from '@codingagent/protocol/apply-event.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { expect, test } from 'vitest'
import type { Turn } from '../runs/run-store.ts'
import { artifactsOf } from './artifacts-of.ts'

const turn = (run: Partial<RunState>): Turn => ({
  key: 'k',
  run: { ...emptyRun(), ...run },
  delivery: 'sent',
  waitsFor: null,
  refusal: null,
  stopping: false,
})
const artifact = (id: string, version = 1) => ({ id, kind: 'table', name: id, mime: 'x', size: 1, version }) as const
const file = (id: string) => ({ id, name: `${id}.xlsx`, url: '', size: 2, type: 'y' })

test('all of a session, oldest first, each once', () => {
  const found = artifactsOf([
    turn({ artifacts: [artifact('a'), artifact('b')], files: [file('b'), file('c')] }),
    turn({ artifacts: [artifact('a', 2)] }),
  ])
  expect(found.map(a => a.id)).toEqual(['a', 'b', 'c'])
  expect(found[0]?.version).toBe(2)
  expect(found[2]).toEqual({ id: 'c', kind: 'file', name: 'c.xlsx', mime: 'y', size: 2, version: 1 })
})

test('nothing made is nothing', () => {
  expect(artifactsOf([])).toEqual([])
  expect(artifactsOf([turn({})])).toEqual([])
})
