/** Fills in what a question left open, and says each time what was taken for granted. */
import { listed } from './naming.ts'
import { periodOf } from './derived-columns.ts'
import { formulaOf } from './new-columns.ts'
import { mainMeasure, nameOf } from './parts.ts'
import { yesOf } from './flags.ts'
import type { Action, Aggregate, Condition, Frequency, Request } from './request.ts'
import { sentence } from './say/say.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Column } from './table.ts'
import { isWhole } from './whole-periods.ts'
import { stem } from './words.ts'

const additive = (column: Column | undefined): Aggregate => (column?.additive ? 'sum' : 'mean')

/** The request with nothing left open. */
export function complete(request: Request): Request {
  const finished = { ...request, assumptions: [...request.assumptions] }
  if (finished.action === 'rank') finished.groups = finished.groups.map(column => nameOf(column, finished.table))
  byRow(finished)
  bothOfFlag(finished)
  leaveTotals(finished)
  compareTimes(finished)
  compareValues(finished)
  if (finished.action === 'group' && finished.groups.length === 0) finished.action = 'value'
  ofRatio(finished)
  cutTimes(finished)
  nameMeasure(finished)
  takeAllNumbers(finished)
  const { action, measures } = finished
  if (finished.aggregate === undefined && measures.length > 0 && action !== 'value')
    finished.aggregate = additive(measures[0])
  if (action === 'share' && finished.aggregate !== 'count') finished.aggregate = measures.length > 0 ? 'sum' : 'count'
  latestOnly(finished)
  finished.assumptions.push(...told(finished))
  return finished
}

/** "The average amount per order by region": where an order is a row, the mean is of orders already. */
function byRow(request: Request): void {
  if (request.action !== 'group' || !['mean', 'median'].includes(request.aggregate ?? '')) return
  const { rows } = request.table
  request.groups = request.groups.filter(column => column.role !== 'id' || column.distinct < rows * 0.98)
}

const TOTAL =
  /^(?:(?:grand |sub)?totals?|(?:gesamt|zwischen)?summe|gesamt|insgesamt|ins?gesamt|total général|sous-total|subtotal|suma(?: total)?)\W*$/i
const OF_FIGURES: Action[] = [
  'value',
  'group',
  'rank',
  'share',
  'pivot',
  'trend',
  'distribution',
  'outliers',
  'correlation',
  'scatter',
  'compare',
]

/** A sheet's own line of totals would count every row a second time. */
function leaveTotals(request: Request): void {
  const { action, table, conditions, language } = request
  if (!OF_FIGURES.includes(action) || (action === 'value' && request.aggregate === 'distinct')) return
  for (const column of stored(table)) {
    if (column.role === 'measure' || column.role === 'time' || column.top.length < 3) continue
    const values = column.top.filter(value => TOTAL.test(value.trim()))
    const asked = conditions.some(
      condition =>
        condition.kind === 'equals' &&
        condition.column.name === column.name &&
        condition.values.some(value => TOTAL.test(value.trim())),
    )
    if (values.length === 0 || asked) continue
    request.conditions = [...request.conditions, { kind: 'equals', column, values, not: true }]
    const slots = { column: column.name, values: values.map(value => `“${value}”`).join(', ') }
    request.assumptions.push(sentence(language, 'assume.totals', slots))
  }
}

/** What the columns taken bring with them. */
function told({ newColumns, measures, groups, language }: Request): string[] {
  const made = newColumns.map(column =>
    sentence(language, 'assume.new', { column: column.name, formula: formulaOf(column) }),
  )
  const formulas = [...measures, ...groups].flatMap(({ formula }) => (formula ? [formula.says(language)] : []))
  const mixed = measures
    .filter(column => (column.currencies?.length ?? 0) > 1)
    .map(column =>
      sentence(language, 'assume.currencies', {
        column: column.name,
        currencies: listed(column.currencies ?? [], language),
      }),
    )
  const spelt = groups
    .map(column => ({ column: column.name, values: spellingsOf(column) }))
    .filter(({ values }) => values !== '')
    .map(slots => sentence(language, 'assume.spellings', slots))
  return [...made, ...formulas, ...mixed, ...spelt]
}

