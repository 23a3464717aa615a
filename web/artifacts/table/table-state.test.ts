import { describe, expect, test } from 'vitest'
import {
  filterText,
  frozenCount,
  initialTableState,
  rowsQuery,
  shownColumns,
  tableReducer,
  type TableAction,
  type TableState,
} from './table-state.ts'

const after = (...actions: TableAction[]): TableState => actions.reduce(tableReducer, initialTableState)

describe('table state', () => {
  test('a header sorts up, then down, then as it came', () => {
    const click: TableAction = { do: 'toggle_sort', column: 'revenue' }
    expect(after(click).sort).toEqual({ column: 'revenue', descending: false })
    expect(after(click, click).sort).toEqual({ column: 'revenue', descending: true })
    expect(after(click, click, click).sort).toBeNull()
    expect(after(click, { do: 'toggle_sort', column: 'cost' }).sort).toEqual({ column: 'cost', descending: false })
  })

  test('a second filter on a column takes the place of the first', () => {
    const state = after(
      { do: 'filter', filter: { column: 'a', op: 'range', min: 1 } },
      { do: 'filter', filter: { column: 'b', op: 'missing' } },
      { do: 'filter', filter: { column: 'a', op: 'range', max: 9 } },
    )
    expect(state.filters).toEqual([
      { column: 'b', op: 'missing' },
      { column: 'a', op: 'range', max: 9 },
    ])
    expect(tableReducer(state, { do: 'unfilter', column: 'b' }).filters).toHaveLength(1)
  })

  test('hide, show, freeze and resize', () => {
    const state = after(
      { do: 'hide', column: 'a' },
      { do: 'hide', column: 'a' },
      { do: 'freeze', column: 'b' },
      { do: 'resize', column: 'b', width: 90 },
    )
    expect([state.hidden, state.frozen, state.widths]).toEqual([['a'], 'b', { b: 90 }])
    expect(tableReducer(state, { do: 'show_all' }).hidden).toEqual([])
  })

  test('what stays while the rest scrolls counts only what is shown', () => {
    const columns = ['a', 'b', 'c', 'd'].map(name => ({ name }))
    const frozen = after({ do: 'freeze', column: 'c' })
    expect(frozenCount(columns, frozen)).toBe(3)
    const hidden = tableReducer(frozen, { do: 'hide', column: 'a' })
    expect(shownColumns(columns, hidden).map(({ name }) => name)).toEqual(['b', 'c', 'd'])
    expect(frozenCount(columns, hidden)).toBe(2)
    expect(frozenCount(columns, tableReducer(hidden, { do: 'hide', column: 'c' }))).toBe(1)
    expect(frozenCount(columns, after({ do: 'freeze', column: 'gone' }))).toBe(0)
    expect(frozenCount(columns, after({ do: 'freeze', column: 'c' }, { do: 'freeze', column: null }))).toBe(0)
  })

  test('clearing keeps the order and the hidden; another sheet starts anew', () => {
    const state = after(
      { do: 'sort', column: 'a', descending: true },
      { do: 'filter', filter: { column: 'a', op: 'present' } },
      { do: 'search', text: 'x' },
      { do: 'hide', column: 'b' },
    )
    const cleared = tableReducer(state, { do: 'clear' })
    expect([cleared.filters, cleared.search, cleared.hidden]).toEqual([[], '', ['b']])
    expect(cleared.sort).toEqual({ column: 'a', descending: true })
    expect(tableReducer(state, { do: 'reset' })).toEqual(initialTableState)
  })

  test('the state before is never changed', () => {
    const frozen = Object.freeze({ ...initialTableState, filters: Object.freeze([]) as never })
    expect(() => tableReducer(frozen, { do: 'filter', filter: { column: 'a', op: 'missing' } })).not.toThrow()
  })
})

describe('the query for rows', () => {
  test('nothing asked, nothing sent', () => {
    expect(rowsQuery(initialTableState, undefined)).toEqual({})
  })

  test('sort, filters, search and sheet', () => {
    const state = after(
      { do: 'sort', column: 'net, total', descending: true },
      { do: 'filter', filter: { column: 'country', op: 'in', values: ['DE'] } },
      { do: 'search', text: ' acme ' },
    )
    const query = rowsQuery(state, 'Sheet 2')
    expect(query.sort).toBe('-"net, total"')
    expect(query.sheet).toBe('Sheet 2')
    expect(JSON.parse(query.filter ?? '')).toEqual([
      { column: 'country', op: 'in', values: ['DE'] },
      { column: '*', op: 'search', text: 'acme' },
    ])
  })

  test.each([
    ['plain', 'plain'],
    ['-5 °C', '"-5 °C"'],
    ['"quoted"', String.raw`"\"quoted\""`],
    ['a,b', '"a,b"'],
    ['', '""'],
  ])('the column %s is written %s, so that the server reads the same', (column, sort) => {
    expect(rowsQuery(after({ do: 'sort', column, descending: false }), undefined)).toEqual({ sort })
    expect(rowsQuery(after({ do: 'sort', column, descending: true }), undefined)).toEqual({ sort: `-${sort}` })
  })
})

test.each([
  [{ column: 'a', op: 'range', min: 1, max: 2 }, 'a: 1 – 2'],
  [{ column: 'a', op: 'range', min: 1 }, 'a ≥ 1'],
  [{ column: 'a', op: 'range', max: 2 }, 'a ≤ 2'],
  [{ column: 'a', op: 'in', values: ['x', null] }, 'a: x, –'],
  [{ column: 'a', op: 'contains', text: 'x' }, 'a contains “x”'],
  [{ column: 'a', op: 'missing' }, 'a is missing'],
  [{ column: 'a', op: 'present' }, 'a is present'],
  [{ column: '*', op: 'search', text: 'x' }, '“x”'],
] as const)('%j reads %s', (filter, text) => {
  expect(filterText(filter as never)).toBe(text)
})
