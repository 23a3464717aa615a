/** Where an answer would be a guess: what was asked for does not stand in the data, and nothing else may stand in for it. */
import type { Reading } from './build-request.ts'
import type { Cues } from './cues.ts'
import type { Parts } from './parts.ts'
import type { Action, Request } from './request.ts'
import type { Column } from './table.ts'
import { adjectiveColumn } from './superlatives.ts'
import { limitsByUnknown } from './unknown-words.ts'
import { stem } from './words.ts'

/** Nothing but a guess could be made of it. */
export const isNoMore = (question: string, action: Action, { cues, parts, table }: Reading): boolean =>
  limitsCount(action, parts, cues) ||
  isUnknownOfCount(action, parts, cues) ||
  leavesNumber(action, parts) ||
  isSuperlativeOfNothing(question, action, { cues, parts, table }) ||
  isPerUnit(parts) ||
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

/** "Better than 2", "95th percentile": a number that came to nothing limits what is asked. */
const leavesNumber = (action: Action, { unused, tokens }: Parts): boolean =>
  ['value', 'group', 'rank', 'share'].includes(action) &&
  tokens.some(({ kind, text }) => kind === 'number' && unused.includes(text))

const EXTREME =
  /\b(?:slowest|fastest|longest|shortest|heaviest|lightest|tallest|hottest|coldest|warmest|coolest|oldest|youngest)\b/i
const WHICH_IS = /^\s*(?:which|what)\b.*\b(?:is|are|was|were) (?:the )?(\p{L}+)\W*$/iu

/** "The slowest path", "which bike is faster", and no column tells: neither another number nor a list of them all is an answer. */
function isSuperlativeOfNothing(question: string, action: Action, { cues, parts, table }: Reading): boolean {
  if (parts.measures.length > 0 || cues.byDate !== undefined) return false
  const said = WHICH_IS.exec(question)?.[1]?.toLowerCase() ?? ''
  if (action === 'unique' && /(?:er|est)$/.test(said) && !parts.mentions.some(({ to }) => to === parts.tokens.length))
    return true
  return EXTREME.test(question) && cues.aggregate !== 'count' && adjectiveColumn(question, table) === undefined
}

const UNIT =
  /^(?:night|day|hour|minute|second|kilometer|kilometre|km|mile|meter|metre|litre|liter|kg|unit|page|head|person|seat)$/

/** "Fare per km", "cost per night": one number divided by another, and no mean of each. */
const isPerUnit = ({ measures, groups, tokens, mentions }: Parts): boolean =>
  mentions.some(mention => {
    const [best] = mention.kind === 'column' ? mention.candidates : []
    const isSaid = best?.column.role === 'measure' && [...measures, ...groups].includes(best.column)
    return (
      isSaid &&
      measures.some(column => column !== best.column) &&
      /^(?:per|pro|je)$/.test(tokens[mention.at - 1]?.lower ?? '') &&
      UNIT.test(stem(tokens[mention.at]?.lower ?? ''))
    )
  })

/** "How many were fired", "how many matches did we win": what is counted, and nothing tells of which rows it holds. */
const isUnknownOfCount = (action: Action, { unused, tokens }: Parts, { aggregate }: Cues): boolean =>
  ['value', 'group', 'rank', 'trend'].includes(action) &&
  tokens.some(
    ({ lower, text }) =>
      unused.includes(text) && ((aggregate === 'count' && /(?:ed|ing|less)$/.test(lower)) || HOW.test(lower)),
  )

/** Irregular verbs and adjectives that say which of the rows are counted. */
const HOW =
  /^(?:wins?|won|lo[st]es?|lost|t(?:ie|ied)|dr[ae]ws?|drawn|beat(?:en)?|hit|cut|ran|met|broke(?:n)?|stole(?:n)?|quit|fell|fallen|gave|grew|began|begun|ill|late|dead|sick|wet|dry|full|free|busy|fa(?:il|ils|ult|ults|ulty|ke)|failures?|errors?|slow|fast|red|old|rich|poor|happy|same)$/

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
