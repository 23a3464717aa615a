/** What stands around a drawn chart: its table twin, downloads, full screen. */
import { Download, Maximize2, Table2, ChartLine } from 'lucide-react'
import { useRef, useState, type ReactNode } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'
import { IconButton } from '../../ui/button.tsx'
import type { ChartHandle } from './chart-handle.ts'
import type { FigureTable } from './figure-data.ts'
import { save } from './save.ts'

type Props = {
  name: string
  handle: ChartHandle | null
  table: FigureTable | null
  children: ReactNode
}

export function ChartFrame({ name, handle, table, children }: Props) {
  const frame = useRef<HTMLDivElement>(null)
  const [asTable, setAsTable] = useState(false)
  const file = name.replace(/\.[a-z.]+$/i, '') || 'chart'
  const download = async (format: 'png' | 'svg') => {
    if (handle) save(await handle.image(format), `${file}.${format}`)
  }
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col bg-raised">
      <div className="flex h-9 shrink-0 items-center justify-end gap-1 px-2">
        {table && (
          <IconButton
            label={asTable ? strings.charts.showChart : strings.charts.showTable}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? <ChartLine /> : <Table2 />}
          </IconButton>
        )}
        <IconButton label={strings.charts.downloadPng} disabled={!handle} onClick={() => void download('png')}>
          <Download />
        </IconButton>
        <button
          type="button"
          disabled={!handle}
          onClick={() => void download('svg')}
          className="rounded-md px-1.5 py-1 text-xs text-soft hover:bg-hover disabled:opacity-50"
        >
          SVG
        </button>
        <IconButton label={strings.charts.fullScreen} onClick={() => void frame.current?.requestFullscreen()}>
          <Maximize2 />
        </IconButton>
      </div>
      {/* The chart stays mounted under its table, so that coming back costs nothing. */}
      <div className={asTable ? 'hidden' : 'min-h-0 flex-1'}>{children}</div>
      {asTable && table && <TwinTable table={table} label={name} />}
    </div>
  )
}

function TwinTable({ table, label }: { table: FigureTable; label: string }) {
  return (
    <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="region" aria-label={label}>
      <table className="w-full text-sm tabular-nums">
        <thead className="sticky top-0 bg-raised text-left">
          <tr>
            {table.columns.map(column => (
              <th key={column} scope="col" className="border-b border-line px-3 py-1.5 font-medium">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, column) => (
                <td key={column} className="border-b border-line px-3 py-1">
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
