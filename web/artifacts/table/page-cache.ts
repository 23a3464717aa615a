/**
 * Pages of a table that is too long to hold: asks for what is visible, keeps the last pages seen, forgets the oldest.
 * Knows no React and no network: `load` gives a page, a listener hears that cells arrived.
 */
import type { TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { MOST_ROWS, type LoadRows } from './rows-in-pieces.ts'

export const PAGE_ROWS = 200
const KEPT_PAGES = 60

export type PageListener = { changed: (firstRow: number, rows: number) => void; failed: (error: unknown) => void }

export type PageCache = {
  /** A loaded row, or undefined while it is on its way. */
  row(index: number): readonly TableCell[] | undefined
  /** Asks for every page that the rows from `first` to before `end` lie in; those no longer wanted are called off. */
  want(first: number, end: number): void
  /** Those rows, from what is kept or asked for now; fewer where the table ends. */
  read(first: number, end: number, signal: AbortSignal): Promise<(readonly TableCell[])[]>
  /** Only one listener hears; what happens before there is one is not told. */
  listen(listener: PageListener): void
  close(): void
}

export function createPageCache(load: LoadRows): PageCache {
  let listener: PageListener | undefined
  const pages = new Map<number, TablePage>()
  const loading = new Map<number, AbortController>()
  /** Unknown until the first page is there. */
  let total = Number.POSITIVE_INFINITY

  const keep = (number: number, page: TablePage) => {
    total = page.total
    pages.delete(number)
    pages.set(number, page)
    for (const oldest of pages.keys()) {
      if (pages.size <= KEPT_PAGES) break
      pages.delete(oldest)
    }
  }

  const fetchPage = async (number: number) => {
    const stop = new AbortController()
    loading.set(number, stop)
    const first = number * PAGE_ROWS
    const rows: TablePage['rows'] = []
    try {
      // A page of very long cells comes in parts: fewer rows than asked for are not the end of the table.
      for (let more = true; more; ) {
        const page = await load(first + rows.length, PAGE_ROWS - rows.length, stop.signal)
        if (stop.signal.aborted) return
        rows.push(...page.rows)
        keep(number, { ...page, rows })
        listener?.changed(first + rows.length - page.rows.length, page.rows.length)
        more = page.rows.length > 0 && rows.length < PAGE_ROWS && first + rows.length < page.total
      }
    } catch (error) {
      if (!stop.signal.aborted) listener?.failed(error)
    } finally {
      if (loading.get(number) === stop) loading.delete(number)
    }
  }

  const row = (index: number) => pages.get(Math.floor(index / PAGE_ROWS))?.rows[index % PAGE_ROWS]

  return {
    row,
    async read(first, end, signal) {
      const rows: (readonly TableCell[])[] = []
      while (first + rows.length < end) {
        const next = first + rows.length
        const held = row(next)
        const arrived = held ? [held] : (await load(next, Math.min(MOST_ROWS, end - next), signal)).rows
        if (arrived.length === 0) break
        rows.push(...arrived)
      }
      return rows
    },
    want(first, end) {
      const from = Math.floor(Math.max(0, first) / PAGE_ROWS)
      const to = Math.floor(Math.max(first, Math.min(end, total) - 1) / PAGE_ROWS)
      for (const [number, stop] of loading) {
        if (number >= from && number <= to) continue
        stop.abort()
        loading.delete(number)
      }
      for (let number = from; number <= to; number++) {
        const held = pages.get(number)
        if (held) keep(number, held)
        else if (!loading.has(number)) void fetchPage(number)
      }
    },
    listen(next) {
      listener = next
    },
    close() {
      for (const stop of loading.values()) stop.abort()
      loading.clear()
      pages.clear()
    },
  }
}
