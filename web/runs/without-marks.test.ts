import { expect, test } from 'vitest'
import { withoutMarks } from './without-marks.ts'

test.each([
  ['**datapage.parquet** has 3 rows', 'datapage.parquet has 3 rows'],
  ['## Notes\n- a: 1\n* b: 2', 'Notes\n• a: 1\n• b: 2'],
  ['| a | b |\n|---|--:|\n| 1 | 2 |', 'a   b\n1   2'],
  ['use `mean()` and ***this***', 'use mean() and this'],
  ['```python\nx = 1\n```', 'x = 1\n'],
  ['see [the book](https://example.org)', 'see the book'],
  ['net\\*price of \\[a\\]', 'net*price of [a]'],
  ['unit_price fell to -3.5 in 2024', 'unit_price fell to -3.5 in 2024'],
])('%j reads %j', (markdown, words) => {
  expect(withoutMarks(markdown)).toBe(words)
})
