/** Says in one sentence what was understood, so that a person can see where it went wrong. */
import { ADVERB, conditionsSay, measured } from './naming.ts'
import type { Action, Request } from './request.ts'
import type { Column } from './table.ts'
import { frequencyFor } from './intents/trend.ts'

const OUTPUT = {
  csv: 'CSV',
  xlsx: 'Excel',
  docx: 'Word',
  pdf: 'PDF',
  pptx: 'PowerPoint',
  png: 'picture',
  json: 'JSON',
  md: 'Markdown',
  html: 'HTML',
} as const

const names = (columns: Column[]): string =>
  columns.length > 6 ? `${columns.length} columns` : columns.map(column => column.name).join(' and ')

function numbersOf({ measures, aggregate }: Request): string {
  if (measures.length === 0 || aggregate === 'count') return 'number of rows'
  return measures.map(column => measured(column, aggregate ?? 'sum')).join(', ')
}

const byOf = ({ groups }: Request): string => (groups.length > 0 ? ` by ${names(groups)}` : '')

function trendOf(request: Request): string {
  const time = request.time ?? request.groups.find(column => column.role === 'time')
  return `${time ? `${ADVERB[request.frequency ?? frequencyFor(time)]} ` : ''}${numbersOf(request)}${byOf(request)}`
}

const plain = (request: Request): string =>
  `${request.action}${request.measures.length > 0 ? ` of ${names(request.measures)}` : ''}${byOf(request)}`

const WHAT: Record<Action, (request: Request) => string> = {
  trend: trendOf,
  rank: request =>
    `the ${request.limit ?? 10} ${request.order === 'least' ? 'lowest' : 'highest'} ${names(request.groups) || 'rows'} by ${numbersOf(request)}`,
  group: request => `${numbersOf(request)}${byOf(request)}`,
  pivot: request => `pivot table of ${numbersOf(request)}${byOf(request)}`,
  share: request => `share of ${numbersOf(request)}${byOf(request)}`,
  value: request => `${request.aggregate ?? ''} ${names(request.measures) || 'number of rows'}`.trim(),
  rows: () => 'the rows that fit',
  clean: () => 'a cleaned copy',
  missing: () => 'missing values',
  duplicates: () => 'repeated rows',
  document: request =>
    request.terms.length > 0 ? `a search for ${request.terms.join(', ')}` : 'length, headings and frequent words',
  overview: plain,
  distribution: plain,
  correlation: plain,
  outliers: plain,
  scatter: plain,
  compare: plain,
  unique: request => `different values of ${names(request.measures)}`,
}

function sourceOf({ table }: Request): string {
  if (table.builtIn) return 'the Gapminder table of the plotly package'
  return table.join ? `${table.file} and ${table.join.other.file}` : table.file
}

export function describe(request: Request): string {
  const only = conditionsSay(request)
  const files = request.outputs.map(output => OUTPUT[output]).join(' and ')
  return `${WHAT[request.action](request)}, from ${sourceOf(request)}${only === '' ? '' : `, only ${only}`}${files === '' ? '' : `, saved as ${files}`}`
}
