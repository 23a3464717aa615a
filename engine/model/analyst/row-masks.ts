/** Conditions as Python that is true for the rows that fit. */
import { holdsAny } from './list-cells.ts'
import { list, text } from './python.ts'
import type { Condition } from './request.ts'
import type { Column } from './table.ts'
import { isWhole, PERIOD } from './whole-periods.ts'

export function mask(condition: Exclude<Condition, { kind: 'lookup' }>, frame: string): string {
  if (condition.kind === 'rest') {
    const known = condition.of.filter(each => each.kind !== 'lookup')
    return `~(${known.map(each => mask(each, frame)).join(' & ')}).fillna(False)`
  }
  if (condition.kind === 'empty') return emptyMask(condition, frame)
  if (condition.kind === 'absent') return absentMask(condition, frame)
  const cellOf = `${frame}[${text(condition.column.name)}]`
  if (condition.kind === 'outlier')
    return `((${cellOf} - ${cellOf}.quantile([0.25, 0.75]).mean()).abs() > 2 * (${cellOf}.quantile(0.75) - ${cellOf}.quantile(0.25)))`
  return columnMask(condition, cellOf)
}

function columnMask(
  condition: Exclude<Condition, { kind: 'lookup' | 'rest' | 'empty' | 'outlier' | 'absent' }>,
  cellOf: string,
): string {
  switch (condition.kind) {
    case 'equals':
      return (condition.not ? '~' : '') + equals(condition, cellOf)
    case 'contains':
      return `${condition.not ? '~' : ''}${cellOf}.astype(str).str.contains(${text(condition.text)}, case=False, regex=False)`
    case 'number':
      return `(${cellOf} ${condition.op} ${condition.value})`
    case 'mean':
      return `(${cellOf} ${condition.op} ${cellOf}.${condition.of}())`
    case 'between':
      return `${cellOf}.between(${condition.low}, ${condition.high})`
    case 'time':
      return timeMask(condition, cellOf)
    case 'calendar':
      return calendarMask(condition, cellOf)
    case 'recent':
      return recentMask(condition, cellOf)
    case 'latest':
      return `(${cellOf} == ${cellOf}.max())`
    case 'present':
      return `${cellOf}.${condition.present ? 'notna' : 'isna'}()`
  }
}

/** Texts of spaces alone count as empty, as they do where missing cells are counted. */
function emptyMask({ columns, every }: Extract<Condition, { kind: 'empty' }>, frame: string): string {
  const cells = columns.length === 0 ? frame : `${frame}[${list(columns.map(({ name }) => name))}]`
  return `${cells}.apply(lambda column: column.isna() | column.astype(str).str.strip().eq("")).${every ? 'all' : 'any'}(axis=1)`
}

/** A key that is missing occurs nowhere. */
function absentMask({ column, other, key: theirs, of }: Extract<Condition, { kind: 'absent' }>, frame: string): string {
  const masks = of.flatMap(each => (each.kind === 'lookup' ? [] : [mask(each, other.frame)]))
  const rows = masks.length === 0 ? other.frame : `${other.frame}.loc[${masks.join(' & ')}]`
  return `~${frame}[${text(column.name)}].isin(${rows}[${text(theirs.name)}].dropna())`
}

function calendarMask({ part, value, day, or }: Extract<Condition, { kind: 'calendar' }>, cellOf: string): string {
  if (day !== undefined) return `((${cellOf}.dt.month == ${value}) & (${cellOf}.dt.day == ${day}))`
  return or ? `${cellOf}.dt.${part}.isin([${[value, ...or].join(', ')}])` : `(${cellOf}.dt.${part} == ${value})`
}

/** A month before 30 November is 30 October; the month that ends with 30 November begins with the first. */
function recentMask(condition: Extract<Condition, { kind: 'recent' }>, cellOf: string): string {
  const { column, count, unit } = condition
  if (column.yearOnly) return `(${cellOf} > ${cellOf}.max() - ${count})`
  if (isWhole(condition))
    return `${cellOf}.dt.tz_localize(None).dt.to_period(${text(PERIOD[unit])}).between(latest - ${count - 1}, latest)`
  const long = /month|quarter|year/.test(unit)
  const since = long ? `>= ${cellOf}.max().floor("D") + pd.Timedelta(days=1)` : `> ${cellOf}.max()`
  return `(${cellOf} ${since} - pd.DateOffset(${offset(condition)}))`
}

const offset = ({ count, unit }: { count: number; unit: string }) =>
  unit === 'quarter' ? `months=${count * 3}` : `${unit}s=${count}`

function equals(condition: Extract<Condition, { kind: 'equals' }>, cellOf: string): string {
  const { column, values } = condition
  const [only = ''] = values
  if (column.type === 'list') return holdsAny(cellOf, values)
  if (values.length === 1 && /^true$/i.test(only)) return `${cellOf}.eq(True)`
  if (values.length === 1 && /^false$/i.test(only)) return `${cellOf}.eq(False)`
  const known = values.every(value => column.top.includes(value))
  if (column.role === 'measure' || column.yearOnly || column.type === 'integer')
    return `${cellOf}.isin([${values.map(value => (Number.isNaN(Number(value)) ? text(value) : value)).join(', ')}])`
  const variants =
    known &&
    values.some(value =>
      column.top.some(other => other !== value && other.trim().toLowerCase() === value.trim().toLowerCase()),
    )
  if (known && !variants)
    return values.length === 1 ? `(${cellOf} == ${text(only)})` : `${cellOf}.isin(${list(values)})`
  return `${cellOf}.astype(str).str.strip().str.lower().isin(${list(values.map(value => value.trim().toLowerCase()))})`
}

type Span = { from?: string; until?: string }

function timeMask(condition: Extract<Condition, { kind: 'time' }>, cellOf: string): string {
  const masks = [condition, ...(condition.or ?? [])].map(span => spanMask(span, condition.column, cellOf))
  return masks.length === 1 ? (masks[0] ?? 'True') : `(${masks.join(' | ')})`
}

function spanMask({ from, until }: Span, column: Column, cellOf: string): string {
  if (column.yearOnly) {
    const first = from ? Number(from.slice(0, 4)) : undefined
    const last = until ? Number(until.slice(0, 4)) - (until.slice(5) === '01-01' ? 1 : 0) : undefined
    if (first !== undefined && last !== undefined)
      return first === last ? `(${cellOf} == ${first})` : `${cellOf}.between(${first}, ${last})`
    return first === undefined ? `(${cellOf} <= ${last})` : `(${cellOf} >= ${first})`
  }
  const parts = [from ? `(${cellOf} >= "${from}")` : '', until ? `(${cellOf} < "${until}")` : ''].filter(
    part => part !== '',
  )
  return parts.length === 2 ? `(${parts.join(' & ')})` : (parts[0] ?? 'True')
}