/** Values that differ by capitals or spaces alone: each is a group of its own until the data is cleaned. */
function spellingsOf({ top }: Column): string {
  const plain = (value: string): string => value.trim().toLowerCase()
  const several = top.filter(value => top.some(other => other !== value && plain(other) === plain(value)))
  return [...new Set(several)]
    .slice(0, 6)
    .map(value => `“${value}”`)
    .join(', ')
}

/** "Compare revenue 2023 vs 2024": one figure for each of the stretches. */
function compareTimes(request: Request): void {
  if (request.compares) request.conditions = request.conditions.map(each => ofWholePeriods(each, request))
  const several = severalTimes(request.conditions)
  if (!several) return
  eachTime(request, several)
  if (request.groups.length > 0 || !['value', 'group', 'compare', 'trend'].includes(request.action)) return
  request.action = 'trend'
  request.time = several.column
  request.frequency ??= several.unit
}

/** "Compare the last 2 months": a month that has begun stands beside no whole one. */
function ofWholePeriods(condition: Condition, { groups }: Request): Condition {
  if (condition.kind !== 'recent' || /hour|day/.test(condition.unit) || condition.column.yearOnly) return condition
  // "Compare the regions in the last 12 months": the regions are compared, and not the months.
  const isCompared = condition.count === 2 || (condition.count > 2 && groups.length === 0)
  return isCompared ? { ...condition, whole: true } : condition
}

type Several = { column: Column; unit: Frequency; isMonths: boolean }

function severalTimes(conditions: Condition[]): Several | undefined {
  for (const condition of conditions) {
    if (isWhole(condition)) return { column: condition.column, unit: condition.unit, isMonths: false }
    const isSeveral =
      (condition.kind === 'time' && condition.or !== undefined) ||
      (condition.kind === 'calendar' && / or /.test(condition.says))
    if (isSeveral) {
      const { column, says, kind } = condition
      return { column, unit: spanOf(says), isMonths: kind === 'calendar' }
    }
  }
  return undefined
}

const spanOf = (says: string): Frequency => (/^Q\d/.test(says) ? 'quarter' : /^\d{4}/.test(says) ? 'year' : 'month')

/** "2023 and 2024 by region": each region's two years beside one another, not as one sum. */
function eachTime(request: Request, { column, unit, isMonths }: Several): void {
  const { action, groups, table } = request
  if (isMonths) return
  const [only] = groups
  if (!only || groups.length > 1 || only.role === 'time' || (action !== 'group' && action !== 'compare')) return
  request.groups = [only, column.yearOnly ? column : periodOf(column, unit, stored(table))]
  request.action = 'group'
}

/** "Returned orders vs not returned": both, though the one was named like a limit. */
function bothOfFlag(request: Request): void {
  const { groups, conditions } = request
  request.conditions = conditions.filter(
    condition =>
      condition.kind !== 'equals' || !groups.includes(condition.column) || yesOf(condition.column) === undefined,
  )
}

/** "Germany and France over time": two values of one column are told apart, not added up. */
function compareValues(request: Request): void {
  const { action, groups, conditions, measures } = request
  const apart =
    ['trend', 'group', 'compare'].includes(action) ||
    (action === 'value' && measures.length > 0 && request.aggregate !== 'count')
  if (!apart || groups.some(column => column.role !== 'time')) return
  const several = conditions.find(
    condition => condition.kind === 'equals' && !condition.not && condition.values.length > 1,
  )
  if (several?.kind !== 'equals') return
  request.groups = [...groups, several.column]
  if (action !== 'trend') request.action = 'group'
}

/** The margin of a month is that of its sums, as the margin of any group is. */
function ofRatio(request: Request): void {
  const { action, measures, groups, time, table, frequency = 'month' } = request
  if (action !== 'trend' || !measures[0]?.ratio || !time) return
  request.action = 'group'
  request.groups = [periodOf(time, frequency, stored(table)), ...groups.filter(column => column.role !== 'time')]
}

/** A table of two sides, or the parts of a whole, have months (or what was asked) and not single dates. */
function cutTimes(request: Request): void {
  const { action, groups, time, table, frequency = 'month' } = request
  if (action !== 'pivot' && action !== 'share') return
  const named = groups.some(column => column.role === 'time')
  const all =
    time && !named && request.frequency && (action === 'pivot' || groups.length === 0) ? [...groups, time] : groups
  request.groups = all.map(column =>
    column.role === 'time' && !column.yearOnly ? periodOf(column, frequency, stored(table)) : column,
  )
}

