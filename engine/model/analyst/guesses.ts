/** Where an answer would be a guess: what was asked for does not stand in the data, and nothing else may stand in for it. */
import type { Reading } from './build-request.ts'
import type { Cues } from './cues.ts'
import type { Parts } from './parts.ts'
import type { Action, Request } from './request.ts'
import type { Column } from './table.ts'
import { limitsByUnknown } from './unknown-words.ts'

/** Nothing but a guess could be made of it. */
export const isNoMore = (question: string, action: Action, { cues, parts }: Reading): boolean =>
  limitsCount(action, parts, cues) ||
  isPartOfMonth(question) ||
  isOfNever(question, parts) ||
  isMeanOfCounts(question, parts) ||
  isRateOfUnknown(question, parts) ||
  isGuess(action, parts, cues) ||
  isOfTheWorld(parts) ||
  limitsByUnknown(parts)

/** Words that nothing explains, and no column heard: the whole table is no answer to them. A count of the rows is, if that is said. */
export const isOfNothing = (
  { unused = [], conditions, aggregate, action, measures }: Request,
  heard: Column[],
): boolean =>
  unused.length > 0 &&
  ((heard.length + conditions.length === 0 && aggregate !== 'count') ||
    (action === 'unique' && measures.every(({ role }) => role === 'id')))

/** "Who is the president of France?": a name that may stand anywhere, and words that stand nowhere. */
const isOfTheWorld = ({ measures, groups, targets, conditions, unknown }: Parts): boolean =>
  measures.length + groups.length + targets.length === 0 &&
  unknown.length > 0 &&
  conditions.length > 0 &&
  conditions.every(condition => condition.kind === 'lookup')

/** "The first week of June": the whole of June is no answer to it. */
const isPartOfMonth = (question: string): boolean =>
  /\b(?:first|second|third|fourth|last|\d(?:st|nd|rd|th)) (?:(?:\d+|two|three|few) )?(?:weeks?|weekend|days?) (?:of|in)\b/i.test(
    question,
  ) || /\bon[- ]time\b/i.test(question)

/** "Users who clicked but never bought": what someone has no row of is none of the rows. */
const isOfNever = (question: string, { conditions }: Parts): boolean =>
  /\bnever\b|\bneither\b|\bbut (?:not|no)\b/i.test(question) &&
  !conditions.some(condition => 'not' in condition && condition.not)

/** "The average number of events per user": a mean of counts, and of no column. */
const isMeanOfCounts = (question: string, { measures }: Parts): boolean =>
  measures.length === 0 && /\b(?:average|mean|median) (?:number|count) of\b/i.test(question)

/** "How many women gave a 5": a number that limits what is counted, and nothing tells how. */
const limitsCount = (action: Action | undefined, { conditions, unused, tokens }: Parts, { aggregate }: Cues): boolean =>
  action === 'value' &&
  aggregate === 'count' &&
  conditions.length > 0 &&
  tokens.some(({ kind, text }) => kind === 'number' && unused.includes(text))

/** "The churn rate by region", and nothing says who churned: a count of rows is no rate. */
const isRateOfUnknown = (question: string, { measures, tokens, mentions }: Parts): boolean =>
  measures.length === 0 &&
  !/\b(?:growth|change|increase) rates?\b/i.test(question) &&
  tokens.some(
    ({ lower }, at) => /^rates?$/.test(lower) && !mentions.some(mention => at >= mention.at && at < mention.to),
  )

/** A number of something that the data does not have: no other number may stand in for it. */
const isGuess = (action: Action, { measures, targets, unused }: Parts, { aggregate }: Cues): boolean =>
  action === 'value' &&
  measures.length === 0 &&
  targets.length === 0 &&
  aggregate !== 'count' &&
  aggregate !== 'distinct' &&
  unused.length > 0
