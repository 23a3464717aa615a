/** Puts rows into the clipboard as TSV, with their header. */
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { cellCopy } from './cell-text.ts'

/** More than this freezes the page it is pasted into: download the file instead. */
export const COPY_ROWS = 10_000
const CHUNK = 1000

type Load = (offset: number, limit: number, signal: AbortSignal) => Promise<TablePage>

/** Rows as tab-separated text: a header line, then at most COPY_ROWS rows under the present sort and filters. */
export async function rowsAsText(load: Load, { columns, total }: TablePage): Promise<string> {
  const lines = [columns.map(column => cellCopy(column.name)).join('\t')]
  const wanted = Math.min(total, COPY_ROWS)
  for (let offset = 0; offset < wanted; offset += CHUNK) {
    const page = await load(offset, Math.min(CHUNK, wanted - offset), new AbortController().signal)
    for (const row of page.rows) lines.push(row.map(cellCopy).join('\t'))
    if (page.rows.length === 0) break
  }
  return lines.join('\n')
}

export async function copyRows(load: Load, head: TablePage): Promise<void> {
  await navigator.clipboard.writeText(await rowsAsText(load, head))
}
