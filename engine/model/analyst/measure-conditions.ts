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

/** A number that stands right behind its column, or right before it: the place of the column's mention. */
export function beside(world: World, at: number): Mention | undefined {
  const { tokens, mentions, table } = world
  const token = tokens[at]
  const isYear = /^(?:1[5-9]|20|21)\d{2}$/.test(token?.text ?? '')
  if (!token || (isYear && !table.columns.some(column => column.role === 'time'))) return undefined
  const [before, after] = [tokens[at - 1]?.lower ?? '', tokens[at + 1]]
  const ends =
    after === undefined || /^(?:and|or|in|by|per|for|only|from|with|at|und|oder|pro|je|stars?)$/.test(after.lower)
  const behind = /^(?:of|was|were|von|de)$/.test(before)
    ? mentions.find(mention => mention.to === at - 1)
    : mentions.find(mention => ends && mention.to === at)
  if (behind && measureOf(behind)) return behind
  const next = mentions.find(mention => mention.at === at + 1)
  return next && measureOf(next) && /^(?:with|have|has|having|had|exactly|rated|mit|hat|haben)$/.test(before)
    ? next
    : undefined
}

function presenceSaid(tokens: World['tokens'], at: number): 'none' | 'some' | undefined {
  const [far = '', near = ''] = [tokens[at - 2]?.lower, tokens[at - 1]?.lower]
  if (NONE.test(near) || (NONE.test(far) && ARTICLE.test(near))) return 'none'
  return BARE.test(near) || (HAD.test(far) && /^(?:an?|any|some|eine?[nmr]?)$/.test(near)) ? 'some' : undefined
}

/** "No discount" is zero where zero occurs, else nothing entered; "a discount" is more than zero. */
export function presenceConditions(world: World, found: Found): void {
  const { tokens, mentions, cues } = world
  if (OF_NUMBERS.includes(cues.action ?? '')) return
  for (const mention of mentions) {
    const said = mention.kind === 'column' && !found.used.has(mention) ? presenceSaid(tokens, mention.at) : undefined
    if (said === undefined) continue
    const condition = said === 'none' ? withoutAny(mention) : withAny(mention)
    if (!condition) continue
    found.used.add(mention)
    found.conditions.push(condition)
  }
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
