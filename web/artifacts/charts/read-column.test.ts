import { expect, test } from 'vitest'
import { readColumn } from './read-column.ts'

test.each([
  ['noise of floating point', 'revenue', [6949.210000000001, 12.5], ['6,949.21', '12.5']],
  ['means with endless digits', 'fee', [15.307142857, 14.5], ['15.31', '14.5']],
  ['small ones', 'share', [0.123456789, -0.5], ['0.123457', '-0.5']],
  ['between', 'score', [4.66666, 0.0004], ['4.667', '0.0004']],
  ['large whole numbers', 'units', [1_280_000, 7], ['1,280,000', '7']],
  ['years, which nobody groups', 'year', [2023, 2024], ['2023', '2024']],
  ['gaps among numbers', 'units', [1, null, undefined], ['1', '–', '–']],
  [
    'days written as moments',
    'month',
    ['2025-01-01T00:00:00.000000', '2025-02-01T00:00:00'],
    ['2025-01-01', '2025-02-01'],
  ],
  [
    'moments to the minute',
    'at',
    ['2025-01-01T00:00:00', '2025-01-01T08:30:00Z'],
    ['2025-01-01 00:00', '2025-01-01 08:30'],
  ],
  ['moments to the second', 'at', ['2025-01-01 00:00:05', null], ['2025-01-01 00:00:05', '–']],
  ['another clock’s moments, as they are', 'at', ['2025-01-01T00:00:00+02:00'], ['2025-01-01T00:00:00+02:00']],
  ['words among moments', 'at', ['2025-01-01T00:00:00', 'never'], ['2025-01-01T00:00:00', 'never']],
  ['numbers among words', 'what', ['a', 1.5, true, { b: 2 }], ['a', '1.5', 'true', '{"b":2}']],
  ['nothing at all', 'x', [null], ['–']],
])('%s', (_what, name, values, cells) => {
  expect(readColumn(name, values, 'en').cells).toEqual(cells)
})

test.each([
  [[1, null, 2.5], true],
  [['1', 2], false],
  [['2025-01-01T00:00:00'], false],
  [[null], false],
])('whether %j is a column of numbers', (values, numeric) => {
  expect(readColumn('x', values).numeric).toBe(numeric)
})
