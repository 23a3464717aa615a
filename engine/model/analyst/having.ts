/** "Which customers ordered more than 15 times", "products with an average rating above 3": groups that fit, and not rows. */
import { asGroup, type Parts } from './parts.ts'
import { countOf } from './dates.ts'
import { periodOf } from './derived-columns.ts'
import type { Aggregate, Condition, Frequency, Request } from './request.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Column, type Table } from './table.ts'
import { stem, type Token } from './words.ts'

export type Having = NonNullable<Request['having']>

type Asked = Pick<Request, 'groups' | 'measures' | 'conditions' | 'having'> & { aggregate: Aggregate }

const TIMES = new Set(['times', 'time', 'mal', 'fois', 'veces', 'row', 'rows', 'record', 'records', 'entries'])
const OPS: [RegExp, Having['op']][] = [
  [/\b(?:at least|no (?:less|fewer) than|mindestens)\s*$/i, '>='],
  [/\b(?:at most|no more than|not more than|up to|höchstens)\s*$/i, '<='],
  [/\b(?:more(?: often)? than|over|above|mehr als)\s*$/i, '>'],
  [/\b(?:less(?: often)? than|fewer than|below|under|weniger als)\s*$/i, '<'],
  [/\b(?:exactly|only|just|genau|with|have|has|had|ordered|bought|appears?)\s*$/i, '=='],
]

/** Of a kind of which there are several rows each: a customer, a product, and not the order itself. */
function entityBefore({ mentions }: Parts, at: number, table: Table): Column | undefined {
  for (const mention of mentions) {
    if (mention.kind !== 'column' || mention.at >= at) continue
    const column = asGroup(mention)
    if (column && ['category', 'id'].includes(column.role) && column.distinct < table.rows * 0.98) return column
  }
  return undefined
}

const PERIODS = /\b(?:how many|which|what) (?:different |distinct )?(day|week|month|quarter|year)s?\b/i

/** "How many days …": days of the rows, where no column holds days. */
export function periodIn(question: string, { time }: Parts, table: Table): Column | undefined {
  const unit = PERIODS.exec(question)?.[1]?.toLowerCase() as Frequency | undefined
  if (
    !unit ||
    !time ||
    time.yearOnly ||
    table.columns.some(({ role, words }) => role === 'measure' && words.includes(unit))
  )
    return undefined
  return periodOf(time, unit, stored(table))
}

/** The rows' own name: an order, in a table with an order id for each row. */
const namesRows = (word: string, table: Table): boolean =>
  TIMES.has(word) ||
  (conceptsOf(stem(word)).includes('order') &&
    !table.columns.some(({ words }) => words.includes('order') && words.length === 1)) ||
  table.columns.some(
    column =>
      column.role === 'id' &&
      column.distinct >= table.rows * 0.98 &&
      [stem(word), ...conceptsOf(stem(word))].some(each => column.words.includes(each)),
  )

const ONCE: Record<string, number> = { once: 1, einmal: 1, twice: 2, zweimal: 2 }

/** How often is meant: "more than 15 times", "at least 3 orders", "more than once". */
function timesIn(
  question: string,
  tokens: Token[],
  table: Table,
): { at: number; op: Having['op']; value: number } | undefined {
  for (const [at, token] of tokens.entries()) {
    const value = ONCE[token.lower] ?? token.value ?? countOf(token.lower)
    const next = tokens[at + 1]?.lower ?? ''
    if (value === undefined || (ONCE[token.lower] === undefined && !namesRows(next, table))) continue
    const op = OPS.find(([pattern]) => pattern.test(question.slice(0, token.start)))?.[1]
    if (op) return { at, op, value }
  }
  return undefined
}

const AGGREGATES: [RegExp, Aggregate][] = [
  [/^(?:average|mean|avg)$/, 'mean'],
  [/^(?:total|overall)$/, 'sum'],
  [/^median$/, 'median'],
]

const SELLS = /^(?:sold|sells?|generated?|earned|made|brought|spent|spends?|raised|collected)$/

/** Right before the column, or a few words before a number of no column: "an average above 75". */
function aggregateBefore(tokens: Token[], at: number): Aggregate | undefined {
  const words = tokens.slice(Math.max(0, tokens[at]?.value === undefined ? at - 1 : at - 4), at)
  return AGGREGATES.find(([pattern]) => words.some(({ lower }) => pattern.test(lower)))?.[1]
}

/** "Products that sold more than 1000 units": all of theirs together. */
const sells = ({ tokens }: Parts, at: number, column: Column): boolean =>
  column.additive && tokens.slice(Math.max(0, at - 4), at).some(({ lower }) => SELLS.test(lower))

/** A limit on the total or the average of a group: "regions with an average rating above 3". */
function figureIn(parts: Parts, table: Table): Asked | undefined {
  for (const condition of parts.conditions) {
    if (condition.kind !== 'number' || condition.op === '!=') continue
    const mention = parts.mentions.find(
      each => each.kind === 'column' && each.candidates.some(candidate => candidate.column === condition.column),
    )
    const number = parts.tokens.findIndex(({ value }) => value === condition.value)
    const at = Math.min(mention?.at ?? number, number)
    const aggregate =
      aggregateBefore(parts.tokens, mention?.at ?? number) ??
      (sells(parts, number, condition.column) ? 'sum' : undefined)
    const entity = aggregate && entityBefore(parts, at, table)
    if (!aggregate || !entity || entity === condition.column) continue
    return asked(parts, entity, {
      condition,
      aggregate,
      measures: [condition.column],
      op: condition.op,
      value: condition.value,
    })
  }
  return undefined
}

type Found = { condition?: Condition; aggregate: Aggregate; measures: Column[]; op: Having['op']; value: number }

const asked = (parts: Parts, entity: Column, { condition, aggregate, measures, op, value }: Found): Asked => ({
  groups: [entity],
  measures,
  aggregate,
  conditions: parts.conditions.filter(each => each !== condition),
  having: { op, value },
})

/** Undefined when the rows themselves have to fit. */
export function havingIn(question: string, parts: Parts, table: Table): Asked | undefined {
  const times = timesIn(question, parts.tokens, table)
  if (!times) return figureIn(parts, table)
  const entity = periodIn(question, parts, table) ?? entityBefore(parts, times.at, table)
  if (!entity) return undefined
  const condition = parts.conditions.find(each => each.kind === 'number' && each.value === times.value)
  return asked(parts, entity, { ...times, aggregate: 'count', measures: [], ...(condition ? { condition } : {}) })
}
