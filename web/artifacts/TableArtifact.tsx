/** The table viewer: search, filters, sheets and row count over a grid of pages. */
import { useQuery } from '@tanstack/react-query'
import { Copy, Download, EyeOff, Search, X } from 'lucide-react'
import { lazy, Suspense, useCallback, useMemo, useReducer, useState, type ReactNode } from 'react'
import type { ArtifactSummary, TableFilter, TablePage } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from './viewer-strings.ts'
import { IconButton } from '../ui/button.tsx'
import { copyRows } from './table/copy-rows.ts'
import { ColumnMenu } from './table/ColumnMenu.tsx'
import {
  filterText,
  initialTableState,
  rowsQuery,
  tableReducer,
  type TableAction,
  type TableState,
} from './table/table-state.ts'
import { readRows } from '../api/calls.ts'
import { profileQuery, rowsHeadQuery } from './table/table-queries.ts'
import { Unreadable } from './Unreadable.tsx'
import { useDownload } from './use-download.ts'

const TableGrid = lazy(() => import('./table/TableGrid.tsx').then(m => ({ default: m.TableGrid })))

type Column = TablePage['columns'][number]
type Props = { artifact: ArtifactSummary; theme: 'light' | 'dark' }

export function TableArtifact({ artifact, theme }: Props) {
  const [state, change] = useReducer(tableReducer, initialTableState)
  const [sheet, setSheet] = useState<string | undefined>(undefined)
  const [menu, setMenu] = useState<{ column: Column; x: number; y: number } | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const query = useMemo(() => rowsQuery(state, sheet), [state, sheet])
  const head = useQuery(rowsHeadQuery(artifact.id, query))
  const profile = useQuery(profileQuery(artifact.id))
  const load = useCallback(
    (offset: number, limit: number, signal: AbortSignal) => readRows(artifact.id, { ...query, offset, limit }, signal),
    [artifact.id, query],
  )
  const failed = useCallback((error: unknown) => setFailure(error instanceof Error ? error.message : String(error)), [])
  const close = useCallback(() => setMenu(null), [])

  if (head.isError) return <Unreadable artifact={artifact} retry={() => void head.refetch()} />
  const page = head.data
  return (
    <div className="flex h-full min-h-0 flex-col">
      <Toolbar
        artifact={artifact}
        page={page}
        state={state}
        change={change}
        load={load}
        sheets={<Sheets profile={profile.data} sheet={sheet} choose={setSheet} />}
      />
      <FilterChips filters={state.filters} change={change} />
      {failure && (
        <p role="alert" className="px-3 pb-2 text-sm text-bad">
          {failure}
        </p>
      )}
      <div className="min-h-0 flex-1 border-t border-line">
        {page && (
          <Suspense fallback={null}>
            <TableGrid
              columns={page.columns}
              total={page.total}
              profile={sheet === undefined ? profile.data : undefined}
              theme={theme}
              state={state}
              change={change}
              load={load}
              failed={failed}
              openMenu={(column, place) => setMenu({ column, ...place })}
              label={artifact.title ?? artifact.name}
            />
          </Suspense>
        )}
      </div>
      {menu && page && (
        <ColumnMenu menu={menu} index={page.columns.indexOf(menu.column)} state={state} change={change} close={close} />
      )}
    </div>
  )
}

type ToolbarProps = {
  artifact: ArtifactSummary
  page: TablePage | undefined
  state: TableState
  change: (action: TableAction) => void
  load: (offset: number, limit: number, signal: AbortSignal) => Promise<TablePage>
  sheets: ReactNode
}

function Toolbar({ artifact, page, state, change, load, sheets }: ToolbarProps) {
  const download = useDownload()
  return (
    <div className="flex flex-wrap items-center gap-2 px-3 py-2">
      {sheets}
      <label className="flex h-8 min-w-32 flex-1 items-center gap-2 rounded-md border border-edge px-2 focus-within:outline-2 focus-within:outline-accent">
        <Search className="size-4 shrink-0 text-faint" aria-hidden />
        <input
          type="search"
          value={state.search}
          onChange={event => change({ do: 'search', text: event.target.value })}
          placeholder={strings.table.search}
          aria-label={strings.table.search}
          className="min-w-0 flex-1 bg-transparent text-sm outline-none"
        />
      </label>
      <output className="text-xs text-soft tabular-nums">{page ? strings.table.rows(page.total) : ' '}</output>
      {state.hidden.length > 0 && (
        <IconButton label={strings.table.showHidden(state.hidden.length)} onClick={() => change({ do: 'show_all' })}>
          <EyeOff />
        </IconButton>
      )}
      <IconButton
        label={strings.table.copyRows}
        disabled={!page}
        onClick={() => void copyRows(load, page as TablePage)}
      >
        <Copy />
      </IconButton>
      <IconButton label={strings.artifacts.download} onClick={() => void download(artifact.id)}>
        <Download />
      </IconButton>
    </div>
  )
}

function FilterChips({ filters, change }: { filters: TableFilter[]; change: (action: TableAction) => void }) {
  if (filters.length === 0) return null
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pb-2" aria-label={strings.table.filters}>
      {filters.map(filter => (
        <li
          key={filter.column}
          className="flex items-center gap-1 rounded-full bg-accent-wash py-0.5 pr-1 pl-2.5 text-xs"
        >
          {filterText(filter)}
          <button
            type="button"
            aria-label={strings.table.removeFilter(filter.column)}
            onClick={() => change({ do: 'unfilter', column: filter.column })}
            className="rounded-full p-0.5 hover:bg-hover"
          >
            <X className="size-3" />
          </button>
        </li>
      ))}
    </ul>
  )
}

type SheetsProps = {
  profile: { sheets?: { name: string; hidden: boolean }[] } | undefined
  sheet: string | undefined
  choose: (name: string) => void
}

function Sheets({ profile, sheet, choose }: SheetsProps) {
  const sheets = profile?.sheets ?? []
  if (sheets.length < 2) return null
  return (
    <select
      aria-label={strings.table.sheet}
      value={sheet ?? sheets[0]?.name}
      onChange={event => choose(event.target.value)}
      className="h-8 max-w-48 rounded-md border border-edge bg-raised px-2 text-sm"
    >
      {sheets.map(({ name, hidden }) => (
        <option key={name} value={name}>
          {hidden ? strings.table.hiddenSheet(name) : name}
        </option>
      ))}
    </select>
  )
}
