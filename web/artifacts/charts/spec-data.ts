/** The rows that a Vega-Lite specification carries, as a table. */
import { shownRows, type FigureTable } from './figure-data.ts'

type Row = Record<string, unknown>
type Holder = { datasets?: unknown; data?: { values?: unknown; name?: unknown } }

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Values may be objects, or bare numbers and words. */
const rowsOf = (values: unknown): Row[] =>
  Array.isArray(values) ? values.map(value => (isRow(value) ? value : { value })) : []

const parts = ['layer', 'hconcat', 'vconcat', 'concat', 'spec'] as const

/** Every data set that the specification or a part of it carries in itself. */
function setsIn(spec: Row, depth = 0): Row[][] {
  const { datasets, data } = spec as Holder
  const named = isRow(datasets) ? Object.values(datasets).map(rowsOf) : []
  const own = isRow(data) ? [rowsOf((data as Holder['data'])?.values)] : []
  const inner =
    depth > 5
      ? []
      : parts.flatMap(part => [spec[part]].flat().flatMap(inside => (isRow(inside) ? setsIn(inside, depth + 1) : [])))
  return [...named, ...own, ...inner].filter(rows => rows.length > 0)
}

/** Its largest data set; null where it carries none, as one that computes its data does. */
export function specTable(spec: Row): FigureTable | null {
  const rows = setsIn(spec).reduce<Row[]>((most, next) => (next.length > most.length ? next : most), [])
  if (rows.length === 0) return null
  const columns = [...new Set(rows.slice(0, 100).flatMap(row => Object.keys(row)))]
  return shownRows(
    columns,
    rows.map(row => columns.map(column => row[column])),
  )
}
