import { describe, expect, test } from 'vitest'
import { figureTable, valuesOf } from './figure-data.ts'

const floats = (...values: number[]) => ({
  dtype: 'f8',
  bdata: btoa(String.fromCharCode(...new Uint8Array(new Float64Array(values).buffer))),
})

describe('values of an attribute', () => {
  test('a list, and Plotly’s base64 of a typed array', () => {
    expect(valuesOf([1, 'a', null])).toEqual([1, 'a', null])
    expect(valuesOf(floats(1.5, -2))).toEqual([1.5, -2])
    expect(valuesOf({ ...floats(1, 2, 3, 4), shape: '2, 2' })).toEqual([
      [1, 2],
      [3, 4],
    ])
    expect([valuesOf(undefined), valuesOf('x'), valuesOf({ dtype: 'c16', bdata: '' })]).toEqual([[], [], []])
  })
})

test.each([
  ['no base64', { dtype: 'f8', bdata: '%%%' }],
  ['half a number', { dtype: 'f8', bdata: btoa('abc') }],
  ['no text', { dtype: 'f8', bdata: 7 }],
  ['an unknown type', { dtype: 'c16', bdata: btoa('abcdefgh') }],
  ['a name that objects have', { dtype: 'constructor', bdata: btoa('abcdefgh') }],
])('of %s there are no values, and nothing breaks', (_what, value) => {
  expect(valuesOf(value)).toEqual([])
})

describe('a chart as a table', () => {
  test('two lines under one header, named by the axes', () => {
    const table = figureTable({
      data: [
        { type: 'scatter', name: 'North', x: ['Jan', 'Feb'], y: floats(10, 20) },
        { x: ['Jan'], y: [null] },
      ],
      layout: { xaxis: { title: { text: 'Month' } }, yaxis: { title: 'Revenue (€)' } },
    })
    expect(table.columns).toEqual(['Series', 'Month', 'Revenue (€)'])
    expect(table.rows).toEqual([
      ['North', 'Jan', '10'],
      ['North', 'Feb', '20'],
      ['Series 2', 'Jan', '–'],
    ])
  })

  test('a pie, a heatmap, a candlestick', () => {
    expect(figureTable({ data: [{ type: 'pie', labels: ['a'], values: [3] }], layout: {} }).rows).toEqual([
      ['Series 1', 'a', '3'],
    ])
    const heat = figureTable({ data: [{ type: 'heatmap', x: ['p', 'q'], y: ['r'], z: [[1, 2]] }], layout: {} })
    expect(heat.rows).toEqual([
      ['Series 1', 'p', 'r', '1'],
      ['Series 1', 'q', 'r', '2'],
    ])
    const candle = figureTable({
      data: [{ type: 'candlestick', x: ['d'], open: [1], high: [3], low: [0], close: [2] }],
      layout: {},
    })
    expect(candle.rows[0]).toEqual(['Series 1', 'd', '1', '3', '0', '2'])
  })

  test('a heatmap without names counts its rows and columns, under a header as wide', () => {
    const table = figureTable({ data: [{ type: 'heatmap', z: [[1, null]] }], layout: { xaxis: { title: 'Hour' } } })
    expect(table.columns).toEqual(['Series', 'Hour', 'y', 'z'])
    expect(table.rows).toEqual([
      ['Series 1', '0', '0', '1'],
      ['Series 1', '1', '0', '–'],
    ])
  })

  test('lists of different length lose no value', () => {
    expect(figureTable({ data: [{ x: ['a'], y: [1, 2] }], layout: {} }).rows).toEqual([
      ['Series 1', 'a', '1'],
      ['Series 1', '–', '2'],
    ])
  })

  test('is cut at a thousand rows and says how many there are', () => {
    const long = figureTable({ data: [{ x: Array.from({ length: 5000 }, (_, i) => i), y: [] }], layout: {} })
    expect([long.rows.length, long.total]).toEqual([1000, 5000])
  })

  test('an empty figure is an empty table', () => {
    expect(figureTable({ data: [], layout: {} })).toEqual({ columns: ['Series'], rows: [], total: 0 })
  })
})
