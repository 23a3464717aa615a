import { describe, expect, test } from 'vitest'
import { asTable, quantile, type Row } from './row.ts'

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

  const row = (fields: Partial<Row>): Row => ({ name: 'x', ours: 1, peer: null, unit: 'ms', ...fields })
  const cells = (fields: Partial<Row>) =>
    asTable([row(fields)])
      .split('\n')[1]
      ?.split(/\s{2,}/) ?? []

  test.each<[Partial<Row>, string]>([
    [{ ours: 0.004 }, '0.00 ms'],
    [{ ours: 0.5, unit: 's' }, '0.50 s'],
    [{ ours: 1 }, '1.0 ms'],
    [{ ours: 99.94 }, '99.9 ms'],
    [{ ours: 100 }, '100 ms'],
    [{ ours: 12345.6, unit: 'MB' }, '12346 MB'],
    [{ ours: 98, unit: 'points' }, '98.0 points'],
    [{ ours: Number.NaN }, '–'],
    [{ ours: null }, '–'],
  ])('%j reads %s', (fields, text) => expect(cells(fields)[1]).toBe(text))

  test.each<[Partial<Row>, string]>([
    [{ ours: 2, peer: 3 }, '1.50×'],
    [{ ours: 3, peer: 2 }, '0.67×'],
    [{ ours: 1, peer: 10 }, '10×'],
    [{ ours: 1, peer: 9.99, unit: 'MB' }, '9.99×'],
    [{ ours: 9, peer: 3, unit: 'MB/s' }, '3.00×'],
    [{ ours: 0, peer: 3 }, '–'],
    [{ ours: 3, peer: 0 }, '–'],
    [{ ours: Number.NaN, peer: 3 }, '–'],
  ])('of %j it says how many times better: %s', (fields, text) => expect(cells(fields)[3]).toBe(text))

  test('a peer without a name is called so, a goal and a note stand together, columns are aligned', () => {
    expect(cells({ peer: 2 })[2]).toBe('2.0 ms (peer)')
    expect(cells({ goal: '≤ 1 ms', note: '60 lines' })[4]).toBe('≤ 1 ms; 60 lines')
    const lines = asTable([row({ name: 'a' }), row({ name: 'much longer', ours: 1000 })]).split('\n')
    expect(new Set(lines.map(line => line.indexOf(line.match(/ours|1\.0|1000/)?.[0] ?? '?'))).size).toBe(1)
    for (const line of lines) expect(line).toBe(line.trimEnd())
  })

  test('of no rows is its head alone', () => expect(asTable([])).toBe('figure  ours  beside  better by  goal'))
})
