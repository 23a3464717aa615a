/** Rows as they are shown, as a CSV file: sorted, filtered, without the hidden columns. */
import type { TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { saveBlob } from '../../ui/save.ts'
import { rowsInPieces, type LoadRows } from './rows-in-pieces.ts'

/** More than this is long to wait for and more than a spreadsheet likes: the file itself holds all. */
export const SAVE_ROWS = 100_000
/** Without it Excel reads letters beyond ASCII wrongly. */
const BYTE_ORDER_MARK = '\uFEFF'

type Saving = {
  load: LoadRows
  head: TablePage
  shown: readonly TablePage['columns'][number][]
  signal: AbortSignal
  /** Hears how many rows are there. */
  progress: (rows: number) => void
}

/** What a spreadsheet would run when the file is opened; a sign before digits alone is a number, a phone number or a range. */
const formula = /^(?:[=@\t\r]|[+-](?!$|[\d\s.,()/-]*$))/

/** A text that a spreadsheet takes for a formula is given an apostrophe, which it shows as the mark of a text (OWASP, CSV injection). */
const harmless = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** Types whose values are never texts, though an integer beyond 2^53 comes as its digits. */
const plain = new Set(['integer', 'decimal', 'boolean', 'date', 'datetime', 'time'])

/** A value as RFC 4180 writes it: missing is nothing, an empty text is a pair of quotes. */
function csvCell(value: TableCell | undefined, type = 'text'): string {
  if (value === null || value === undefined) return ''
  const whole = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const text = typeof value === 'string' && !plain.has(type) ? harmless(whole) : whole
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The parts of the file, in order. Throws what `load` throws; a stop throws too. */
export async function rowsAsCsv({ load, head, shown, signal, progress }: Saving): Promise<string[]> {
  const places = shown.map(column => head.columns.indexOf(column))
  const parts = [`${BYTE_ORDER_MARK}${shown.map(column => csvCell(column.name)).join(',')}\r\n`]
  let read = 0
  for await (const rows of rowsInPieces(load, Math.min(head.total, SAVE_ROWS), signal)) {
    parts.push(
      rows.map(row => `${places.map(place => csvCell(row[place], head.columns[place]?.type)).join(',')}\r\n`).join(''),
    )
    progress((read += rows.length))
  }
  return parts
}

/** "sales.parquet" gives "sales.csv"; a name that ends so already says that it is not the whole file. */
export const csvName = (name: string): string =>
  /\.csv$/i.test(name) ? name.replace(/\.csv$/i, ' (rows).csv') : `${name.replace(/\.[^.]{1,8}$/, '')}.csv`

export async function saveRows(name: string, saving: Saving): Promise<void> {
  saveBlob(new Blob(await rowsAsCsv(saving), { type: 'text/csv;charset=utf-8' }), csvName(name))
}
