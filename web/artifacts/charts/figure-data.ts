/** The numbers of a chart as a table: for people who cannot see it, and for all who want to copy them. */
import type { PlotlyFigure, PlotlyTrace } from './plotly-types.ts'

export type FigureTable = { columns: string[]; rows: string[][]; total: number }

const ROWS = 1000
/** Traces whose values do not stand in x and y. */
const partsOf: Record<string, readonly string[]> = {
  pie: ['labels', 'values'],
  funnelarea: ['labels', 'values'],
  sunburst: ['labels', 'parents', 'values'],
  treemap: ['labels', 'parents', 'values'],
  icicle: ['labels', 'parents', 'values'],
  choropleth: ['locations', 'z'],
  scattergeo: ['locations', 'lon', 'lat'],
  scatterpolar: ['theta', 'r'],
  barpolar: ['theta', 'r'],
  candlestick: ['x', 'open', 'high', 'low', 'close'],
  ohlc: ['x', 'open', 'high', 'low', 'close'],
  scatterternary: ['a', 'b', 'c'],
}

type TypedArray = { dtype: string; bdata: string; shape?: string }

/** Values of an attribute: a list, or Plotly's base64 form of a typed array. Nested lists stay nested. */
export function valuesOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (ArrayBuffer.isView(value)) return [...(value as unknown as Iterable<unknown>)]
  if (isTypedArray(value)) return decode(value)
  return []
}

const isTypedArray = (value: unknown): value is TypedArray =>
  typeof value === 'object' && value !== null && 'bdata' in value && 'dtype' in value

const readers: Record<string, (buffer: ArrayBuffer) => ArrayLike<number>> = {
  i1: buffer => new Int8Array(buffer),
  u1: buffer => new Uint8Array(buffer),
  i2: buffer => new Int16Array(buffer),
  u2: buffer => new Uint16Array(buffer),
  i4: buffer => new Int32Array(buffer),
  u4: buffer => new Uint32Array(buffer),
  f4: buffer => new Float32Array(buffer),
  f8: buffer => new Float64Array(buffer),
}

function decode({ dtype, bdata, shape }: TypedArray): unknown[] {
  const flat = numbersOf(dtype, bdata)
  const width = Number(String(shape ?? '').split(',')[1])
  if (!width) return flat
  return Array.from({ length: Math.ceil(flat.length / width) }, (_, row) => flat.slice(row * width, (row + 1) * width))
}

/** The bytes come from the sandbox and may be anything: what is no list of numbers is an empty one. */
function numbersOf(dtype: string, bdata: string): number[] {
  try {
    return Array.from(readers[dtype]?.(Uint8Array.from(atob(bdata), c => c.charCodeAt(0)).buffer) ?? [])
  } catch {
    return []
  }
}

const shown = (value: unknown): string => {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

const isGrid = (trace: PlotlyTrace): boolean => valuesOf(trace.z).some(Array.isArray)

function attributesOf(trace: PlotlyTrace): string[] {
  // Without names of their own its rows and columns are counted.
  if (isGrid(trace)) return ['x', 'y', 'z']
  const known = partsOf[trace.type ?? 'scatter'] ?? ['x', 'y', 'z']
  return known.filter(key => valuesOf(trace[key]).length > 0)
}

function axisTitle(figure: PlotlyFigure, key: string): string {
  const axis = figure.layout[`${key}axis`] as { title?: { text?: string } | string } | undefined
  const title = typeof axis?.title === 'string' ? axis.title : axis?.title?.text
  return title || key
}

/** A heatmap's cells, a row each. */
function gridRows(trace: PlotlyTrace, name: string): string[][] {
  const x = valuesOf(trace.x)
  const y = valuesOf(trace.y)
  return valuesOf(trace.z).flatMap((line, row) =>
    valuesOf(line).map((value, column) => [name, shown(x[column] ?? column), shown(y[row] ?? row), shown(value)]),
  )
}

/** All traces under one header: series, then the attributes they have. At most 1,000 rows; `total` tells how many there are. */
export function figureTable(figure: PlotlyFigure): FigureTable {
  const keys = [...new Set(figure.data.flatMap(attributesOf))]
  const rows = figure.data.flatMap((trace, index) => {
    const name = trace.name || `Series ${index + 1}`
    if (isGrid(trace)) return gridRows(trace, name)
    const columns = keys.map(key => valuesOf(trace[key]))
    const length = Math.max(0, ...columns.map(column => column.length))
    return Array.from({ length }, (_, row) => [name, ...columns.map(column => shown(column[row]))])
  })
  return cutRows(['Series', ...keys.map(key => axisTitle(figure, key))], rows)
}

const cutRows = (columns: string[], rows: string[][]): FigureTable => ({
  columns,
  rows: rows.slice(0, ROWS),
  total: rows.length,
})

/** The same table from plain values. */
export const shownRows = (columns: string[], rows: unknown[][]): FigureTable => ({
  columns,
  rows: rows.slice(0, ROWS).map(row => row.map(shown)),
  total: rows.length,
})
