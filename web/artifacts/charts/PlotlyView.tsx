import { useEffect, useMemo, useRef, useState, type MouseEvent } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'
import type { ChartHandle } from './chart-handle.ts'
import { closedFigure, safeAddress } from './closed-figure.ts'
import { ChartGround } from './ChartGround.tsx'
import { chartTokens, themed } from './figure-theme.ts'
import { lightFigure } from './light-figure.ts'
import { plotlyFor, UndrawableFigure } from './plotly-traces.ts'
import type { PlotlyFigure, PlotlyHeart } from './plotly-types.ts'
import { Unfetched } from './unfetched.ts'

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

/** A sentence in the chart's place, or a fault that is thrown: `late` says it there and offers another try. */
function problemOf(error: unknown): string | Unfetched {
  if (error instanceof Unfetched) return error
  return error instanceof UndrawableFigure ? error.message : strings.charts.undrawable
}

/** On the screen the chart lies on its frame; a picture of it goes elsewhere, and takes the ground along. */
function handleOf(plotly: PlotlyHeart, target: HTMLElement, drawn: ReturnType<typeof themed>): ChartHandle {
  return {
    image: format => {
      const { width, height } = target.getBoundingClientRect()
      const layout = { ...drawn.layout, paper_bgcolor: drawn.layout.paper_bgcolor ?? chartTokens().surface }
      const size = { width, height, scale: format === 'png' ? 2 : 1 }
      return plotly.toImage({ data: drawn.data, layout }, { format, ...size })
    },
  }
}

/** A link in a chart's text may name any window to open in, ours too: it opens in a new one, or not at all. */
function openApart(event: MouseEvent) {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link) return
  event.preventDefault()
  event.stopPropagation()
  const address = safeAddress(link.getAttribute('href') ?? link.getAttribute('xlink:href'))
  if (address) window.open(address, '_blank', 'noopener,noreferrer')
}

export function PlotlyView({ figure, theme, label, interactive, onReady }: Props) {
  const target = useRef<HTMLDivElement>(null)
  const turn = useRef(Promise.resolve())
  const [problem, setProblem] = useState<string | Unfetched | null>(null)
  const [drawn, setDrawn] = useState(false)
  const light = useMemo(() => lightFigure(figure), [figure])

  useEffect(() => {
    const element = target.current
    if (!element) return
    let plotly: PlotlyHeart | null = null
    let gone = false
    const earlier = turn.current
    // Plotly works on one element once at a time; what it drew for nobody any more is taken away before the next begins.
    const draw = async () => {
      await earlier
      if (gone) return
      const heart = await plotlyFor([...new Set(light.data.map(trace => trace.type ?? 'scatter'))])
      if (gone) return
      const { frames, ...rest } = closedFigure(light)
      const inTheme = themed(rest, chartTokens(), theme)
      try {
        await heart.react(element, { ...inTheme, frames, config: config(interactive) })
        if (gone) return
        plotly = heart
      } finally {
        if (!plotly) heart.purge(element)
      }
      setDrawn(true)
      onReady?.(handleOf(heart, element, inTheme))
    }
    turn.current = draw().catch((error: unknown) => {
      if (!gone) setProblem(problemOf(error))
    })
    // Under its table the chart has no size, and Plotly refuses to take that of nothing.
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0 && element.clientHeight > 0) plotly?.Plots.resize(element)
    })
    resize.observe(element)
    return () => {
      gone = true
      resize.disconnect()
      plotly?.purge(element)
      onReady?.(null)
    }
  }, [light, theme, interactive, onReady])

  if (problem instanceof Unfetched) throw problem
  if (problem) return <p className="p-4 text-sm text-soft">{problem}</p>
  return (
    <div className="relative h-full min-h-0 w-full">
      {!drawn && <ChartGround />}
      <div
        ref={target}
        role="img"
        aria-label={label}
        onClickCapture={openApart}
        className="h-full min-h-0 w-full"
        data-chart="plotly"
      />
    </div>
  )
}
