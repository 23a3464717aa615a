/** Above a table: search, how many rows there are, what is hidden, and taking rows away. */
import { Check, Copy, EyeOff, Search } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import type { ArtifactSummary, TablePage } from '@codingagent/protocol/artifacts.ts'
import { announce } from '../../ui/announce.ts'
import { IconButton } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { COPY_ROWS, copyRows } from './copy-rows.ts'
import type { LoadRows } from './rows-in-pieces.ts'
import { SaveRows } from './SaveRows.tsx'
import { shownColumns, type TableAction, type TableState } from './table-state.ts'

type Props = {
  artifact: ArtifactSummary
  page: TablePage | undefined
  state: TableState
  change: (action: TableAction) => void
  load: LoadRows
  sheets: ReactNode
}

export function TableToolbar({ artifact, page, state, change, load, sheets }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 ps-3 pt-1.5 pb-2">
      {sheets}
      <SearchBox text={state.search} search={text => change({ do: 'search', text })} />
      <output className="me-auto text-xs whitespace-nowrap text-soft tabular-nums">
        {page ? strings.table.rows(page.total) : ' '}
      </output>
      <ViewerBar artifact={artifact}>
        {state.hidden.length > 0 && (
          <IconButton label={strings.table.showHidden(state.hidden.length)} onClick={() => change({ do: 'show_all' })}>
            <EyeOff />
          </IconButton>
        )}
        <CopyRows page={page} state={state} load={load} />
        <SaveRows artifact={artifact} page={page} state={state} load={load} />
      </ViewerBar>
    </div>
  )
}

function SearchBox({ text, search }: { text: string; search: (text: string) => void }) {
  return (
    <label className="flex h-8 min-w-32 flex-1 items-center gap-2 rounded-md border border-edge px-2 focus-within:outline-2 focus-within:outline-accent">
      <Search className="size-4 shrink-0 text-faint" aria-hidden />
      <input
        type="search"
        value={text}
        onChange={event => search(event.target.value)}
        placeholder={strings.table.search}
        aria-label={strings.table.search}
        className="min-w-0 flex-1 bg-transparent text-sm outline-none"
      />
    </label>
  )
}

function CopyRows({ page, state, load }: Pick<Props, 'page' | 'state' | 'load'>) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const rows = Math.min(page?.total ?? 0, COPY_ROWS)
  const copy = async (head: TablePage) => {
    try {
      await copyRows(load, { head, shown: shownColumns(head.columns, state) })
      setCopied(true)
      announce(strings.table.copied(rows))
    } catch {
      await toast({ text: strings.table.notCopied })
    }
  }
  const label = page && page.total > COPY_ROWS ? strings.table.copyFirst(COPY_ROWS) : strings.table.copyRows
  return (
    <IconButton
      label={copied ? strings.table.copied(rows) : label}
      disabled={!page}
      onClick={() => page && void copy(page)}
    >
      {copied ? <Check className="text-good" /> : <Copy />}
    </IconButton>
  )
}
