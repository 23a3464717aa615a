import type { TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { expect, test } from 'vitest'
import { csvName, rowsAsCsv, SAVE_ROWS } from './save-rows.ts'

const columns = [
  { name: 'name', type: 'text' },
  { name: 'net, total', type: 'decimal' },
]
const page = (rows: TableCell[][], total = rows.length): TablePage => ({ columns, rows, total, offset: 0 })

/** The file of a table that gives at most `most` rows at once. */
async function saved(rows: TableCell[][], { most = 1000, total = rows.length, shown = columns } = {}) {
  const asked: [number, number][] = []
  const told: number[] = []
  const parts = await rowsAsCsv({
    load: async (offset, limit) => {
      asked.push([offset, limit])
      return page(rows.slice(offset, offset + Math.min(limit, most)), total)
    },
    head: page([], total),
    shown,
    signal: new AbortController().signal,
    progress: read => told.push(read),
  })
  return { text: parts.join(''), asked, told }
}

test.each<[string, TableCell, string]>([
  ['a word', 'North', 'North'],
  ['a comma', 'North, South', '"North, South"'],
  ['quotes', 'the "best"', '"the ""best"""'],
  ['a line break', 'two\nlines', '"two\nlines"'],
  ['a carriage return', 'two\rlines', '"two\rlines"'],
  ['spaces at an end', ' North', '" North"'],
  ['nothing known', null, ''],
  ['an empty text', '', '""'],
  ['a number', 12.5, '12.5'],
  ['a very small number', 1e-9, '1e-9'],
  ['an integer beyond 2^53', '9007199254740993', '9007199254740993'],
  ['leading zeros', '00042', '00042'],
  ['true', true, 'true'],
  ['a list', [1, 'b'], '"[1,""b""]"'],
  ['a record', { a: 1 }, '"{""a"":1}"'],
  ['letters of other scripts', 'Größe 売上 🙂', 'Größe 売上 🙂'],
])('%s stands in its cell as it is', async (_what, value, cell) => {
  const { text } = await saved([[value, 1]])
  expect(text).toBe(`\uFEFFname,"net, total"\r\n${cell},1\r\n`)
})

test.each<[string, string]>([
  ['=1+1', "'=1+1"],
  ['=cmd|" /C calc"!A0', `"'=cmd|"" /C calc""!A0"`],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['+SUM(A1)', "'+SUM(A1)"],
  ["-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"],
  ['\t=1+1', "'\t=1+1"],
  ['\r=1+1', `"'\r=1+1"`],
  ['=\n1', `"'=\n1"`],
  ['-', '-'],
  ['--', '--'],
  ['+49 (0) 30 901-820', '+49 (0) 30 901-820'],
  ['-12.5', '-12.5'],
  ['-1,234.50', '"-1,234.50"'],
  ['a = b', 'a = b'],
  ["'=already", "'=already"],
])('of the text %j a spreadsheet runs nothing, and other texts stay as they are', async (value, cell) => {
  const { text } = await saved([[value, 1]])
  expect(text).toBe(`\uFEFFname,"net, total"\r\n${cell},1\r\n`)
})

test.each<[string, string | number]>([
  ['integer', -5],
  ['integer', '-9007199254740993'],
  ['decimal', '-0.1E+400'],
  ['decimal', '-inf'],
  ['datetime', '-0044-03-15T00:00:00'],
  ['mixed', -5],
])('a value of type %s is never changed: %s', async (type, value) => {
  const typed = [{ name: 'v', type }]
  const parts = await rowsAsCsv({
    load: async () => ({ ...page([[value]]), columns: typed }),
    head: { ...page([], 1), columns: typed },
    shown: typed,
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  expect(parts.join('')).toBe(`\uFEFFv\r\n${value}\r\n`)
})

test('the name of a column is a text as well', async () => {
  const named = [{ name: '=HYPERLINK("x")', type: 'integer' }]
  const { text } = await saved([], { shown: named })
  expect(text).toBe(`\uFEFF"'=HYPERLINK(""x"")"\r\n`)
})

test('hidden columns stay behind', async () => {
  const { text } = await saved([['North', 12]], { shown: columns.slice(1) })
  expect(text).toBe('\uFEFF"net, total"\r\n12\r\n')
})

test('pages that come short lose no row, and how far it is is told', async () => {
  const rows = Array.from({ length: 25 }, (_, row) => [`row ${row}`, row])
  const { text, told } = await saved(rows, { most: 10 })
  expect(text.split('\r\n')).toHaveLength(27)
  expect(told).toEqual([10, 20, 25])
})

test('a table that shrank meanwhile ends where it ends', async () => {
  expect((await saved([['a', 1]], { total: 50 })).text.split('\r\n')).toHaveLength(3)
})

test('no more than is promised is read', async () => {
  const row = ['x', 1]
  const { asked, text } = await saved(Array.from({ length: SAVE_ROWS + 5 }, () => row))
  expect(asked).toHaveLength(SAVE_ROWS / 1000)
  expect(text.split('\r\n')).toHaveLength(SAVE_ROWS + 2)
})

test('a stop ends it after the page that is on its way', async () => {
  const stop = new AbortController()
  let pages = 0
  const work = rowsAsCsv({
    load: async () => {
      pages++
      stop.abort()
      return page([['a', 1]], 5_000)
    },
    head: page([], 5_000),
    shown: columns,
    signal: stop.signal,
    progress: () => undefined,
  })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  expect(pages).toBe(1)
})

test.each([
  ['sales.parquet', 'sales.csv'],
  ['monthly.v2.xlsx', 'monthly.v2.csv'],
  ['Monthly revenue', 'Monthly revenue.csv'],
  ['sales.csv', 'sales (rows).csv'],
  ['SALES.CSV', 'SALES (rows).csv'],
  ['売上.tsv', '売上.csv'],
])('rows of %s are saved as %s', (name, file) => expect(csvName(name)).toBe(file))
