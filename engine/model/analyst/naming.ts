/** How columns, aggregates and conditions are said in titles, tables and sentences. */
import type { Aggregate, Condition, Frequency, Request } from './request.ts'
import type { Column } from './table.ts'
import { slug } from './words.ts'

const WORD: Record<Aggregate, string> = {
  sum: 'total',
  mean: 'average',
  median: 'median',
  count: 'count',
  distinct: 'distinct',
  min: 'lowest',
  max: 'highest',
  std: 'standard deviation of',
}

export const label = (column: Column): string =>
  /^[A-Z]{2}|\b[A-Z]{2,}\b/.test(column.label)
    ? column.label
    : column.label.charAt(0).toLowerCase() + column.label.slice(1)

export const withUnit = (column: Column): string => (column.unit ? `${column.label} (${column.unit})` : column.label)

/** "average salary"; "revenue" for a plain sum of what adds up. */
export function measured(column: Column, aggregate: Aggregate): string {
  if (aggregate === 'sum' && column.additive) return label(column)
  return aggregate === 'distinct' ? `distinct ${label(column)}` : `${WORD[aggregate]} ${label(column)}`
}

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The column of the result that holds an aggregate. */
export const resultColumn = (column: Column, aggregate: Aggregate): string =>
  aggregate === 'sum' ? column.name : measured(column, aggregate)

export const PANDAS: Record<Aggregate, string> = {
  sum: 'sum',
  mean: 'mean',
  median: 'median',
  count: 'count',
  distinct: 'nunique',
  min: 'min',
  max: 'max',
  std: 'std',
}

const not = (negated: boolean): string => (negated ? 'not ' : '')

const SAYS: { [Kind in Condition['kind']]: (condition: Extract<Condition, { kind: Kind }>) => string } = {
  equals: condition => `${condition.column.name} is ${not(condition.not)}${condition.values.join(' or ')}`,
  contains: condition =>
    `${condition.column.name} ${condition.not ? 'does not contain' : 'contains'} ${condition.text}`,
  number: condition => `${condition.column.name} ${condition.op === '==' ? '=' : condition.op} ${condition.value}`,
  between: condition => `${condition.column.name} from ${condition.low} to ${condition.high}`,
  time: condition => condition.says,
  calendar: condition => condition.says,
  recent: condition => `last ${condition.count} ${condition.unit}${condition.count === 1 ? '' : 's'}`,
  latest: ({ column }) => (column.yearOnly && column.max ? `${column.name} ${column.max}` : `latest ${column.name}`),
  present: condition => `${condition.column.name} ${condition.present ? 'present' : 'missing'}`,
  lookup: condition => `${not(condition.not)}${condition.text}`,
}

export const says = (condition: Condition): string =>
  (SAYS[condition.kind] as (condition: Condition) => string)(condition)

export const conditionsSay = (request: Request): string => request.conditions.map(says).join(', ')

export const titled = (request: Request, plain: string): string => {
  if (request.style.title) return request.style.title
  const only = conditionsSay(request)
  return upper(only === '' ? plain : `${plain} (${only})`)
}

export const ADVERB: Record<Frequency, string> = {
  hour: 'hourly',
  day: 'daily',
  week: 'weekly',
  month: 'monthly',
  quarter: 'quarterly',
  year: 'yearly',
}

/** A variable's name that Python takes and that stands in nobody's way. */
export function variable(name: string): string {
  const plain = slug(name).slice(0, 40).replace(/_+$/, '')
  return /^[a-z]/.test(plain) &&
    !/^(?:for|in|is|if|or|and|not|from|class|def|del|try|with|pass|list|sum|min|max|print|count|title|facts|notes|number|figure|headline)$/.test(
      plain,
    )
    ? plain
    : `result_${plain}`.replace(/_$/, '')
}
