/** From what a question names and the task it sets to one request, before anything is filled in. */
import type { Cues } from './cues.ts'
import { newColumnsIn } from './new-columns.ts'
import { wordsBefore, type Parts } from './parts.ts'
import type { Action, Aggregate, Request } from './request.ts'
import { stored, type Column, type Table } from './table.ts'

/** What was read of a question. */
export type Reading = { cues: Cues; parts: Parts; table: Table }
type Asked = Reading & { action: Action }

/** "The highest price" is one number; "the product with the highest price" is a ranking. */
const extremeOf = (action: Action, { order }: Cues): Aggregate | undefined =>
  action !== 'value' || order === undefined ? undefined : order === 'least' ? 'min' : 'max'

/** "Orders per month", "total orders", "the region with the most orders": the rows themselves are counted. */
function countsRows(action: Action, { cues, parts, table }: { cues: Cues; parts: Parts; table: Table }): boolean {
  const { measures, targets, groups } = parts
  const isRow = (column: Column) => column.role === 'id' && column.distinct >= table.rows * 0.98
  if (measures.length > 0 || !targets.some(isRow)) return false
  if (cues.aggregate === 'sum') return cues.totals
  if (action === 'rank') return cues.aggregate === undefined && groups.length > 0
  return cues.aggregate === undefined && ['trend', 'group', 'share', 'pivot'].includes(action)
}

/** "How many units" adds the units up; "how many orders" counts rows. */
function aggregateOf(action: Action, cues: Cues, measures: Column[]): Aggregate | undefined {
  const adds =
    cues.aggregate === 'count' &&
    measures.length > 0 &&
    measures.every(column => column.role === 'measure' && column.additive)
  return adds ? 'sum' : (cues.aggregate ?? extremeOf(action, cues))
}

/** Whether columns that were only spoken of are groups. */
function spokenGroups(action: Action, { groups, conditions }: Parts, counts: boolean): boolean {
  if (action === 'pivot') return true
  if (groups.length > 0) return false
  if (action === 'share') return conditions.length === 0
  return action === 'rank' || action === 'group' || (action === 'trend' && !counts)
}

/** Columns that were only spoken of become groups or measures, as the task needs them. */
function columnsOf(
  action: Action,
  parts: Parts,
  { cues, table }: { cues: Cues; table: Table },
): Pick<Request, 'measures' | 'groups'> {
  const counts = cues.aggregate === 'count' || cues.aggregate === 'distinct'
  const spoken = parts.targets.filter(
    column => !parts.groups.includes(column) && (column.role !== 'id' || action === 'rank'),
  )
  const isEmpty =
    action === 'value' &&
    !counts &&
    parts.targets.length > 0 &&
    (parts.targets.every(column => column.missing >= table.rows) || isOfWords(cues, table))
  const direct = action === 'value' ? counts || isEmpty || cues.aggregate === undefined : DIRECT.includes(action)
  return {
    groups: spokenGroups(action, parts, counts) ? [...parts.groups, ...spoken] : parts.groups,
    measures:
      parts.measures.length > 0 || !direct ? parts.measures : isEmpty ? parts.targets.map(asNumber) : parts.targets,
  }
}

const asksForPeak = ({ order, action, within }: Cues): boolean =>
  order !== undefined && (action === undefined || within !== undefined)

/** A mean is asked for, and there is no column of numbers: what can be read of the words is, and the rest is told. */
const isOfWords = ({ aggregate }: Cues, table: Table): boolean =>
  aggregate !== undefined && aggregate !== 'sum' && !stored(table).some(column => column.role === 'measure')

/** Nothing tells what a column without a value was to hold; who asks for its mean takes it for numbers. */
const asNumber = (column: Column): Column => ({ ...column, role: 'measure', convert: 'number' })

/** "What share of flights were delayed by more than 30": of the flights, and not of the minutes that limit them. */
function ofRowsAlone(parts: Parts): Parts {
  const { tokens, mentions, measures, conditions } = parts
  const limited = conditions.flatMap(condition =>
    condition.kind === 'number' || condition.kind === 'between' ? [condition.column] : [],
  )
  const of = tokens.findIndex(({ lower }) => lower === 'of')
  const at = /^(?:the|all|our|my|total)$/.test(tokens[of + 1]?.lower ?? '') ? of + 2 : of + 1
  const whole = mentions.find(mention => mention.kind === 'column' && mention.at === at)
  const isWhole = (column: Column): boolean =>
    whole?.kind === 'column' && whole.candidates.some(candidate => candidate.column === column)
  return { ...parts, measures: measures.filter(column => !limited.includes(column) || isWhole(column)) }
}

