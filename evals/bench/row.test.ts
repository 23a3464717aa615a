import { describe, expect, test } from 'vitest'
import { asTable, quantile } from './row.ts'

describe('quantile, by nearest rank', () => {
  const samples = [5, 1, 4, 2, 3]
  test.each([
    [0, 1],
    [0.5, 3],
    [0.9, 5],
    [1, 5],
  ])('%d of 1…5 is %d', (q, value) => {
    expect(quantile(samples, q)).toBe(value)
  })

  test('of nothing is not a number, and the samples stay as they were', () => {
    expect(quantile([], 0.5)).toBeNaN()
    expect(samples).toEqual([5, 1, 4, 2, 3])
  })
})

describe('the table', () => {
  test('a figure beside its peer, and how many times better', () => {
    const text = asTable([
      { name: 'first result', ours: 30, peer: 600, peerName: 'ipykernel', unit: 'ms', goal: 'p90 ≤ 45 ms' },
      { name: 'upload', ours: 500, peer: 1000, peerName: 'cp', unit: 'MB/s' },
      { name: 'no browser', ours: null, peer: null, unit: 'ms', note: 'Chromium is not installed' },
    ])
    const [head, first, upload, missing] = text.split('\n')
    expect(head).toMatch(/^figure\s+ours\s+beside\s+better by\s+goal$/)
    expect(first).toMatch(/30\.0 ms\s+600 ms \(ipykernel\)\s+20×\s+p90 ≤ 45 ms$/)
    expect(upload).toMatch(/500 MB\/s\s+1000 MB\/s \(cp\)\s+0\.50×$/)
    expect(missing).toMatch(/–\s+–\s+–\s+Chromium is not installed$/)
  })
})
