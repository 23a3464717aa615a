/** "Best mark in each subject": the top of each group and whose it is, and not which of the groups is the best. */
import type { Cues } from './cues.ts'
import { requestOf, type Reading } from './build-request.ts'
import type { Parts } from './parts.ts'
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
function wordBefore({ tokens, mentions }: Parts, column: Column): string {
  const mention = mentions.find(
    each => each.kind === 'column' && each.candidates.some(candidate => candidate.column === column),
  )
  const before = tokens.slice(0, mention?.at ?? 0).filter(({ kind }) => kind !== 'number')
  return before.at(-1)?.lower ?? ''
}

/** The end that is asked for: of "highest per region" too, whose cue is a figure. */
function endOf({ order, aggregate }: Cues): { order: 'most' | 'least'; isFigure: boolean } | undefined {
  if (aggregate === 'max' || aggregate === 'min')
    return { order: order ?? (aggregate === 'max' ? 'most' : 'least'), isFigure: true }
  return order && aggregate === undefined ? { order, isFigure: false } : undefined
}

/** The one number and the one group that are named, where each row stands for itself. */
function pairIn({ parts, table }: Reading): { group: Column; measure: Column } | undefined {
  const [group, ...moreGroups] = parts.groups
  const [measure, ...moreMeasures] = parts.measures
  if (!group || !measure || moreGroups.length + moreMeasures.length > 0) return undefined
  return group.role === 'time' || table.panel ? undefined : { group, measure }
}

/** "The cheapest product in each region": the products of each region are ranked, and not the regions. */
function thingOfEach({ parts }: Reading): Column | undefined {
  const [thing, ...more] = parts.targets
  if (!thing || more.length > 0 || !['category', 'text'].includes(thing.role)) return undefined
  const before = wordBefore(parts, thing)
  return ORDERS.test(before) || /\p{L}{3}est$/u.test(before) ? thing : undefined
}

/** Undefined where it is not the rows within each group that are ranked. */
export function bestOfEach(question: string, reading: Reading): Request | undefined {
  const { cues, parts, table } = reading
  const [pair, end] = [pairIn(reading), endOf(cues)]
  if (!pair || !end || cues.frequency !== undefined || cues.draws) return undefined
  const { group, measure } = pair
  const thing = parts.each === group ? thingOfEach(reading) : undefined
  if (thing) {
    const both = { ...parts, targets: [], groups: [group, thing] }
    return {
      ...requestOf(question, { cues: { ...cues, order: end.order }, parts: both, table, action: 'rank' }),
      each: group,
    }
  }
  const isBehindEach = parts.each === group
  const behind = isBehindEach || parts.tokens.some(({ lower }) => EACH.test(lower))
  // "Best sales per region" may well mean their sums.
  const mayBeSums = measure.additive && !isBehindEach && !end.isFigure
  if (!behind || mayBeSums || !ORDERS.test(wordBefore(parts, measure))) return undefined
  const owner = ownerIn(table, group)
  const aggregate = end.order === 'least' ? 'min' : 'max'
  const asked = { cues: { ...cues, order: end.order, aggregate } as const, table }
  if (!owner) return requestOf(question, { ...asked, parts, action: 'group' })
  const each = { ...parts, groups: [group, owner], each: group }
  return { ...requestOf(question, { ...asked, parts: each, action: 'rank' }), each: group }
}
