/** What the grid asks of a table: its columns, its header, the cell at a place; pages arrive behind it as it scrolls. */
import {
  GridCellKind,
  type DataEditorRef,
  type GridCell,
  type GridColumn,
  type Item,
  type Rectangle,
} from '@glideapps/glide-data-grid'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import type { Profile, TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { cellCopy, cellText, isNumeric, isOfDays, isUngrouped, MISSING } from './cell-text.ts'
import { COPY_ROWS } from './copy-rows.ts'
import { drawHeaderWith, headerNote } from './draw-header.ts'
import { createPageCache } from './page-cache.ts'
import type { LoadRows } from './rows-in-pieces.ts'
import { shownColumns, type TableState } from './table-state.ts'

type Column = TablePage['columns'][number]

const loadingCell: GridCell = { kind: GridCellKind.Loading, allowOverlay: false }
/** A canvas draws no more of a text than this; the whole opens over its cell. */
const DRAWN_LETTERS = 500
const OPENS_FROM = 30

type Wanted = {
  /** The first page under the present sort and filters. */
  page: TablePage
  profile: Profile | undefined
  state: TableState
  load: LoadRows
  failed: (error: unknown) => void
}

export function useGridCells({ page, profile, state, load, failed }: Wanted) {
  const { columns, rows: first } = page
  const shown = useMemo(() => shownColumns(columns, state), [columns, state])
  const places = useMemo(() => shown.map(column => columns.indexOf(column)), [columns, shown])
  const readings = useMemo(
    () =>
      places.map(place => {
        const [column, seen] = [columns[place] as Column, first.map(row => row[place])]
        return { type: column.type, ungrouped: isUngrouped(column, seen), ofDays: isOfDays(column, seen) }
      }),
    [columns, places, first],
  )
  const { cache, editor, seen } = usePages(load, failed)

  const cellOf = useCallback(
    (column: number, cells: readonly TableCell[]): GridCell =>
      gridCell(cells[places[column] ?? 0], readings[column] ?? { type: 'text' }),
    [places, readings],
  )
  const getCellContent = useCallback(
    ([column, row]: Item): GridCell => {
      const cells = cache.row(row)
      return cells ? cellOf(column, cells) : loadingCell
    },
    [cache, cellOf],
  )
  // What is copied may lie beyond what was ever seen.
  const getCellsForSelection = useCallback(
    ({ x, y, width, height }: Rectangle, signal: AbortSignal) =>
      async () => {
        const rows = await cache.read(y, y + Math.min(height, COPY_ROWS), signal)
        return rows.map(cells => Array.from({ length: width }, (_, index) => cellOf(x + index, cells)))
      },
    [cache, cellOf],
  )
  const gridColumns = useMemo(() => shown.map(column => gridColumn(column, state)), [shown, state])
  const drawHeader = useMemo(() => {
    const profiles = new Map(profile?.columns.map(column => [column.name, column]))
    return drawHeaderWith(index => {
      const column = shown[index]
      const summary = column && profiles.get(column.name)
      return { note: headerNote(column?.type ?? '', summary, profile?.rows ?? 0), profile: summary }
    })
  }, [shown, profile])
  return { shown, editor, seen, gridColumns, getCellContent, getCellsForSelection, drawHeader }
}

function gridColumn(column: Column, { sort, widths }: TableState): GridColumn {
  const { name } = column
  const arrow = sort?.column === name ? (sort.descending ? ' ↓' : ' ↑') : ''
  return { id: name, title: `${name}${arrow}`, width: widths[name] ?? widthOf(column), hasMenu: true }
}

function widthOf(column: Column): number {
  const byName = 44 + column.name.length * 8
  return Math.min(320, Math.max(isNumeric(column.type) ? 150 : 164, byName))
}

/** The pages behind the grid: asked for as it scrolls, drawn as they arrive. */
function usePages(load: LoadRows, failed: (error: unknown) => void) {
  const editor = useRef<DataEditorRef>(null)
  const visible = useRef<Rectangle>({ x: 0, y: 0, width: 0, height: 60 })
  const cache = useMemo(() => createPageCache(load), [load])
  useEffect(() => {
    cache.listen({
      changed: (first, rows) => editor.current?.updateCells(cellsOf(visible.current, { first, rows })),
      failed,
    })
    cache.want(visible.current.y, visible.current.y + visible.current.height)
    return () => cache.close()
  }, [cache, failed])
  const seen = useCallback(
    (region: Rectangle) => {
      visible.current = region
      cache.want(region.y, region.y + region.height + 1)
    },
    [cache],
  )
  return { cache, editor, seen }
}

function gridCell(
  value: TableCell | undefined,
  reading: { type: string; ungrouped?: boolean; ofDays?: boolean },
): GridCell {
  const text = cellText(value, reading)
  return {
    kind: GridCellKind.Text,
    data: cellCopy(value),
    copyData: cellCopy(value),
    displayData: text.slice(0, DRAWN_LETTERS),
    allowOverlay: text.length > OPENS_FROM,
    readonly: true,
    contentAlign: isNumeric(reading.type) ? 'right' : 'left',
    ...(text === MISSING && { style: 'faded' as const }),
  }
}

/** The cells of the rows that arrived, as far as they are visible. */
function cellsOf(region: Rectangle, arrived: { first: number; rows: number }): { cell: Item }[] {
  const from = Math.max(region.y, arrived.first)
  const to = Math.min(region.y + region.height + 1, arrived.first + arrived.rows)
  const cells: { cell: Item }[] = []
  for (let row = from; row < to; row++)
    for (let column = region.x; column <= region.x + region.width; column++) cells.push({ cell: [column, row] })
  return cells
}
