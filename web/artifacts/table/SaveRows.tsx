import { LoaderCircle, SheetIcon } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { ArtifactSummary, TablePage } from '@codingagent/protocol/artifacts.ts'
import { announce } from '../../ui/announce.ts'
import { IconButton } from '../../ui/button.tsx'
import { toast } from '../../ui/toast.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'
import type { LoadRows } from './rows-in-pieces.ts'
import { SAVE_ROWS, saveRows } from './save-rows.ts'
import { shownColumns, type TableState } from './table-state.ts'

type Props = {
  artifact: ArtifactSummary
  page: TablePage | undefined
  state: TableState
  load: LoadRows
}

/** Saves what is shown as CSV; while it gathers the rows, a press stops it. */
export function SaveRows({ artifact, page, state, load }: Props) {
  const [read, setRead] = useState<number | null>(null)
  const stop = useRef<AbortController>(null)
  useEffect(() => () => stop.current?.abort(), [])
  const begin = async (head: TablePage) => {
    const now = new AbortController()
    stop.current = now
    setRead(0)
    try {
      const shown = shownColumns(head.columns, state)
      await saveRows(artifact.title ?? artifact.name, { load, head, shown, signal: now.signal, progress: setRead })
      announce(strings.table.saved(Math.min(head.total, SAVE_ROWS)))
    } catch {
      if (!now.signal.aborted) await toast({ text: strings.table.notSaved })
    } finally {
      setRead(null)
    }
  }
  if (read !== null)
    return (
      <IconButton label={strings.table.stopSaving(read)} onClick={() => stop.current?.abort()}>
        <LoaderCircle className="animate-spin motion-reduce:animate-none" />
      </IconButton>
    )
  const label = page && page.total > SAVE_ROWS ? strings.table.saveFirst(SAVE_ROWS) : strings.table.saveRows
  return (
    <IconButton label={label} disabled={!page} onClick={() => page && void begin(page)}>
      <SheetIcon />
    </IconButton>
  )
}
