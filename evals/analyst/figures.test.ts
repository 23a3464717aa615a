/** The right answers are only as right as these: against figures worked out by hand and by NumPy and pandas. */
import { describe, expect, test } from 'vitest'
import {
  by,
  correlation,
  deviation,
  first,
  last,
  mean,
  median,
  outliers,
  quantile,
  said,
  shown,
  sum,
} from './figures.ts'

describe('of a list of numbers', () => {
  const list = [2, 4, 4, 4, 5, 5, 7, 9]
  test('sum, mean, median and deviation', () => {
    expect([sum(list), mean(list), median(list)]).toEqual([40, 5, 4.5])
    // numpy.std(list, ddof=1)
    expect(deviation(list)).toBeCloseTo(2.13808993529939, 12)
  })
  test('of none there is a sum and no mean', () => {
    expect(sum([])).toBe(0)
    expect(mean([])).toBeNaN()
    expect(median([])).toBeNaN()
  })
  test.each([
    [0, 1],
    [0.25, 3.25],
    [0.5, 7],
    [0.9, 15],
    [1, 20],
  ])('the quantile %d, linear as pandas has it, is %d, and the list stays as it was', (part, value) => {
    const unsorted = [20, 1, 3, 4, 10, 10]
    expect(quantile(unsorted, part)).toBeCloseTo(value, 12)
    expect(unsorted).toEqual([20, 1, 3, 4, 10, 10])
  })
  test.each([
    [[1, 2, 3], [2, 4, 6], 1],
    [[1, 2, 3], [3, 2, 1], -1],
    [[1, 2, 3, 4], [1, -1, -1, 1], 0],
    // Covariance 12 over the root of 10 × 21.2.
    [[1, 2, 3, 4, 5], [2, 1, 4, 3, 7], 12 / Math.sqrt(212)],
  ])('%j and %j go together by %d', (one, other, value) => expect(correlation(one, other)).toBeCloseTo(value, 12))
  test('outliers lie more than 1.5 quartiles away, on both sides; the fence itself is inside', () => {
    expect(outliers([10, 11, 12, 13, 14, 100, -50])).toEqual([100, -50])
    // Quartiles 2 and 4, fences -1 and 7.
    expect(outliers([1, 2, 3, 4, 7])).toEqual([])
    expect(outliers([1, 2, 3, 4, 7.01])).toEqual([7.01])
    expect(outliers([5, 5, 5])).toEqual([])
  })
})

describe('of groups', () => {
  const rows = [
    { shop: 'Hill', pieces: 2 },
    { shop: 'Quay', pieces: 5 },
    { shop: 'Hill', pieces: 4 },
    { shop: 'Mill', pieces: 5 },
  ]
  const pieces = (part: typeof rows) => sum(part.map(row => row.pieces))

  test('each once, the largest first, those alike in the order of the rows', () => {
    expect(by(rows, row => row.shop, pieces)).toEqual([
      { name: 'Hill', value: 6 },
      { name: 'Quay', value: 5 },
      { name: 'Mill', value: 5 },
    ])
    expect(by([], () => 'a', pieces)).toEqual([])
  })
  test('the first and the last, also of none', () => {
    const list = by(rows, row => row.shop, pieces)
    expect([first(list).name, last(list).name]).toEqual(['Hill', 'Mill'])
    expect([first([]), last([])]).toEqual([
      { name: '', value: 0 },
      { name: '', value: 0 },
    ])
  })
  test('are said as the analyst lists them', () => {
    expect(
      said([
        { name: 'Hill', value: 1234.5 },
        { name: 'Quay', value: 3 },
      ]),
    ).toEqual(['Hill: 1,234.50', 'Quay: 3'])
    expect(said([{ name: 'Köln', value: 1234.5 }], 'de-DE')).toEqual(['Köln: 1.234,50'])
  })
})

test.each([
  [0, '0'],
  [1234567, '1,234,567'],
  [0.1 + 0.2, '0.30'],
  [-2.005, '-2.01'],
  // What only a computer holds for a fraction reads as the whole number that it is.
  [2.9999999999, '3'],
  [1e15, '1,000,000,000,000,000'],
])('%d is shown as %s', (value, text) => expect(shown(value)).toBe(text))
