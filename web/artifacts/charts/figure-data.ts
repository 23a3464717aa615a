/** The numbers of a chart as a table: for people who cannot see it, and for all who want to copy them. */
import { readColumn } from './read-column.ts'
import type { PlotlyFigure, PlotlyTrace } from './plotly-types.ts'

/** `numeric` says of each column whether it is one of numbers. */
export type FigureTable = { columns: string[]; numeric: boolean[]; rows: string[][]; total: number }

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
/** A box of which only its quartiles are known. */
const quartiles = ['x', 'lowerfence', 'q1', 'median', 'q3', 'upperfence']

/** What a column is called when neither an axis nor the trace says. */
const plainNames: Record<string, string> = {
  labels: 'Label',
  parents: 'Within',
  values: 'Value',
  z: 'Value',
  lowerfence: 'Lower whisker',
  q1: 'Lower quartile',
  median: 'Median',
  q3: 'Upper quartile',
  upperfence: 'Upper whisker',
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

const isGrid = (trace: PlotlyTrace): boolean => valuesOf(trace.z).some(Array.isArray)

function attributesOf(trace: PlotlyTrace): string[] {
  // Without names of their own its rows and columns are counted.
  if (isGrid(trace)) return ['x', 'y', 'z']
  const type = trace.type ?? 'scatter'
  const parts = (Object.hasOwn(partsOf, type) && partsOf[type]) || ['x', 'y', 'z']
  const known = type === 'box' && trace['q1'] ? quartiles : parts
  return known.filter(key => valuesOf(trace[key]).length > 0)
}

function axisTitle(figure: PlotlyFigure, key: string): string {
  const axis = figure.layout[`${key}axis`] as { title?: { text?: string } | string } | undefined
  return (typeof axis?.title === 'string' ? axis.title : axis?.title?.text) ?? ''
}

/** Plotly Express writes what a value is into the words under the pointer: "product=%{label}<br>revenue=%{value}". */
function hoverName(trace: PlotlyTrace | undefined, key: string): string {
  const words = trace?.['hovertemplate']
  if (typeof words !== 'string') return ''
  const part = words.split('<br>').find(line => new RegExp(`=%\\{${key.replace(/s$/, '')}[:}]`).test(line))
  return part?.split('=')[0]?.trim() ?? ''
}

function columnName(figure: PlotlyFigure, key: string): string {
  const [first] = figure.data
  const own = figure.data.length === 1 && key === 'y' ? (first?.name ?? '') : ''
  return axisTitle(figure, key) || own || hoverName(first, key) || (plainNames[key] ?? key)
}

/** How many rows a trace gives, and the one at a place. */
type TraceRows = { length: number; row: (index: number) => unknown[] }

/** A heatmap's cells, a row each. */
function gridRows(trace: PlotlyTrace): TraceRows {
  const [x, y] = [valuesOf(trace.x), valuesOf(trace.y)]
  const lines = valuesOf(trace.z).map(valuesOf)
  const width = Math.max(1, ...lines.map(line => line.length))
  return {
    length: lines.length * width,
    row: index => {
      const [row, column] = [Math.floor(index / width), index % width]
      return [x[column] ?? column, y[row] ?? row, lines[row]?.[column]]
    },
  }
}

function rowsOf(trace: PlotlyTrace, keys: readonly string[]): TraceRows {
  if (isGrid(trace)) return gridRows(trace)
  const columns = keys.map(key => valuesOf(trace[key]))
  const length = columns.reduce((most, column) => Math.max(most, column.length), 0)
  return { length, row: index => columns.map(column => column[index]) }
}

/**
 * All traces under one header: which series, where there are several, then the attributes they have. At most 1,000 rows; `total` tells how
 * many there are.
 */
export function figureTable(figure: PlotlyFigure): FigureTable {
  const keys = [...new Set(figure.data.flatMap(attributesOf))]
  const several = figure.data.length > 1
  const rows: unknown[][] = []
  let total = 0
  for (const [index, trace] of figure.data.entries()) {
    const name = trace.name || `Series ${index + 1}`
    const { length, row } = rowsOf(trace, keys)
    total += length
    for (let at = 0; at < length && rows.length < ROWS; at++) rows.push(several ? [name, ...row(at)] : row(at))
  }
  const names = keys.map(key => columnName(figure, key))
  const legend = figure.layout['legend'] as { title?: { text?: string } } | undefined
  return { ...shownRows(several ? [legend?.title?.text || 'Series', ...names] : names, rows), total }
}

/** The same table from plain values. */
export function shownRows(columns: string[], rows: readonly unknown[][]): FigureTable {
  const first = rows.slice(0, ROWS)
  const read = columns.map((name, place) =>
    readColumn(
      name,
      first.map(row => row[place]),
    ),
  )
  return {
    columns,
    numeric: read.map(column => column.numeric),
    rows: first.map((_, row) => read.map(column => column.cells[row] ?? '')),
    total: rows.length,
  }
}