/** Tasks that are done on a column of any kind. */
const DIRECT: Action[] = ['distribution', 'normality', 'outliers', 'missing', 'unique', 'duplicates']

export function requestOf(question: string, { cues, parts, table, action }: Asked): Request {
  const columns = columnsOf(action, action === 'share' ? ofRowsAlone(parts) : parts, { cues, table })
  return {
    action,
    table,
    language: cues.language,
    ...columns,
    aggregate: figureOf(question, { cues, parts, table, action }, columns.measures),
    ...(parts.time ? { time: parts.time } : {}),
    ...(cues.frequency ? { frequency: cues.frequency } : {}),
    growth: cues.growth,
    cumulative: cues.cumulative,
    conditions: parts.conditions,
    order: cues.order ?? 'most',
    ...(cues.limit ? { limit: cues.limit } : {}),
    ...(cues.chart ? { chart: cues.chart } : {}),
    outputs: cues.outputs,
    ...(cues.fileName ? { fileName: cues.fileName } : {}),
    zScore: cues.zScore,
    style: cues.style,
    newColumns: newColumnsIn(question, table),
    terms: termsOf(question, action),
    ...eachOf(action, parts, columns.groups),
    sorted: cues.sorts,
    peak: action === 'trend' && asksForPeak(cues) && columns.groups.every(column => column.role === 'time'),
    ...(cues.within ? { within: cues.within } : {}),
    assumptions: [...parts.assumptions],
    unknown: parts.unknown,
    unused: parts.unused,
    ...spokenOf(cues, parts),
    ...(/\b(?:share|percentage|percent|proportion|fraction) of (?:each|every)\b/i.test(question)
      ? { ofEach: true }
      : {}),
    edits: cues.edits,
  }
}

/** "Per region", "by region". */
export const isBehindPer = (parts: Parts, column: Column): boolean =>
  /^(?:per|pro|je|by)$/.test(wordsBefore(parts, column).at(-1) ?? '')

/** "The best product per region" is the first of each region, as of "each region", and no list of all the pairs. */
function eachOf(action: Action, parts: Parts, groups: Column[]): Partial<Pick<Request, 'each' | 'groups'>> {
  if (action !== 'rank' || groups.length !== 2) return {}
  const [first] = groups
  // "Which product, by name": the name of each number, and no group of them.
  const names = (column: Column): boolean => first?.role === 'id' && column.distinct >= first.distinct
  const found = parts.each ?? groups.slice(1).find(column => isBehindPer(parts, column) && !names(column))
  return found ? { each: found, groups: [found, ...groups.filter(column => column !== found)] } : {}
}

/** "Average monthly sales": the months are what is averaged, and each has its sum. */
const isOfPeriods = (question: string, action: Action, measures: Column[]): boolean =>
  action === 'trend' &&
  measures.length > 0 &&
  measures.every(column => column.additive) &&
  /\b(?:average|mean) (?:daily|weekly|monthly|quarterly|yearly|annual)\b/i.test(question)

function figureOf(question: string, { action, ...reading }: Asked, measures: Column[]): Aggregate | undefined {
  if (countsRows(action, reading)) return 'count'
  return isOfPeriods(question, action, measures) ? 'sum' : aggregateOf(action, reading.cues, measures)
}

/** Rows that were named, and kinds that are to be compared. */
const spokenOf = ({ action }: Cues, { counted }: Parts): Pick<Request, 'counted' | 'compares'> => ({
  ...(counted ? { counted } : {}),
  ...(action === 'compare' ? { compares: true } : {}),
})

const termsOf = (question: string, action: Action): string[] => {
  if (action === 'normality') return /\bskew/i.test(question) ? ['skew'] : []
  if (action === 'clean') return /\b(?:fill|impute)/i.test(question) ? ['fill'] : []
  return action === 'rows' &&
    /\b(?:last|letzten?|dernières|últimas) \w+ (?:rows?|records?|lines?|entries)/i.test(question)
    ? ['last']
    : []
}
