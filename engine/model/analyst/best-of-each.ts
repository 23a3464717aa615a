/** "Best mark in each subject": the top of each group and whose it is, and not which of the groups is the best. */
import type { Cues } from './cues.ts'
import { isBehindPer, requestOf, type Reading } from './build-request.ts'
import { wordsBefore, type Parts } from './parts.ts'
import type { Request } from './request.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Column, type Table } from './table.ts'
import { stem } from './words.ts'

const ORDERS =
  /^(?:best|worst|top|bottom|highest|lowest|largest|smallest|biggest|greatest|maximum|minimum|max|min|beste[nrsm]?|schlechteste[nrsm]?|höchste[nrsm]?|niedrigste[nrsm]?)$/
const EACH = /^(?:each|every|per|jede[rnms]?|je|pro)$/
const PEOPLE = new Set(['name', 'title', 'student', 'pupil', 'player', 'customer', 'employee', 'product', 'person'])

/** Who or what a row belongs to, if a column says it by name. */
function ownerIn(table: Table, group: Column): Column | undefined {
  const named = stored(table).filter(
    column =>
      column !== group &&
      ['category', 'text'].includes(column.role) &&
      column.words.some(word => PEOPLE.has(word) || conceptsOf(stem(word)).some(concept => PEOPLE.has(concept))),
  )
  return named.find(({ words }) => words.includes('name')) ?? named[0]
}

/** "Best mark", "top 2 marks": the word right before a column that is named. */
const wordBefore = (parts: Parts, column: Column): string =>
  wordsBefore(parts, column)
    .filter(word => !/^\d/.test(word))
    .at(-1) ?? ''

/** The end that is asked for: of "highest per region" too, whose cue is a figure. */
function endOf({ order, aggregate }: Cues): { order: 'most' | 'least'; isFigure: boolean } | undefined {
  if (aggregate === 'max' || aggregate === 'min')
    return { order: order ?? (aggregate === 'max' ? 'most' : 'least'), isFigure: true }
  return order && aggregate === undefined ? { order, isFigure: false } : undefined
}

/** The one group that is named, with one number at most, where each row stands for itself. */
function groupIn({ parts, table }: Reading): Column | undefined {
  const [group, ...more] = parts.groups
  if (!group || more.length > 0 || parts.measures.length > 1) return undefined
  return group.role === 'time' || table.panel ? undefined : group
}

/** "The cheapest product in each region": the products of each region are ranked, and not the regions. */
function thingOfEach({ parts }: Reading, group: Column): Column | undefined {
  const [thing, ...more] = parts.targets
  if (!thing || more.length > 0 || !['category', 'text'].includes(thing.role)) return undefined
  if (parts.each !== group && !isBehindPer(parts, group)) return undefined
  const before = wordBefore(parts, thing)
  return ORDERS.test(before) || /\p{L}{3}est$/u.test(before) ? thing : undefined
}

/** Undefined where it is not the rows within each group that are ranked. */
export function bestOfEach(question: string, reading: Reading): Request | undefined {
  const { cues, parts, table } = reading
  const [group, end] = [groupIn(reading), endOf(cues)]
  if (!group || !end || cues.frequency !== undefined || cues.draws) return undefined
  const thing = thingOfEach(reading, group)
  if (!thing) return ownersOfEach(question, reading, { group, end })
  const both = { ...parts, targets: [], groups: [group, thing] }
  // "The biggest product in each region" is that of the highest sum: the word speaks of the product, and is no figure.
  const { aggregate, ...plain } = cues
  const asked = { ...plain, ...(end.isFigure ? {} : { aggregate }), order: end.order }
  return {
    ...requestOf(question, { cues: asked, parts: both, table, action: 'rank' }),
    each: group,
  }
}

type Ends = { group: Column; end: NonNullable<ReturnType<typeof endOf>> }

/** The highest figure of each group, and whose it is where a column says so. */
function ownersOfEach(question: string, { cues, parts, table }: Reading, { group, end }: Ends): Request | undefined {
  const [measure] = parts.measures
  const isBehindEach = parts.each === group
  const behind = isBehindEach || parts.tokens.some(({ lower }) => EACH.test(lower))
  // "Best sales per region" may well mean their sums.
  const mayBeSums = measure?.additive === true && !isBehindEach && !end.isFigure
  if (!measure || !behind || mayBeSums || !ORDERS.test(wordBefore(parts, measure))) return undefined
  const owner = ownerIn(table, group)
  const aggregate = end.order === 'least' ? 'min' : 'max'
  const asked = { cues: { ...cues, order: end.order, aggregate } as const, table }
  if (!owner) return requestOf(question, { ...asked, parts, action: 'group' })
  const each = { ...parts, groups: [group, owner], each: group }
  return { ...requestOf(question, { ...asked, parts: each, action: 'rank' }), each: group }
}
