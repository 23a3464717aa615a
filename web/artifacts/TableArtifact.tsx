/** The table viewer: search, filters, sheets and row count over a grid of pages. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useReducer, useRef, useState, type ComponentProps } from 'react'
import type { ArtifactSummary, TablePage } from '@codingagent/protocol/artifacts.ts'
import { wordsOf } from '../api/api-error.ts'
import { readRows } from '../api/calls.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'
import { ColumnMenu } from './table/ColumnMenu.tsx'
import { FilterChips } from './table/FilterChips.tsx'
import { PAGE_ROWS } from './table/page-cache.ts'
import { SheetPicker } from './table/SheetPicker.tsx'
import type { GridHandle } from './table/TableGrid.tsx'
import { profileQuery, rowsHeadQuery } from './table/table-queries.ts'
import { frozenCount, initialTableState, rowsQuery, shownColumns, tableReducer } from './table/table-state.ts'
import { TableToolbar } from './table/TableToolbar.tsx'
import { useSettled } from './table/use-settled.ts'
import { Unreadable } from './Unreadable.tsx'
import { viewerStrings as strings } from './viewer-strings.ts'

const TableGrid = late(() => import('./table/TableGrid.tsx').then(m => m.TableGrid))

/** The table is asked again when typing rests, not for each letter. */
const TYPING_MS = 250

type Column = TablePage['columns'][number]
type Props = { artifact: ArtifactSummary; theme: 'light' | 'dark' }

/** Rows of the table under one sort and filter; the page that told the columns is not asked for twice. */
function useRows(id: string, query: ReturnType<typeof rowsQuery>) {
  const client = useQueryClient()
  const head = useQuery(rowsHeadQuery(id, query))
  const [attempt, setAttempt] = useState(0)
  const [failure, setFailure] = useState<{ query: typeof query; words: string } | null>(null)
  const load = useCallback(
    (offset: number, limit: number, signal: AbortSignal) =>
      offset === 0 && limit === PAGE_ROWS
        ? client.ensureQueryData(rowsHeadQuery(id, query))
        : readRows(id, { ...query, offset, limit }, signal),
    // A new attempt is a new function: the grid then forgets what failed, and asks again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [client, id, query, attempt],
  )
  const failed = useCallback((error: unknown) => setFailure({ query, words: wordsOf(error) }), [query])
  const again = () => {
    setFailure(null)
    setAttempt(attempt + 1)
  }
  return { head, load, failed, again, failure: failure?.query === query ? failure.words : null }
}

export function TableArtifact({ artifact, theme }: Props) {
  const [state, change] = useReducer(tableReducer, initialTableState)
  const [sheet, setSheet] = useState<string | undefined>(undefined)
  const { sort, filters } = state
  const search = useSettled(state.search, TYPING_MS)
  const query = useMemo(() => rowsQuery({ sort, filters, search }, sheet), [sort, filters, search, sheet])
  const rows = useRows(artifact.id, query)
  const profile = useQuery(profileQuery(artifact.id)).data
  const { data: page, error, refetch } = rows.head

  // With a condition in it the toolbar must stay, or there is no way back.
  if (error && Object.keys(query).length === 0)
    return <Unreadable artifact={artifact} error={error} retry={() => void refetch()} />
  const choose = (name: string) => {
    change({ do: 'reset' })
    setSheet(name)
  }
  return (
    <div className="flex h-full min-h-0 flex-col bg-raised">
      <TableToolbar
        artifact={artifact}
        page={page}
        state={state}
        change={change}
        load={rows.load}
        sheets={<SheetPicker profile={profile} sheet={sheet} choose={choose} />}
      />
      <FilterChips filters={filters} change={change} />
      {rows.failure && <Failure words={rows.failure} retry={rows.again} />}
      {error && <Failure words={wordsOf(error)} retry={() => void refetch()} />}
      <div className="relative min-h-0 flex-1 border-t border-line">
        {page ? (
          <Rows
            page={page}
            // The passport tells of the first sheet.
            profile={sheet === undefined ? profile : undefined}
            theme={theme}
            state={state}
            change={change}
            load={rows.load}
            failed={rows.failed}
            label={artifact.title ?? artifact.name}
          />
        ) : (
          !error && <Waiting />
        )}
      </div>
    </div>
  )
}

type RowsProps = Omit<ComponentProps<typeof TableGrid>, 'handle' | 'openMenu'>

/** The grid, the menu of its columns, and what is said where it has no row. */
function Rows(props: RowsProps) {
  const { page, profile, state, change } = props
  const [menu, setMenu] = useState<{ column: Column; x: number; y: number } | null>(null)
  const grid = useRef<GridHandle>(null)
  const frozen = shownColumns(page.columns, state).slice(0, frozenCount(page.columns, state))
  return (
    <>
      <TableGrid {...props} handle={grid} openMenu={(column, place) => setMenu({ column, ...place })} />
      {page.total === 0 && (
        <NoRows conditions={state.filters.length > 0 || state.search !== ''} clear={() => change({ do: 'clear' })} />
      )}
      {menu && (
        <ColumnMenu
          menu={menu}
          frozen={frozen.some(column => column.name === menu.column.name)}
          profile={profile?.columns.find(column => column.name === menu.column.name)}
          state={state}
          change={change}
          close={() => {
            setMenu(null)
            grid.current?.focus()
          }}
        />
      )}
    </>
  )
}

/** A large file becomes a table only when it is first opened; what is quick says nothing. */
const Waiting = () => (
  <p role="status" className="animate-appear p-4 text-sm text-faint [animation-delay:400ms] [animation-fill-mode:both]">
    {strings.table.reading}
  </p>
)

function Failure({ words, retry }: { words: string; retry: () => void }) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-2 px-3 py-2 text-sm text-bad">
      <span dir="auto">{words}</span>
      <Button variant="outline" size="sm" onClick={retry}>
        {strings.artifacts.tryAgain}
      </Button>
    </div>
  )
}

function NoRows({ conditions, clear }: { conditions: boolean; clear: () => void }) {
  return (
    <div className="absolute inset-x-0 top-1/3 flex flex-col items-center gap-2 text-sm text-soft">
      <p role="status">{conditions ? strings.table.noneFound : strings.table.empty}</p>
      {conditions && (
        <Button variant="outline" size="sm" onClick={clear}>
          {strings.table.clear}
        </Button>
      )}
    </div>
  )
}
