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

  test('several series are called by the title of their legend', () => {
    const data = ['North', 'South'].map(name => ({ name, x: ['Jan'], y: [1] }))
    expect(figureTable({ data, layout: { legend: { title: { text: 'Region' } } } }).columns[0]).toBe('Region')
  })

  test('a pie, a heatmap, a candlestick', () => {
    expect(figureTable({ data: [{ type: 'pie', labels: ['a'], values: [3] }], layout: {} }).rows).toEqual([['a', '3']])
    const heat = figureTable({ data: [{ type: 'heatmap', x: ['p', 'q'], y: ['r'], z: [[1, 2]] }], layout: {} })
    expect(heat.rows).toEqual([
      ['p', 'r', '1'],
      ['q', 'r', '2'],
    ])
    const candle = figureTable({
      data: [{ type: 'candlestick', x: ['d'], open: [1], high: [3], low: [0], close: [2] }],
      layout: {},
    })
    expect(candle.rows[0]).toEqual(['d', '1', '3', '0', '2'])
  })

  test.each([
    ['its axes', { name: 'Revenue' }, { yaxis: { title: { text: 'Sum (€)' } } }, ['x', 'Sum (€)']],
    ['its own name', { name: 'Revenue' }, { xaxis: { title: 'Month' } }, ['Month', 'Revenue']],
    [
      'the words under the pointer',
      { hovertemplate: 'Month=%{x}<br>Revenue=%{y:.2f}<extra></extra>' },
      {},
      ['Month', 'Revenue'],
    ],
    ['no more than the letters', {}, {}, ['x', 'y']],
  ])('the columns of a single series are called by %s', (_what, more, layout, columns) => {
    expect(figureTable({ data: [{ x: ['Jan'], y: [1], ...more }], layout }).columns).toEqual(columns)
  })

  test('a box known by its quartiles alone tells them', () => {
    const box = {
      type: 'box',
      x: ['kg'],
      q1: [2],
      median: [3],
      q3: [5],
      lowerfence: [0.5],
      upperfence: [9],
      y: [[12, 40]],
    }
    const table = figureTable({ data: [box], layout: {} })
    expect(table.columns).toEqual(['x', 'Lower whisker', 'Lower quartile', 'Median', 'Upper quartile', 'Upper whisker'])
    expect(table.rows).toEqual([['kg', '0.5', '2', '3', '5', '9']])
    expect(table.numeric).toEqual([false, true, true, true, true, true])
  })

  test('a heatmap without names counts its rows and columns, under a header as wide', () => {
    const table = figureTable({ data: [{ type: 'heatmap', z: [[1, null]] }], layout: { xaxis: { title: 'Hour' } } })
    expect(table.columns).toEqual(['Hour', 'y', 'Value'])
    expect(table.rows).toEqual([
      ['0', '0', '1'],
      ['1', '0', '–'],
    ])
  })

  test('lists of different length lose no value', () => {
    expect(figureTable({ data: [{ x: ['a'], y: [1, 2] }], layout: {} }).rows).toEqual([
      ['a', '1'],
      ['–', '2'],
    ])
  })

  test('a trace of a type that objects have a name for is read as any other', () => {
    expect(figureTable({ data: [{ type: 'constructor', x: ['a'], y: [1] }], layout: {} }).rows).toEqual([['a', '1']])
  })

  test('is cut at a thousand rows and says how many there are', () => {
    const long = figureTable({ data: [{ x: Array.from({ length: 5000 }, (_, i) => i), y: [] }], layout: {} })
    expect([long.rows.length, long.total]).toEqual([1000, 5000])
  })

  test('an empty figure is an empty table', () => {
    expect(figureTable({ data: [], layout: {} })).toEqual({ columns: [], numeric: [], rows: [], total: 0 })
  })
})
