/**
 * Figures of very many points, made light. Plotly draws a point as an element of its own: tens of thousands stop the page for seconds. The
 * figure itself stays as it is, for its table and its download.
 */
import { valuesOf } from './figure-data.ts'
import type { PlotlyFigure, PlotlyTrace } from './plotly-types.ts'

/** More points than this are not drawn as elements. */
const MANY = 10_000
/** Of the values outside a box the farthest are drawn, so many on either side. */
const FARTHEST = 100
/** What belongs to single points, and would stand at the wrong ones when some are left out. */
const OF_POINTS = new Set(['x', 'y', 'text', 'hovertext', 'customdata', 'ids', 'selectedpoints', 'hovertemplate'])

export function lightFigure(figure: PlotlyFigure, webGl = hasWebGl()): PlotlyFigure {
  const dots = figure.data.filter(hasDots).reduce((sum, trace) => sum + pointsOf(trace), 0)
  const data = figure.data.map(trace => {
    if (hasDots(trace)) return dots > MANY && webGl ? { ...trace, type: 'scattergl' } : trace
    if (pointsOf(trace) <= MANY) return trace
    if (trace.type === 'box') return lightBox(trace)
    return trace.type === 'violin' ? { ...trace, points: false } : trace
  })
  return { ...figure, data }
}

const pointsOf = (trace: PlotlyTrace): number => Math.max(valuesOf(trace['x']).length, valuesOf(trace['y']).length)

/** A line alone is one element, however long. Stacked areas have no form in WebGL. */
function hasDots({ type, mode, stackgroup }: PlotlyTrace): boolean {
  return (
    (type === undefined || type === 'scatter') && typeof mode === 'string' && mode.includes('markers') && !stackgroup
  )
}

function hasWebGl(): boolean {
  return document.createElement('canvas').getContext('webgl') !== null
}

/** The same boxes from their quartiles, with the farthest of the values outside. */
function lightBox(trace: PlotlyTrace): PlotlyTrace {
  // Written by its quartiles already.
  if (trace['q1'] !== undefined) return trace
  const flat = trace['orientation'] === 'h' || (valuesOf(trace['y']).length === 0 && trace['orientation'] !== 'v')
  const [values, places] = flat ? [trace['x'], trace['y']] : [trace['y'], trace['x']]
  const groups = groupsOf(valuesOf(values), valuesOf(places), trace.name ?? '')
  const boxes = [...groups.values()].map(boxOf)
  const others = Object.fromEntries(Object.entries(trace).filter(([key]) => !OF_POINTS.has(key)))
  return {
    ...others,
    type: 'box',
    orientation: flat ? 'h' : 'v',
    [flat ? 'y' : 'x']: [...groups.keys()],
    [flat ? 'x' : 'y']: boxes.map(box => box.outside),
    q1: boxes.map(box => box.q1),
    median: boxes.map(box => box.median),
    q3: boxes.map(box => box.q3),
    lowerfence: boxes.map(box => box.lower),
    upperfence: boxes.map(box => box.upper),
    boxpoints: trace['boxpoints'] === false ? false : 'outliers',
  }
}

function groupsOf(values: readonly unknown[], places: readonly unknown[], name: string): Map<unknown, number[]> {
  const groups = new Map<unknown, number[]>()
  for (const [index, value] of values.entries()) {
    if (typeof value !== 'number' || Number.isNaN(value)) continue
    const place = places.length > 0 ? places[index] : name
    const group = groups.get(place)
    if (group) group.push(value)
    else groups.set(place, [value])
  }
  return groups
}

function boxOf(values: number[]) {
  const sorted = Float64Array.from(values).sort()
  const [q1, median, q3] = [0.25, 0.5, 0.75].map(share => quantile(sorted, share)) as [number, number, number]
  const reach = 1.5 * (q3 - q1)
  const first = sorted.findIndex(value => value >= q1 - reach)
  const last = sorted.findLastIndex(value => value <= q3 + reach)
  const outside = [
    ...sorted.slice(0, Math.min(first, FARTHEST)),
    ...sorted.slice(Math.max(last + 1, sorted.length - FARTHEST)),
  ]
  return { q1, median, q3, lower: sorted[first] ?? q1, upper: sorted[last] ?? q3, outside }
}

/** As Plotly reckons it by itself (its quartile method “linear”). */
function quantile(sorted: Float64Array, share: number): number {
  const place = Math.min(Math.max(share * sorted.length - 0.5, 0), sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
  return low + (high - low) * (place - Math.floor(place))
}
