import { useEffect, useMemo, useRef, useState } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'
import type { ChartHandle } from './chart-handle.ts'
import { chartTokens, themed } from './figure-theme.ts'
import { plotlyFor, UndrawableFigure } from './plotly-traces.ts'
import type { PlotlyFigure, PlotlyHeart } from './plotly-types.ts'

type Props = {
  figure: PlotlyFigure
  theme: 'light' | 'dark'
  /** What a screen reader says of the chart; its numbers stand in the table beside it. */
  label: string
  interactive: boolean
  onReady?: (handle: ChartHandle | null) => void
}

const config = (interactive: boolean) => ({
  displayModeBar: false,
  displaylogo: false,
  responsive: false,
  staticPlot: !interactive,
  scrollZoom: false,
  showTips: false,
})

function handleOf(plotly: PlotlyHeart, target: HTMLElement): ChartHandle {
  return {
    image: format => {
      const { width, height } = target.getBoundingClientRect()
      return plotly.toImage(target, { format, width, height, scale: format === 'png' ? 2 : 1 })
    },
  }
}

export function PlotlyView({ figure, theme, label, interactive, onReady }: Props) {
  const target = useRef<HTMLDivElement>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const types = useMemo(() => [...new Set(figure.data.map(trace => trace.type ?? 'scatter'))], [figure])

  useEffect(() => {
    const element = target.current
    if (!element) return
    let plotly: PlotlyHeart | null = null
    let gone = false
    const draw = async () => {
      const heart = await plotlyFor(types)
      if (gone) return
      const { data, layout } = themed(figure, chartTokens(), theme)
      await heart.react(element, { data, layout, frames: figure.frames, config: config(interactive) })
      if (gone) return
      plotly = heart
      onReady?.(handleOf(heart, element))
    }
    draw().catch((error: unknown) =>
      setProblem(error instanceof UndrawableFigure ? error.message : strings.charts.undrawable),
    )
    const resize = new ResizeObserver(() => plotly?.Plots.resize(element))
    resize.observe(element)
    return () => {
      gone = true
      resize.disconnect()
      plotly?.purge(element)
      onReady?.(null)
    }
  }, [figure, theme, types, interactive, onReady])

  if (problem) return <p className="p-4 text-sm text-soft">{problem}</p>
  return <div ref={target} role="img" aria-label={label} className="h-full min-h-0 w-full" data-chart="plotly" />
}
