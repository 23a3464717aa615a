/** What stands around a drawn chart: its table twin, downloads, full screen. */
import { ChartLine, Download, Maximize2, Table2 } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuContent, MenuItem, MenuTrigger } from '../../ui/menu.tsx'
import { classNames } from '../../ui/class-names.ts'
import { toast } from '../../ui/toast.ts'
import { useDownload } from '../use-download.ts'
import { viewerStrings as strings } from '../viewer-strings.ts'
import type { ChartHandle } from './chart-handle.ts'
import type { FigureTable } from './figure-data.ts'
import { save } from '../../ui/save.ts'

type Props = {
  artifact: ArtifactSummary
  handle: ChartHandle | null
  table: FigureTable | null
  children: ReactNode
}

export function ChartFrame({ artifact, handle, table, children }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const [asTable, setAsTable] = useState(false)
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col bg-raised">
      <div data-slot="viewer-bar" className="flex h-9 shrink-0 items-center justify-end gap-1 px-2">
        {table && (
          <IconButton
            label={asTable ? strings.charts.showChart : strings.charts.showTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartLine /> : <Table2 />}
          </IconButton>
        )}
        <Downloads artifact={artifact} handle={handle} />
        {document.fullscreenEnabled && (
          <IconButton label={strings.charts.fullScreen} onClick={() => void frame.current?.requestFullscreen()}>
            <Maximize2 />
          </IconButton>
        )}
      </div>
      {/* The chart stays mounted under its table, so that coming back costs nothing. */}
      <div className={asTable ? 'hidden' : 'relative mx-1 mb-2 min-h-0 flex-1'}>{children}</div>
      {asTable && table && <TwinTable table={table} label={artifact.title ?? artifact.name} />}
    </div>
  )
}

function Downloads({ artifact, handle }: Pick<Props, 'artifact' | 'handle'>) {
  const download = useDownload()
  const called = artifact.title ?? artifact.name.replace(/\.[a-z0-9]{1,5}$/i, '')
  const file = called.replaceAll(/[\s\\/:*?"<>|]+/g, ' ').trim()
  const picture = async (format: 'png' | 'svg') => {
    try {
      if (handle) save(await handle.image(format), `${file || 'chart'}.${format}`)
    } catch {
      await toast({ text: strings.artifacts.downloadFailed(artifact.name) })
    }
  }
  return (
    <Menu>
      <MenuTrigger asChild>
        <IconButton label={strings.artifacts.download}>
          <Download />
        </IconButton>
      </MenuTrigger>
      <MenuContent align="end">
        <MenuItem disabled={!handle} onSelect={() => void picture('png')}>
          {strings.charts.png}
        </MenuItem>
        <MenuItem disabled={!handle} onSelect={() => void picture('svg')}>
          {strings.charts.svg}
        </MenuItem>
        <MenuItem onSelect={() => void download(artifact)}>{strings.charts.json}</MenuItem>
      </MenuContent>
    </Menu>
  )
}

/** Figures stand under each other, digit by digit. */
const side = (table: FigureTable, column: number) => (table.numeric[column] ? 'text-end' : 'text-start')

function TwinTable({ table, label }: { table: FigureTable; label: string }) {
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-raised">
          <tr>
            {table.columns.map((column, index) => (
              <th
                key={index}
                scope="col"
                className={classNames('border-b border-line px-3 py-1.5 font-medium', side(table, index))}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className={classNames('border-b border-line px-3 py-1', side(table, column))}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.total > table.rows.length && (
        <p className="p-3 text-xs text-soft">{strings.charts.cut(table.rows.length, table.total)}</p>
      )}
    </div>
  )
}
