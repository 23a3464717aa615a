/** Puts rows into the clipboard as TSV, with their header. */
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { cellCopy } from './cell-text.ts'
import { rowsInPieces, type LoadRows } from './rows-in-pieces.ts'

/** More than this freezes the page it is pasted into: download the file instead. */
export const COPY_ROWS = 10_000

type Wanted = { head: TablePage; shown: readonly TablePage['columns'][number][] }

/** Rows as tab-separated text: a header line, then at most COPY_ROWS rows of the shown columns under the present sort and filters. */
export async function rowsAsText(load: LoadRows, { head: { columns, total }, shown }: Wanted): Promise<string> {
  const places = shown.map(column => columns.indexOf(column))
  const lines = [shown.map(column => cellCopy(column.name)).join('\t')]
  for await (const rows of rowsInPieces(load, Math.min(total, COPY_ROWS), new AbortController().signal))
    for (const row of rows) lines.push(places.map(place => cellCopy(row[place])).join('\t'))
  return lines.join('\n')
}

/** The clipboard is given a promise: it must be asked within the click, and the rows come later. */
export async function copyRows(load: LoadRows, wanted: Wanted): Promise<void> {
  const text = rowsAsText(load, wanted).then(rows => new Blob([rows], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
}
