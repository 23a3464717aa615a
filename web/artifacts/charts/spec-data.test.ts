import { expect, test } from 'vitest'
import { specTable } from './spec-data.ts'

test.each([
  ['values within', { data: { values: [{ a: 1 }] } }, [['1']]],
  ['bare values', { data: { values: [5, 'x'] } }, [['5'], ['x']]],
  ['Altair’s named sets', { data: { name: 'd-1' }, datasets: { 'd-1': [{ a: 1 }, { a: 2 }] } }, [['1'], ['2']]],
  ['a layer’s own', { layer: [{ mark: 'bar' }, { data: { values: [{ a: 7 }] } }] }, [['7']]],
  ['a facet’s own', { spec: { vconcat: [{ data: { values: [{ a: 8 }] } }] } }, [['8']]],
  ['the largest of two', { datasets: { x: [{ a: 1 }], y: [{ a: 2 }, { a: 3 }] } }, [['2'], ['3']]],
])('%s', (_what, spec, rows) => {
  expect(specTable(spec)?.rows).toEqual(rows)
})

test('rows of different shape come under one header; what is missing is a dash', () => {
  const table = specTable({ data: { values: [{ a: 1 }, { b: { c: 2 } }, { a: null }] } })
  expect(table?.columns).toEqual(['a', 'b'])
  expect(table?.rows).toEqual([
    ['1', '–'],
    ['–', '{"c":2}'],
    ['–', '–'],
  ])
})

test.each([{}, { data: { url: 'x.csv' } }, { data: { values: 'a,b\n1,2' } }, { data: null }, { datasets: [] }])(
  'no rows, no table: %j',
  spec => {
    expect(specTable(spec)).toBeNull()
  },
)

test('a long set is cut, and says how long it is; endless nesting ends', () => {
  const table = specTable({ data: { values: Array.from({ length: 3000 }, (_, n) => ({ n })) } })
  expect([table?.rows.length, table?.total]).toEqual([1000, 3000])
  let nested: Record<string, unknown> = { data: { values: [{ deep: true }] } }
  for (let depth = 0; depth < 50; depth++) nested = { spec: nested }
  expect(specTable(nested)).toBeNull()
})