const COUNTS: (Aggregate | undefined)[] = ['count', 'distinct']
const WITH_NUMBER: Action[] = ['trend', 'rank', 'group', 'pivot', 'share']

function lacksNumber({ action, measures, aggregate }: Request): boolean {
  if (measures.length > 0 || COUNTS.includes(aggregate)) return false
  return WITH_NUMBER.includes(action) || (action === 'value' && aggregate !== undefined)
}

/** Groups and shares without a number are counts, unless the table is about something that adds up. */
function isCount(request: Request, main: Column | undefined): boolean {
  const { action, groups, aggregate, conditions, compares } = request
  if (action === 'share' && (conditions.length > 0 || request.ofEach === true)) return true
  const grouped = groups.length > 0 && (action === 'group' || action === 'share')
  return !main || (grouped && aggregate === undefined && !main.additive && !compares)
}

/** A word that nothing explains stands where a number should: none may be put in its place. */
export const lacksItsNumber = (request: Request): boolean =>
  (request.unused ?? []).length > 0 &&
  lacksNumber(request) &&
  (!isCount(request, mainMeasure(request.table)) || (request.unused ?? []).some(isFigure))

const FIGURES = new Set(['revenue', 'price', 'cost', 'profit', 'margin', 'salary', 'tax', 'discount'])

/** "Revenue per category" is no number of rows, whatever else the table lacks. */
const isFigure = (word: string): boolean => conceptsOf(stem(word.toLowerCase())).some(concept => FIGURES.has(concept))

function nameMeasure(request: Request): void {
  if (!lacksNumber(request)) return
  const main = mainMeasure(request.table)
  if (!main || isCount(request, main)) {
    request.aggregate = 'count'
    return
  }
  // What happens is counted where no number is named: "events per month".
  if (request.aggregate === undefined && request.counted === true) {
    request.aggregate = 'count'
    return
  }
  const [word] = request.unknown
  // An order is a row of a table of orders that does not number them.
  if (request.aggregate === undefined && word !== undefined && conceptsOf(stem(word.toLowerCase())).includes('order')) {
    request.aggregate = 'count'
    return
  }
  request.measures = [main]
  const slots = { word: word ?? '', column: main.name }
  request.assumptions.push(sentence(request.language, word ? 'assume.word' : 'assume.number', slots))
}

const OF_NUMBERS: Action[] = ['distribution', 'normality', 'correlation', 'outliers', 'compare']

/** Tasks on numbers take all the numbers of the table when none is named; a scatter takes a second one. */
function takeAllNumbers(request: Request): void {
  const { action, measures, table, groups } = request
  const numbers = stored(table).filter(column => column.role === 'measure')
  if (OF_NUMBERS.includes(action) && measures.length === 0 && groups.length === 0)
    request.measures = numbers.slice(0, 20)
  const others = numbers.filter(column => !measures.includes(column))
  if (action === 'correlation' && measures.length === 1) {
    request.about = measures[0]
    request.measures = [...measures, ...others.slice(0, 19)]
  }
  if (action === 'scatter' && measures.length < 2) request.measures = [...measures, ...others].slice(0, 2)
}

/** In a panel (country × year) a question without a time means the latest one, where adding up years would be wrong. */
function latestOnly(request: Request): void {
  const { table, measures, conditions, action, groups } = request
  const { panel } = table
  if (!panel || !['rank', 'group', 'value', 'share', 'pivot', 'rows', 'scatter', 'compare'].includes(action)) return
  const timed =
    conditions.some(condition => ['time', 'calendar', 'recent', 'latest'].includes(condition.kind)) ||
    groups.some(column => column.role === 'time') ||
    request.frequency !== undefined
  if (timed || !panel.time.yearOnly || (measures.length > 0 && !measures.some(column => column.stock))) return
  if (action === 'value' && request.aggregate === 'distinct') return
  request.conditions = [...conditions, { kind: 'latest', column: panel.time }]
  request.assumptions.push(
    sentence(request.language, 'assume.latest', {
      entity: panel.entity.name,
      time: panel.time.name,
      value: String(panel.time.max ?? ''),
    }),
  )
}
