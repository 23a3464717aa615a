/** A chart artifact: reads its JSON, draws it when it comes near the screen, with its buttons. */
import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { late } from '../ui/late.tsx'
import { textQuery } from './artifact-content.ts'
import { ChartFrame } from './charts/ChartFrame.tsx'
import { ChartGround } from './charts/ChartGround.tsx'
import type { ChartHandle } from './charts/chart-handle.ts'
import { figureTable } from './charts/figure-data.ts'
import { specTable } from './charts/spec-data.ts'
import type { PlotlyFigure } from './charts/plotly-types.ts'
import { Unreadable } from './Unreadable.tsx'
import { useNear } from './use-near.ts'

const PlotlyView = late(() => import('./charts/PlotlyView.tsx').then(m => m.PlotlyView), {
  meanwhile: () => <ChartGround />,
})
const VegaView = late(() => import('./charts/VegaView.tsx').then(m => m.VegaView), { meanwhile: () => <ChartGround /> })

type Props = { artifact: ArtifactSummary; theme: 'light' | 'dark' }

type Drawn = { plotly: PlotlyFigure } | { vega: Record<string, unknown> }

const isTrace = (value: unknown) => typeof value === 'object' && value !== null

const drawing = ['mark', 'marks', 'layer', 'concat', 'hconcat', 'vconcat', 'spec']
const isSpec = (json: object): json is Record<string, unknown> => drawing.some(part => Object.hasOwn(json, part))

/** The figure in the file, or null when it is none: its bytes come from the sandbox and may be anything. */
function parsed(kind: ArtifactSummary['kind'], text: string): Drawn | null {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json !== 'object' || json === null) return null
    if (kind === 'vega') return isSpec(json) ? { vega: json } : null
    const { data, layout, frames } = json as Partial<PlotlyFigure>
    return Array.isArray(data) && data.every(isTrace) ? { plotly: { data, layout: layout ?? {}, frames } } : null
  } catch {
    return null
  }
}

const tableOf = (drawn: Drawn) => ('plotly' in drawn ? figureTable(drawn.plotly) : specTable(drawn.vega))

export function ChartArtifact({ artifact, theme }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const near = useNear(place)
  const text = useQuery({ ...textQuery(artifact.id), enabled: near })
  const [handle, setHandle] = useState<ChartHandle | null>(null)
  const drawn = useMemo(
    () => (text.data === undefined ? undefined : parsed(artifact.kind, text.data)),
    [artifact.kind, text.data],
  )
  const table = useMemo(() => (drawn ? tableOf(drawn) : null), [drawn])
  const label = artifact.alt ?? artifact.title ?? artifact.name

  if (text.isError || drawn === null)
    return <Unreadable artifact={artifact} error={text.error} retry={() => void text.refetch()} />
  return (
    <ChartFrame artifact={artifact} handle={handle} table={table}>
      {!drawn && <ChartGround place={place} />}
      {drawn && 'plotly' in drawn && (
        <PlotlyView figure={drawn.plotly} theme={theme} label={label} interactive onReady={setHandle} />
      )}
      {drawn && 'vega' in drawn && <VegaView spec={drawn.vega} theme={theme} label={label} onReady={setHandle} />}
    </ChartFrame>
  )
}
