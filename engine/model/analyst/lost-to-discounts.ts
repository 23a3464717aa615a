/** "Revenue lost to discounts": price × quantity × discount of each row, where the columns make that clear; else no number stands in for it. */
import type { Reading } from './build-request.ts'
import { computed, soldIn, unitOf } from './derived-columns.ts'
import { text } from './python.ts'
import { sentence } from './say/say.ts'
import { stored, type Column } from './table.ts'

const LOST =
  /\b(?:los[et]|losing|loss|forgone|foregone|gave away|given away|giv(?:e|ing) away|cost of|cost us|worth of|verloren\w*|verlier\w*|entgangen\w*|perdus?|perdidos?|perdid[oa]s?)\b[^.?!]*\b(?:discounts?|rabatte?n?|remises?|descuentos?)\b|\b(?:discounts?|rabatte?)\b[^.?!]*\b(?:cost us|cost(?:ed)? in total|in (?:money|euros?|dollars?))\b|\b(?:total|sum of|overall|how much)(?: the| all| of)* discounts?\b|\bdiscount amounts?\b/i

const SAYS_LOST = /\b(?:los\w+|fore?gone|g[ai]v\w+ away|cost|verl\w+|entgangen\w*|perd\w+)\b/i

const isRate = ({ words }: Column): boolean => words.some(word => /^(?:discount|rabatt|rebate)$/.test(word))
/** An amount of money, taken off already: its own sum is what was lost. */
const isAmount = ({ words }: Column): boolean =>
  words.some(word => /^(?:amount|value|total|betrag|eur|usd|gbp)$/.test(word))

/** Undefined where nothing of the kind is asked; what was heard where the columns do not say what a discount is. */
export function ofLoss(question: string, reading: Reading): Reading | { heard: Column[] } | undefined {
  const numbers = stored(reading.table).filter(column => column.role === 'measure')
  const [rate, ...more] = numbers.filter(isRate)
  if (!LOST.test(question) || !rate || [rate, ...more].some(isAmount)) return undefined
  const { parts, cues } = reading
  if (
    cues.aggregate === 'mean' ||
    cues.aggregate === 'count' ||
    (cues.order !== undefined && parts.groups.length === 0)
  )
    return undefined
  const lost = more.length > 0 ? undefined : lostOf(rate, numbers)
  // A discount of more than one may be money, whose sum is what it is.
  if (!lost) return Number(rate.max) > 1 && !SAYS_LOST.test(question) ? undefined : { heard: [rate] }
  const isOpen = (word: string): boolean =>
    !/^(?:los[et]|losing|loss|revenue|sales|money|gave|given|away|forgone|amounts?|worth)$/i.test(word)
  const said = { unknown: parts.unknown.filter(isOpen), unused: parts.unused.filter(isOpen) }
  return {
    ...reading,
    cues: { ...cues, aggregate: cues.aggregate ?? 'sum' },
    parts: { ...parts, ...said, measures: [lost] },
  }
}

/**
 * What a discount takes off quantity × price, where the discount is a part of one or a per cent by its name and its values; of any other it is
 * not known.
 */
function lostOf(rate: Column, numbers: Column[]): Column | undefined {
  const { quantity, price } = soldIn(numbers.filter(column => column !== rate))
  if (!quantity || !price || Number(rate.min ?? -1) < 0) return undefined
  const most = Number(rate.max ?? Number.NaN)
  const isPercent = rate.unit === '%' || rate.words.some(word => /^(?:pct|percent|percentage)$/.test(word))
  const isPart = !isPercent && most <= 1
  if (!isPart && !(isPercent && most > 1 && most <= 100)) return undefined
  const part = isPart ? '' : ' / 100'
  return computed([price, quantity, rate], {
    name: 'revenue lost to discount',
    label: 'Revenue lost to discount',
    ...unitOf(price),
    words: ['revenue', 'lost', 'discount'],
    code: frame => [price, quantity, rate].map(({ name }) => `${frame}[${text(name)}]`).join(' * ') + part,
    says: language =>
      sentence(language, 'assume.computed', { formula: `${price.name} × ${quantity.name} × ${rate.name}${part}` }),
  })
}
