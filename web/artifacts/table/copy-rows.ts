/** Puts rows into the clipboard as TSV, with their header. */
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { cellCopy } from './cell-text.ts'

/** More than this freezes the page it is pasted into: download the file instead. */
export const COPY_ROWS = 10_000
const CHUNK = 1000

type Load = (offset: number, limit: number, signal: AbortSignal) => Promise<TablePage>
type Wanted = { head: TablePage; shown: readonly TablePage['columns'][number][] }

/** Rows as tab-separated text: a header line, then at most COPY_ROWS rows of the shown columns under the present sort and filters. */
export async function rowsAsText(load: Load, { head: { columns, total }, shown }: Wanted): Promise<string> {
  const places = shown.map(column => columns.indexOf(column))
  const lines = [shown.map(column => cellCopy(column.name)).join('\t')]
  const wanted = Math.min(total, COPY_ROWS)
  for (let offset = 0; offset < wanted; ) {
    const { rows } = await load(offset, Math.min(CHUNK, wanted - offset), new AbortController().signal)
    if (rows.length === 0) break
    for (const row of rows) lines.push(places.map(place => cellCopy(row[place])).join('\t'))
    // Long cells make a page shorter than asked for.
    offset += rows.length
  }
  return lines.join('\n')
}

/** The clipboard is given a promise: it must be asked within the click, and the rows come later. */
export async function copyRows(load: Load, wanted: Wanted): Promise<void> {
  const text = rowsAsText(load, wanted).then(rows => new Blob([rows], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })])
}
