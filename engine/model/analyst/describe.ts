/** Says in one sentence what was understood, so that a person can see where it went wrong. */
import { conditionsSay, label, listed, many, measured, paced } from './naming.ts'
import type { Action, Output, Request } from './request.ts'
import { sentence, type Language } from './say/say.ts'
import type { Column } from './table.ts'
import { havingSays } from './intents/having.ts'
import { frequencyFor } from './intents/trend.ts'

const OUTPUT: Record<Exclude<Output, 'png'>, string> = {
  csv: 'CSV',
  xlsx: 'Excel',
  docx: 'Word',
  pdf: 'PDF',
  pptx: 'PowerPoint',
  json: 'JSON',
  md: 'Markdown',
  html: 'HTML',
}

const names = (columns: Column[], language: Language): string =>
  columns.length > 6
    ? sentence(language, 'read.columns', { count: String(columns.length) })
    : listed(
        // “temp 1” would read as a number.
        columns.map(column => (/\d/.test(column.label) ? column.name : label(column, language))),
        language,
      )

function numbersOf({ measures, aggregate, language }: Request): string {
  if (measures.length === 0 || aggregate === 'count') return sentence(language, 'of.rows')
  const said = measures.map(column => measured(column, aggregate ?? (column.additive ? 'sum' : 'mean'), language))
  return measures.length > 6 ? names(measures, language) : listed(said, language)
}

const grouped = ({ groups, language }: Request, what: string): string =>
  groups.length > 0 ? sentence(language, 'by.groups', { what, groups: names(groups, language) }) : what

function trendOf(request: Request): string {
  const { language, order, within } = request
  const time = request.time ?? request.groups.find(column => column.role === 'time')
  if (!time) return grouped(request, numbersOf(request))
  const frequency = request.frequency ?? frequencyFor(time)
  if (!request.peak) return grouped(request, paced(frequency, numbersOf(request), language))
  const unit = sentence(language, `unit.${frequency}`)
  const best = sentence(language, `read.peak.${order}`, { unit, what: numbersOf(request) })
  if (!within) return best
  const whole = within === 'year' ? sentence(language, 'unit.year') : sentence(language, 'read.within.all')
  return sentence(language, 'read.within', { what: best, whole })
}

/** Each row is one of its kind, so that its number stands for itself. */
const isOwnRow = ({ groups: [group], measures, table, aggregate }: Request): boolean =>
  measures.length > 0 &&
  aggregate !== 'count' &&
  !table.panel &&
  (group === undefined || group.distinct >= table.rows * 0.99)

function rankOf(request: Request): string {
  const { language, order, limit, groups, each } = request
  if (each && (request.aggregate === 'max' || request.aggregate === 'min')) return grouped(request, numbersOf(request))
  if (each) {
    const what = rankOf({ ...request, each: undefined, groups: groups.filter(column => column !== each) })
    return sentence(language, 'read.each', { what, each: label(each, language) })
  }
  const what = isOwnRow(request) ? names(request.measures.slice(0, 1), language) : numbersOf(request)
  const one = limit === undefined || limit === 1
  const rows = sentence(language, 'rows')
  if (!one) {
    const said = groups.length > 0 ? many(groups, language) : rows
    return sentence(language, `read.rank.${order}`, { count: String(limit), groups: said, what })
  }
  return sentence(language, `read.best.${order}`, { groups: groups.length > 0 ? names(groups, language) : rows, what })
}

/** A task on columns: "outliers of unit price". */
const task =
  (key: 'distribution' | 'normality' | 'correlation' | 'outliers' | 'scatter' | 'compare' | 'unique') =>
  (request: Request): string => {
    const { measures, groups, language } = request
    if (measures.length === 0)
      return sentence(language, `read.${key}`, { what: names(groups, language) || sentence(language, 'outliers.all') })
    return grouped(request, sentence(language, `read.${key}`, { what: names(measures, language) }))
  }

const plain =
  (key: 'clean' | 'duplicates' | 'overview' | 'rows' | 'sheets' | 'remove') =>
  ({ language }: Request): string =>
    sentence(language, `read.${key}`)

function valueOf(request: Request): string {
  const { aggregate, measures, language } = request
  if (aggregate !== 'count' || measures.length === 0) return numbersOf(request)
  return listed(
    measures.map(column => measured(column, 'count', language)),
    language,
  )
}

const WHAT: Record<Action, (request: Request) => string> = {
  trend: trendOf,
  rank: rankOf,
  group: request => grouped(request, numbersOf(request)),
  pivot: request => grouped(request, sentence(request.language, 'read.pivot', { what: numbersOf(request) })),
  share: request => grouped(request, sentence(request.language, 'read.share', { what: numbersOf(request) })),
  value: valueOf,
  rows: plain('rows'),
  having: request =>
    sentence(request.language, 'read.having', {
      groups: many(request.groups, request.language),
      limit: havingSays(request, numbersOf(request)),
    }),
  clean: plain('clean'),
  duplicates: plain('duplicates'),
  overview: plain('overview'),
  sheets: plain('sheets'),
  remove: plain('remove'),
  missing: ({ measures, language }) =>
    measures.length > 0
      ? sentence(language, 'read.missing.of', { what: names(measures, language) })
      : sentence(language, 'read.missing'),
  document: ({ terms, language }) =>
    terms.length > 0
      ? sentence(language, 'read.search', { what: terms.join(', ') })
      : sentence(language, 'read.document'),
  distribution: task('distribution'),
  normality: task('normality'),
  correlation: task('correlation'),
  outliers: task('outliers'),
  scatter: task('scatter'),
  compare: task('compare'),
  unique: task('unique'),
}

function sourceOf({ table, documents = [], language }: Request): string {
  if (documents.length > 0)
    return listed(
      [table, ...documents].map(({ file }) => file),
      language,
    )
  if (table.builtIn) return sentence(language, 'read.gapminder')
  return table.join ? listed([table.file, table.join.other.file], language) : table.file
}

export function describe(request: Request): string {
  const { language, outputs } = request
  const rows = conditionsSay(request)
  const formats = outputs.map(output => (output === 'png' ? sentence(language, 'read.picture') : OUTPUT[output]))
  let said = sentence(language, 'read.from', { what: WHAT[request.action](request), file: sourceOf(request) })
  if (rows !== '') said = sentence(language, 'read.only', { what: said, rows })
  if (formats.length > 0) said = sentence(language, 'read.saved', { what: said, formats: listed(formats, language) })
  return said
}
