/** Conditions said without a comparison: a rating of 5, with 3 units, no discount, used a discount, without a region. */
import { yesOf } from './flags.ts'
import type { Found, World } from './row-reading.ts'
import type { Mention } from './scan.ts'
import type { Column } from './table.ts'

const NONE = /^(?:no|without|zero|kein|keine|keinen|keinem|keiner|ohne|sans|aucun|aucune|sin|ningún|ninguna)$/
const ARTICLE = /^(?:an?|any|some|the|eine?[nmr]?)$/
const HAD =
  /^(?:us(?:e|es|ed|ing)|ha(?:s|ve|d|ving)|with|got|gets?|received?|receives|gave|given|left|wrote|writes?|made|includ(?:e|es|ed|ing)|appl(?:y|ied)|mit|hatten?|haben)$/
const BARE = /^(?:used|using|got|received|given|gave|included|including|applied)$/
const OF_NUMBERS = [
  'correlation',
  'scatter',
  'compare',
  'distribution',
  'normality',
  'outliers',
  'missing',
  'pivot',
  'clean',
]

const measureOf = (mention: Mention): Column | undefined =>
  mention.kind === 'column'
    ? mention.candidates.find(candidate => candidate.column.role === 'measure' && !candidate.column.formula)?.column
    : undefined

/** A year, in a table without a time, is more likely a part of a name. */
const isYearAlone = (said: string, { columns }: World['table']): boolean =>
  /^(?:1[5-9]|20|21)\d{2}$/.test(said) && !columns.some(({ role }) => role === 'time')

const isEnd = (word: string | undefined): boolean =>
  word === undefined || /^(?:and|or|in|by|per|for|only|from|with|at|und|oder|pro|je|stars?)$/.test(word)

/** A number that stands right behind its column, or right before it: the place of the column's mention. */
export function beside(world: World, at: number): Mention | undefined {
  const { tokens, mentions, table } = world
  const token = tokens[at]
  if (!token || isYearAlone(token.text, table)) return undefined
  const before = tokens[at - 1]?.lower ?? ''
  const ends = isEnd(tokens[at + 1]?.lower) || mentions.some(({ at: place }) => place === at + 1)
  const behind = /^(?:of|was|were|von|de)$/.test(before)
    ? mentions.find(mention => mention.to === at - 1)
    : mentions.find(mention => ends && mention.to === at)
  if (behind && measureOf(behind)) return behind
  const next = mentions.find(mention => mention.at === at + 1)
  return next && measureOf(next) && /^(?:with|have|has|having|had|exactly|rated|mit|hat|haben)$/.test(before)
    ? next
    : undefined
}

/** What follows "orders with discount" when nothing more is said of the discount. */
const ENDS = /^(?:by|per|each|every|in|for|from|and|or|were|was|are|is|there|do|did|have|we)$/

const ROWS = /^(?:orders?|rows|records|entries|sales|customers|products|items|invoices|transactions)$/

function presenceSaid({ tokens, cues }: World, { at, to }: Mention): 'none' | 'some' | undefined {
  const [farther = '', far = '', near = ''] = [at - 3, at - 2, at - 1].map(place => tokens[place]?.lower)
  if (NONE.test(near) || (NONE.test(far) && ARTICLE.test(near))) return 'none'
  const bare = BARE.test(near) || (near === 'with' && ends(tokens[to]?.lower, far, cues))
  return bare || isSome([farther, far, near]) ? 'some' : undefined
}

/** Whether nothing more is said of what the rows have. */
function ends(next: string | undefined, rows: string, { action, aggregate }: World['cues']): boolean {
  const counts = action === 'share' || aggregate === 'count'
  return next === undefined ? counts || ROWS.test(rows) : counts && ENDS.test(next)
}

/** "Had a discount", "there was a discount". */
const isSome = ([farther, far, near]: [string, string, string]): boolean =>
  (HAD.test(far) || (farther === 'there' && /^(?:was|is|were|are)$/.test(far))) &&
  /^(?:an?|any|some|eine?[nmr]?)$/.test(near)

/** "No discount" is zero where zero occurs, else nothing entered; "a discount" is more than zero. */
export function presenceConditions(world: World, found: Found): void {
  const { mentions, cues } = world
  if (OF_NUMBERS.includes(cues.action ?? '')) return
  whereAny(world, found)
  for (const mention of mentions) {
    const said = mention.kind === 'column' && !found.used.has(mention) ? presenceSaid(world, mention) : undefined
    if (said === undefined) continue
    const condition = said === 'none' ? withoutAny(mention) : withAny(mention)
    if (!condition) continue
    found.used.add(mention)
    found.conditions.push(condition)
  }
}

/** "The average discount where there was one": the rows that have any of what was named before. */
export const WHERE_ANY =
  /\b(?:where|when|if|whenever|of those with|for those with) (?:there (?:was|is|were|are) (?:one|any|some)|(?:(?:one|any|it|they) (?:was|is|were|are) )?(?:given|granted|applied|offered|present))\b|\b(?:where|when|if) (?:they|it) (?:had|have|has|got) (?:one|any)\b/i

/** "When a discount was given": the rows that have any of what is named there. */
export const WHERE_GIVEN =
  /\b(?:where|when|if|whenever) (?:the|an?|any|some) [\p{L}_]+(?: [\p{L}_]+)? (?:was|is|were|are) (?:given|granted|applied|offered|present)\b/iu

function whereAny({ question, tokens, mentions }: World, found: Found): void {
  const [any, given] = [WHERE_ANY.exec(question), WHERE_GIVEN.exec(question)]
  const said = given ?? any
  if (!said) return
  const isAfter = (mention: Mention): boolean => (tokens[mention.at]?.start ?? 0) > said.index
  const of = mentions.filter(mention => measureOf(mention) !== undefined && isAfter(mention) === (given !== null))
  const mention = given ? of[0] : of.at(-1)
  const condition = mention && withAny(mention)
  if (!condition) return
  found.conditions.push(condition)
  if (given) found.used.add(mention)
}

const hasZero = (column: Column): boolean => column.min !== null && column.min !== undefined && Number(column.min) === 0

function withAny(mention: Mention): Found['conditions'][number] | undefined {
  const [best] = mention.kind === 'column' ? mention.candidates : []
  // "How many left a comment": of a text it is asked whether it is there.
  const column =
    measureOf(mention) ?? (best?.column.role === 'text' || best?.column.role === 'category' ? best.column : undefined)
  if (!column || yesOf(column) !== undefined) return undefined
  if (column.role === 'measure' && hasZero(column)) return { kind: 'number', column, op: '>', value: 0 }
  return column.missing > 0 ? { kind: 'present', column, present: true } : undefined
}

function withoutAny(mention: Mention): Found['conditions'][number] | undefined {
  const measure = measureOf(mention)
  if (measure && hasZero(measure)) return { kind: 'number', column: measure, op: '==', value: 0 }
  const [best] = mention.kind === 'column' ? mention.candidates : []
  const column = measure ?? best?.column
  return column && !column.formula && column.missing > 0 && yesOf(column) === undefined
    ? { kind: 'present', column, present: false }
    : undefined
}
