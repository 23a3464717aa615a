import type { TablePage } from '@codingagent/protocol/artifacts.ts'

/** A page of rows under the present sort and filters. */
export type LoadRows = (offset: number, limit: number, signal: AbortSignal) => Promise<TablePage>

/** The most that the API gives at once. */
export const MOST_ROWS = 1000

/** The first rows of a table, fewer where it ends sooner. Throws what `load` throws; a stop throws too. */
export async function* rowsInPieces(
  load: LoadRows,
  wanted: number,
  signal: AbortSignal,
): AsyncGenerator<TablePage['rows']> {
  for (let offset = 0; offset < wanted; ) {
    const { rows } = await load(offset, Math.min(MOST_ROWS, wanted - offset), signal)
    signal.throwIfAborted()
    if (rows.length === 0) return
    yield rows
    // Long cells make a page shorter than asked for.
    offset += rows.length
  }
}
