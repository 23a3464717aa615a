import type { Session } from '@codingagent/protocol/api.ts'
import { expect, test } from 'vitest'
import { groupByAge } from './group-by-age.ts'

const now = new Date(2026, 10, 21, 14, 30)
const at = (id: string, ...place: [number, number, number, number]): Session => ({
  id,
  projectId: null,
  title: id,
  titled: true,
  model: null,
  pinned: false,
  archived: false,
  activeRunId: null,
  createdAt: '',
  updatedAt: new Date(...place).toISOString(),
})

test('sessions stand under the age of their last change, by the calendar', () => {
  const groups = groupByAge(
    [at('a', 2026, 10, 21, 0), at('b', 2026, 10, 20, 23), at('c', 2026, 10, 16, 9), at('d', 2026, 8, 1, 9)],
    now,
  )
  expect(groups.map(([age, sessions]) => [age, sessions.map(s => s.id)])).toEqual([
    ['today', ['a']],
    ['yesterday', ['b']],
    ['week', ['c']],
    ['older', ['d']],
  ])
})

test('those pinned stand above all, whatever their age and wherever they come in the list', () => {
  const old = { ...at('old', 2025, 0, 1, 9), pinned: true }
  const groups = groupByAge([at('a', 2026, 10, 21, 0), at('b', 2026, 10, 20, 23), old], now)
  expect(groups.map(([age, sessions]) => [age, sessions.map(s => s.id)])).toEqual([
    ['pinned', ['old']],
    ['today', ['a']],
    ['yesterday', ['b']],
  ])
})

test('an age without sessions has no head', () => {
  expect(groupByAge([], now)).toEqual([])
})
