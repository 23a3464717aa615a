import { expect, test } from 'vitest'
import { repairLines } from './repair-lines.ts'

const drawn = (before: string, after: string) => repairLines(before, after).map(line => `${line.kind} ${line.text}`)

test('a changed line is removed and added', () => {
  expect(drawn('a\nb\nc', 'a\nB\nc')).toEqual(['same a', 'removed b', 'added B', 'same c'])
})

test('a missing last line break is no difference', () => {
  expect(drawn('a\n', 'a')).toEqual(['same a'])
})

test('long unchanged stretches are folded, with two lines kept beside a change', () => {
  const lines = Array.from({ length: 12 }, (_, n) => `l${n}`)
  const after = [...lines]
  after[6] = 'changed'
  expect(drawn(lines.join('\n'), after.join('\n'))).toEqual([
    'folded 4 unchanged lines',
    'same l4',
    'same l5',
    'removed l6',
    'added changed',
    'same l7',
    'same l8',
    'folded 3 unchanged lines',
  ])
})

test('one line is not folded into one line', () => {
  expect(drawn('a\nb\nc\nd', 'a\nb\nc\nX')).toEqual(['same a', 'same b', 'same c', 'removed d', 'added X'])
})
