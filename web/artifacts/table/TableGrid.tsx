/** The grid itself: a canvas over a page cache. Loaded only when a table is opened. */
import '@glideapps/glide-data-grid/dist/index.css'
import {
  CompactSelection,
  DataEditor,
  GridCellKind,
  type DataEditorRef,
  type GridCell,
  type GridColumn,
  type GridSelection,
  type Item,
  type Rectangle,
} from '@glideapps/glide-data-grid'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Profile, TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'
import { cellCopy, cellText, isNumeric, MISSING } from './cell-text.ts'
import { drawHeaderWith, HEADER_HEIGHT, headerNote } from './draw-header.ts'
import { gridTheme } from './grid-theme.ts'
import { createPageCache } from './page-cache.ts'
import type { TableAction, TableState } from './table-state.ts'

type Column = TablePage['columns'][number]

type Props = {
  columns: readonly Column[]
  total: number
  profile: Profile | undefined
  theme: 'light' | 'dark'
  state: TableState
  change: (action: TableAction) => void
  /** A page of rows under the present sort and filters; a new function means other rows. */
  load: (offset: number, limit: number, signal: AbortSignal) => Promise<TablePage>
  failed: (error: unknown) => void
  openMenu: (column: Column, place: { x: number; y: number }) => void
  label: string
}

const noSelection: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() }
const loadingCell: GridCell = { kind: GridCellKind.Loading, allowOverlay: false }

function widthOf(column: Column): number {
  const byName = 44 + column.name.length * 8
  return Math.min(320, Math.max(isNumeric(column.type) ? 110 : 140, byName))
}

function arrow(state: TableState, name: string): string {
  if (state.sort?.column !== name) return name
  return `${name} ${state.sort.descending ? '↓' : '↑'}`
}

export function TableGrid({ columns, total, profile, theme, state, change, load, failed, openMenu, label }: Props) {
  const [selection, setSelection] = useState(noSelection)
  const shown = useMemo(() => columns.filter(c => !state.hidden.includes(c.name)), [columns, state.hidden])
  const places = useMemo(() => new Map(columns.map((column, index) => [column, index])), [columns])
  const profiles = useMemo(() => new Map(profile?.columns.map(c => [c.name, c])), [profile])

  const { cache, editor, seen } = usePages(load, failed)

  const getCellContent = useCallback(
    ([column, row]: Item): GridCell => {
      const { type } = shown[column] as Column
      const cells = cache.row(row)
      return cells ? gridCell(cells[places.get(shown[column] as Column) ?? 0], type) : loadingCell
    },
    [cache, shown, places],
  )

  const gridColumns = useMemo<GridColumn[]>(
    () =>
      shown.map(c => ({
        id: c.name,
        title: arrow(state, c.name),
        width: state.widths[c.name] ?? widthOf(c),
        hasMenu: true,
      })),
    [shown, state],
  )
  const drawHeader = useMemo(
    () =>
      drawHeaderWith(index => {
        const column = shown[index]
        const summary = column && profiles.get(column.name)
        return { note: headerNote(column?.type ?? '', summary, profile?.rows ?? 0), profile: summary }
      }),
    [shown, profiles, profile],
  )
  // The tokens are read anew when the theme changes.
  const colors = useMemo(() => ({ theme, grid: gridTheme() }), [theme])

  return (
    <div className="h-full w-full" aria-label={label} role="region">
      <DataEditor
        ref={editor}
        width="100%"
        height="100%"
        rows={total}
        columns={gridColumns}
        getCellContent={getCellContent}
        getCellsForSelection
        gridSelection={selection}
        onGridSelectionChange={setSelection}
        theme={colors.grid}
        drawHeader={drawHeader}
        headerHeight={HEADER_HEIGHT}
        rowHeight={32}
        rowMarkers={{ kind: 'number', width: 48 + String(total).length * 4 }}
        freezeColumns={state.frozen}
        smoothScrollX
        smoothScrollY
        columnSelect="none"
        rowSelect="none"
        fixedShadowX={false}
        onVisibleRegionChanged={seen}
        onHeaderClicked={index => change({ do: 'toggle_sort', column: (shown[index] as Column).name })}
        onHeaderMenuClick={(index, place) =>
          openMenu(shown[index] as Column, { x: place.x, y: place.y + place.height })
        }
        onColumnResize={(column, width) => change({ do: 'resize', column: column.id ?? '', width })}
      />
      <div id="portal" className="fixed top-0 left-0 z-50" />
    </div>
  )
}

/** The pages behind the grid: asked for as it scrolls, drawn as they arrive. */
function usePages(load: Props['load'], failed: Props['failed']) {
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

function gridCell(value: TableCell | undefined, type: string): GridCell {
  const text = cellText(value, type)
  return {
    kind: GridCellKind.Text,
    data: cellCopy(value),
    copyData: cellCopy(value),
    displayData: text.slice(0, 500),
    allowOverlay: text.length > 30,
    readonly: true,
    contentAlign: isNumeric(type) ? 'right' : 'left',
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
