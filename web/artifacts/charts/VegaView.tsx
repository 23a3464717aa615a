import { useEffect, useRef, useState } from 'react'
import { viewerStrings as strings } from '../viewer-strings.ts'
import type { ChartHandle } from './chart-handle.ts'
import { ChartGround } from './ChartGround.tsx'
import { chartTokens, vegaConfig } from './figure-theme.ts'
import { fetched, Unfetched } from './unfetched.ts'

type Props = {
  spec: Record<string, unknown>
  theme: 'light' | 'dark'
  label: string
  onReady?: (handle: ChartHandle | null) => void
}

/** Reads nothing from anywhere: a spec that names a URL for its data gets none. */
const closedLoader = {
  load: () => Promise.reject(new Error('charts load no data from elsewhere')),
  sanitize: () => Promise.reject(new Error('charts load nothing from elsewhere')),
  http: () => Promise.reject(new Error('closed')),
  file: () => Promise.reject(new Error('closed')),
  options: {},
}

/** Fits the width where the author left it open; a layered or faceted spec keeps its own sizes. */
function fitted(spec: Record<string, unknown>): Record<string, unknown> {
  const single = 'mark' in spec || 'layer' in spec
  return single && spec.width === undefined
    ? { ...spec, width: 'container', autosize: { type: 'fit', contains: 'padding' } }
    : spec
}

export function VegaView({ spec, theme, label, onReady }: Props) {
  const target = useRef<HTMLDivElement>(null)
  const turn = useRef(Promise.resolve())
  const [problem, setProblem] = useState<'undrawable' | Unfetched | null>(null)
  const [drawn, setDrawn] = useState(false)

  useEffect(() => {
    const element = target.current
    if (!element) return
    let finish: (() => void) | undefined
    let gone = false
    const earlier = turn.current
    // Two that draw into one element at a time would leave two charts in it.
    const draw = async () => {
      await earlier
      if (gone) return
      const [{ default: embed }, { expressionInterpreter }] = await fetched(
        Promise.all([import('vega-embed'), import('vega-interpreter')]),
      )
      if (gone) return
      // Options that a spec brings for its own embedding would overrule ours: the loader, the interpreter, the actions.
      const { config, usermeta: _usermeta, ...rest } = spec
      const result = await embed(element, fitted(rest) as never, {
        actions: false,
        ast: true,
        expr: expressionInterpreter as never,
        renderer: 'svg',
        loader: closedLoader as never,
        tooltip: { formatTooltip },
        config: {
          ...vegaConfig(chartTokens(), theme),
          ...(config && typeof config === 'object' ? withoutGround(config) : {}),
        } as never,
      })
      if (gone) return result.finalize()
      finish = () => result.finalize()
      setDrawn(true)
      onReady?.({ image: format => result.view.toImageURL(format, format === 'png' ? 2 : 1) })
    }
    turn.current = draw().catch((error: unknown) => {
      if (!gone) setProblem(error instanceof Unfetched ? error : 'undrawable')
    })
    return () => {
      gone = true
      finish?.()
      onReady?.(null)
    }
  }, [spec, theme, onReady])

  if (problem instanceof Unfetched) throw problem
  if (problem) return <p className="p-4 text-sm text-soft">{strings.charts.undrawable}</p>
  // Vega takes the role and the name of the element it draws in; the words for a screen reader stand around it.
  return (
    <div className="relative h-full w-full">
      {!drawn && <ChartGround />}
      <div role="img" aria-label={label} className="h-full w-full overflow-auto" data-chart="vega">
        <div ref={target} className="h-full w-full" />
      </div>
    </div>
  )
}

const worded = (value: unknown) => (typeof value === 'object' && value !== null ? JSON.stringify(value) : value)

/** The tooltip's own words, without the picture that a field called `image` would fetch. */
function formatTooltip(value: unknown, toHtml: (value: unknown) => string): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return toHtml(value)
  const lines = Object.entries(value).map(
    ([key, inner]) => `<tr><td class="key">${toHtml(key)}</td><td class="value">${toHtml(worded(inner))}</td></tr>`,
  )
  return `<table><tbody>${lines.join('')}</tbody></table>`
}

/** Altair's default config brings a white ground and its own palette; both are ours. */
function withoutGround(config: object): object {
  const { background: _background, view: _view, range: _range, ...rest } = config as Record<string, unknown>
  return rest
}
