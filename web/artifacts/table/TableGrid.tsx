/** The grid itself: a canvas over a page cache. Loaded only when a table is opened. */
import '@glideapps/glide-data-grid/dist/index.css'
import {
  CompactSelection,
  DataEditor,
  type GridKeyEventArgs,
  type GridSelection,
  type Rectangle,
} from '@glideapps/glide-data-grid'
import { useImperativeHandle, useMemo, useState, type Ref } from 'react'
import type { Profile, TablePage } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { HEADER_HEIGHT } from './draw-header.ts'
import { gridTheme } from './grid-theme.ts'
import type { LoadRows } from './rows-in-pieces.ts'
import { frozenCount, type TableAction, type TableState } from './table-state.ts'
import { useGridCells } from './use-grid-cells.ts'

type Column = TablePage['columns'][number]

export type GridHandle = { focus: () => void }

type Props = {
  handle: Ref<GridHandle>
  /** The first page under the present sort and filters. */
  page: TablePage
  profile: Profile | undefined
  theme: 'light' | 'dark'
  state: TableState
  change: (action: TableAction) => void
  /** A new function means other rows. */
  load: LoadRows
  failed: (error: unknown) => void
  openMenu: (column: Column, place: { x: number; y: number }) => void
  label: string
}

const ROW_HEIGHT = 32
/** A scroll bar and the last line. */
const BELOW = 18

const noSelection: GridSelection = { columns: CompactSelection.empty(), rows: CompactSelection.empty() }

export function TableGrid({ handle, page, profile, theme, state, change, load, failed, openMenu, label }: Props) {
  const [selection, setSelection] = useState(noSelection)
  const { shown, editor, seen, gridColumns, ...content } = useGridCells({ page, profile, state, load, failed })
  useImperativeHandle(handle, () => ({ focus: () => editor.current?.focus() }), [editor])
  // The tokens are read anew when the theme changes.
  const colors = useMemo(() => ({ theme, grid: gridTheme() }), [theme])

  const menuOf = (index: number, { x, y, height }: Rectangle) => {
    const column = shown[index]
    if (column) openMenu(column, { x, y: y + height })
  }
  const key = (event: GridKeyEventArgs) => {
    // As in a spreadsheet: Alt and the arrow down open the menu of the column one stands in.
    const column = event.location?.[0] ?? -1
    if (!event.altKey || event.key !== 'ArrowDown' || column < 0) return
    const header = editor.current?.getBounds(column, -1)
    if (!header) return
    event.cancel()
    event.preventDefault()
    menuOf(column, header)
  }
  return (
    <div
      className="h-full w-full"
      // A short table ends with its last row, not with empty lines down to the bottom.
      style={{ maxHeight: HEADER_HEIGHT + page.total * ROW_HEIGHT + BELOW }}
      aria-label={label}
      aria-description={strings.table.keys}
      role="region"
    >
      <DataEditor
        ref={editor}
        width="100%"
        height="100%"
        rows={page.total}
        columns={gridColumns}
        {...content}
        gridSelection={selection}
        onGridSelectionChange={setSelection}
        theme={colors.grid}
        headerHeight={HEADER_HEIGHT}
        rowHeight={ROW_HEIGHT}
        rowMarkers={{ kind: 'number', width: 48 + String(page.total).length * 4 }}
        freezeColumns={frozenCount(page.columns, state)}
        smoothScrollX
        smoothScrollY
        columnSelect="none"
        rowSelect="none"
        fixedShadowX={false}
        onVisibleRegionChanged={seen}
        onHeaderClicked={index => change({ do: 'toggle_sort', column: (shown[index] as Column).name })}
        onHeaderMenuClick={menuOf}
        onHeaderContextMenu={(index, event) => {
          event.preventDefault()
          menuOf(index, event.bounds)
        }}
        onKeyDown={key}
        onColumnResize={(column, width) => change({ do: 'resize', column: column.id ?? '', width })}
      />
      <div id="portal" className="fixed top-0 left-0 z-50" />
    </div>
  )
}
