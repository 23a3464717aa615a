/** What the dates of the rows decide: who came last, what stands now, on how many days something was. */
import { requestOf, type Reading } from './build-request.ts'
import { periodIn } from './having.ts'
import type { Request } from './request.ts'

/** "Who was hired last", "the 5 most recent orders": rows in the order of their dates. */
export function byDate(question: string, { cues, parts, table }: Reading): Request | undefined {
  const time = parts.time ?? table.columns.find(column => column.role === 'time')
  const { byDate: order, aggregate, frequency, limit = 10 } = cues
  if (!order || !time || parts.measures.length > 0 || aggregate !== undefined || frequency !== undefined)
    return undefined
  return requestOf(question, {
    cues: { ...cues, order, limit, sorts: true },
    parts: { ...parts, measures: [time], groups: [], targets: [] },
    table,
    action: 'rows',
  })
}

/** "The current balance": what was last entered, and no mean of all that ever was. */
export function lastHeld(question: string, { cues, parts, table }: Reading): Request | undefined {
  const [measure, ...more] = parts.measures
  const { time, groups, conditions } = parts
  const isPlain = [cues.aggregate, cues.frequency, cues.order, cues.limit, cues.action].every(cue => cue === undefined)
  const isTimed = conditions.some(({ kind }) => ['time', 'calendar', 'recent', 'latest'].includes(kind))
  if (!LAST_HELD.test(question) || !measure || more.length > 0 || !measure.stock || !time || !isPlain) return undefined
  if (groups.length > 0 || isTimed) return undefined
  const latest = { ...parts, conditions: [...conditions, { kind: 'latest' as const, column: time }] }
  return requestOf(question, { cues, parts: latest, table, action: 'value' })
}

const LAST_HELD = /\b(?:current|latest|newest|most recent|final|closing|aktuelle[rnsm]?)\b/i

/** "On how many days were there sales above 2000?": days, and not their rows or their sum. */
export function countOfPeriods(question: string, { cues, parts, table }: Reading): Request | undefined {
  const period = /\bhow many\b/i.test(question) ? periodIn(question, parts, table) : undefined
  if (
    !period ||
    parts.conditions.length === 0 ||
    /\b(?:between|since|take[sn]?|took|ago|last(?:ed)?)\b/i.test(question)
  )
    return undefined
  const days = { ...parts, measures: [period], groups: [], targets: [] }
  return requestOf(question, { cues: { ...cues, aggregate: 'distinct' }, parts: days, table, action: 'value' })
}
