/** Which rows a question is about: values, numbers and times it names. */
import { ABOVE_MEAN } from './cues.ts'
import { timesIn, type TimeCue } from './dates.ts'
import { yesOf } from './flags.ts'
import { isMentioned, isTaken, NOT, textBefore, type Found, type World } from './row-reading.ts'
import { lookups } from './lookups.ts'
import { beside, presenceConditions } from './measure-conditions.ts'
import type { Condition } from './request.ts'
import { sentence } from './say/say.ts'
import type { Mention } from './scan.ts'
import { holderSaid, holdersOf } from './shared-values.ts'
import type { Column, Table } from './table.ts'
import { adjectiveColumn, hasAdjective } from './superlatives.ts'
import { stem, type Token } from './words.ts'

/** The time column: one named by the question's words if there are several (hired, shipped), else the first. */
export function timeColumn(table: Table, mentions: Mention[]): Column | undefined {
  for (const mention of mentions) {
    if (mention.kind !== 'column') continue
    const time = mention.candidates.find(candidate => candidate.column.role === 'time' && candidate.score >= 0.5)
    if (time) return time.column
  }
  const times = table.columns.filter(column => column.role === 'time')
  return (
    times.find(column => column.words.some(word => /^(order|date|datum|invoice|sale|timestamp)$/.test(word))) ??
    times[0]
  )
}

export function timeConditions(
  question: string,
  table: Table,
  mentions: Mention[],
): { conditions: Condition[]; spans: TimeCue[] } {
  const column = timeColumn(table, mentions)
  if (!column) return { conditions: [], spans: [] }
  const spans = timesIn(question).filter(({ start, end }) => !isOfName(question.slice(start, end), mentions))
  return { conditions: eitherMonth(eitherOf(spans.map(cue => timeCondition(cue, column)))), spans }
}

/** The year in “target 2023” is a part of the column target_2023, and picks no rows. */
const isOfName = (said: string, mentions: Mention[]): boolean =>
  mentions.some(
    mention =>
      mention.kind === 'column' &&
      mention.candidates[0]?.column.role === 'measure' &&
      mention.candidates[0].column.words.some(word => /^\d{4}$/.test(word) && said.includes(word)),
  )

type TimeCondition = Extract<Condition, { kind: 'time' }>

/** "2023 vs 2024": two stretches of time are alternatives, for no row can be in both. */
function eitherOf(conditions: Condition[]): Condition[] {
  const isSpan = (condition: Condition): condition is TimeCondition =>
    condition.kind === 'time' && condition.from !== undefined && condition.until !== undefined
  const [first, ...more] = conditions.filter(isSpan)
  if (!first || more.length === 0) return conditions
  const others = conditions.filter(condition => !isSpan(condition))
  return [...others, { ...first, says: [first, ...more].map(({ says }) => says).join(' or '), or: more }]
}

/** "November against October", the same of months without a year. */
function eitherMonth(conditions: Condition[]): Condition[] {
  const [first, ...more] = conditions.filter(condition => condition.kind === 'calendar')
  if (!first || more.some(({ part, day }) => part !== first.part || (day ?? first.day))) return conditions
  const others = conditions.filter(condition => condition.kind !== 'calendar')
  const distinct = more.filter(({ says }) => says !== first.says)
  if (distinct.length === 0) return [...others, first]
  const or = [...(first.or ?? []), ...distinct.flatMap(({ value, or: after = [] }) => [value, ...after])]
  return [...others, { ...first, says: [first, ...distinct].map(({ says }) => says).join(' or '), or }]
}

function timeCondition(cue: TimeCue, column: Column): Condition {
  switch (cue.kind) {
    case 'span':
      return { kind: 'time', column, ...cue.span }
    case 'calendar':
      return { kind: 'calendar', column, part: cue.part, value: cue.value, day: cue.day, or: cue.or, says: cue.says }
    case 'recent':
      return { kind: 'recent', column, count: cue.count, unit: cue.unit }
    case 'latest':
      return { kind: 'latest', column }
  }
}

export function rowConditions(world: World): Found {
  const found: Found = { conditions: [], used: new Set(), assumptions: [] }
  valueConditions(world, found)
  numberConditions(world, found)
  signConditions(world, found)
  meanConditions(world, found)
  flagConditions(world, found)
  presenceConditions(world, found)
  lookups(world, found)
  return found
}

function valueConditions(world: World, found: Found): void {
  for (const mention of world.mentions) {
    if (mention.kind !== 'value') continue
    const column = columnOfValue(mention, world, found)
    found.used.add(mention)
    addValue(found, { column, value: mention.value, not: NOT.test(textBefore(world, mention.at)) })
  }
}

type Value = { column: Column; value: string; not: boolean }

function addValue(found: Found, { column, value, not }: Value): void {
  const earlier = found.conditions.find(condition => condition.kind === 'equals' && condition.column === column)
  if (earlier?.kind !== 'equals') {
    found.conditions.push({ kind: 'equals', column, values: [value], not })
    return
  }
  // "From North, not South": the first of them says it all.
  if (not && !earlier.not) return
  if (!earlier.values.includes(value)) earlier.values = [...earlier.values, value]
}

/** The column that a value stands in; of several the first is as good as any where it is but refused. */
function columnOfValue(mention: Extract<Mention, { kind: 'value' }>, world: World, found: Found): Column {
  const named = columnBefore(mention, world, found)
  if (named) return named
  const holders = holdersOf(mention, world.table)
  if (holders.length < 2) return mention.column
  const said = holderSaid(mention, holders, world.tokens)
  if (!said) found.several = { value: mention.value, columns: holders }
  return said ?? mention.column
}

/** "Region North", "status is open": the column named just before decides, when it can hold the value. */
function columnBefore(
  mention: Extract<Mention, { kind: 'value' }>,
  { mentions, tokens }: World,
  { used }: Found,
): Column | undefined {
  const before = mentions.filter(other => other.to <= mention.at).at(-1)
  if (before?.kind !== 'column' || mention.at - before.to > 2) return undefined
  const named = before.candidates.find(candidate =>
    candidate.column.top.some(value => value.toLowerCase() === mention.value.toLowerCase()),
  )
  if (!named) return undefined
  const link = tokens.slice(before.to, mention.at).map(token => token.lower)
  if (
    link.every(word =>
      /^(is|are|=|==|equals|in|of|:|not|!=|was|the|number|no|nr|nummer|id|called|named|type)$/.test(word),
    ) &&
    !/^(in|of)$/.test(link[0] ?? '')
  )
    used.add(before)
  return named.column
}

const MORE =
  /(?:>|(?<!\p{L})(?:above|over|more than|greater than|higher than|larger than|bigger than|exceed(?:s|ing)?|older than|longer than|heavier than|hotter than|warmer than|after|über|mehr als|größer als|älter als))\s*[$€£]?\s*$/iu
const AT_LEAST =
  /(?:>=|≥|(?<!\p{L})(?:at least|minimum(?: of)?|no less than|not less than|mindestens|ab))\s*[$€£]?\s*$/iu
const LESS =
  /(?:<|(?<!\p{L})(?:below|under|less than|fewer than|lower than|smaller than|younger than|shorter than|cheaper than|colder than|before|unter|weniger als|kleiner als|jünger als))\s*[$€£]?\s*$/iu
const AT_MOST =
  /(?:<=|≤|(?<!\p{L})(?:at most|maximum(?: of)?|no more than|not more than|up to|höchstens|bis))\s*[$€£]?\s*$/iu
const EQUAL = /(?:==?|(?<!\p{L})(?:is|equals?|equal to|exactly|gleich))\s*[$€£]?\s*$/iu
const BETWEEN = /(?<!\p{L})(?:between|from|zwischen|von|aged|ages)\s*[$€£]?\s*$/iu

function operatorBefore(text: string): '>' | '>=' | '<' | '<=' | '==' | 'between' | undefined {
  const table: [RegExp, '>' | '>=' | '<' | '<=' | '==' | 'between'][] = [
    [AT_LEAST, '>='],
    [AT_MOST, '<='],
    [MORE, '>'],
    [LESS, '<'],
    [BETWEEN, 'between'],
    [EQUAL, '=='],
  ]
  return table.find(([pattern]) => pattern.test(text))?.[1]
}

const measureOf = (mention: Mention): Column | undefined =>
  mention.kind === 'column'
    ? mention.candidates.find(candidate => candidate.column.role === 'measure' || candidate.column.yearOnly)?.column
    : undefined

type Limit = { at: number; token: Token; op: NonNullable<ReturnType<typeof operatorBefore>>; second?: number }

/** The numbers that limit something, with the words that say how. */
function limitsIn(world: World): Limit[] {
  const { tokens, mentions, cues, question } = world
  const limits: Limit[] = []
  let next = 0
  for (const [at, token] of tokens.entries()) {
    if (at < next || token.value === undefined || isTaken(token, cues) || isMentioned(at, mentions)) continue
    const op = operatorBefore(question.slice(0, token.start)) ?? (beside(world, at) ? '==' : undefined)
    const second = tokens[at + 2]?.value
    if (op === undefined || (op === 'between' && second === undefined)) continue
    limits.push({ at, token, op, ...(op === 'between' ? { second } : {}) })
    next = op === 'between' ? at + 3 : at + 1
  }
  return limits
}

/** "negative profits", "orders with a positive amount". */
function signConditions({ tokens, mentions }: World, found: Found): void {
  for (const mention of mentions) {
    const sign = tokens[mention.at - 1]?.lower ?? ''
    const column = measureOf(mention)
    if (column && /^(?:negative|positive|negativer?s?|positiver?s?)$/.test(sign))
      found.conditions.push({ kind: 'number', column, op: sign.startsWith('n') ? '<' : '>', value: 0 })
  }
}

/** "Who earns above average": a limit that the column itself sets. */
function meanConditions(world: World, found: Found): void {
  const said = ABOVE_MEAN.exec(world.question)
  if (!said) return
  const named = world.mentions.filter(mention => measureOf(mention))
  const before = named.filter(mention => (world.tokens[mention.at]?.start ?? 0) < said.index).at(-1)
  const mention = before ?? named[0]
  const column = (mention && measureOf(mention)) ?? adjectiveColumn(world.question, world.table) ?? world.mainMeasure()
  if (!column) return
  if (mention) found.used.add(mention)
  const op = /^(?:above|over|more|higher|better|greater|larger|longer)/i.test(said[0]) ? '>' : '<'
  found.conditions.push({ kind: 'mean', column, of: /median/i.test(said[0]) ? 'median' : 'mean', op })
}

function numberConditions(world: World, found: Found): void {
  for (const { at, token, op, second } of limitsIn(world)) {
    const { column, mention } = columnOfNumber(world, at)
    if (!column) continue
    if (mention) found.used.add(mention)
    else if (!hasAdjective(world.question))
      found.assumptions.push(sentence(world.cues.language, 'assume.limit', { limit: token.text, column: column.name }))
    const value = token.value ?? 0
    if (op === 'between') found.conditions.push({ kind: 'between', column, low: value, high: second ?? value })
    else found.conditions.push({ kind: 'number', column, op, value })
  }
}

/** What stands around a number, where an adjective may say what it is about. */
function around({ tokens, question }: World, at: number): string {
  const token = tokens[at]
  return question.slice(Math.max(0, (token?.start ?? 0) - 30), (token?.end ?? 0) + 15)
}

/** "Less than 40 hours", of a column weekly_hours. */
function columnOfUnit({ tokens, table }: World, at: number): Column | undefined {
  const word = stem(tokens[at + 1]?.lower ?? '')
  const found =
    word.length < 3 ? [] : table.columns.filter(({ role, words }) => role === 'measure' && words.at(-1) === word)
  return found.length === 1 ? found[0] : undefined
}

function columnOfNumber(world: World, at: number): { column?: Column; mention?: Mention } {
  const { tokens, mentions } = world
  const direct = beside(world, at)
  const column = direct && measureOf(direct)
  if (direct && column) return { column, mention: direct }
  const counted = columnOfUnit(world, at)
  if (counted) {
    const said = mentions.find(mention => mention.at === at + 1 && measureOf(mention) === counted)
    return { column: counted, ...(said ? { mention: said } : {}) }
  }
  const near = mentions.filter(mention => mention.to <= at && at - mention.to <= 6 && measureOf(mention)).at(-1)
  const clear =
    near &&
    !tokens.slice(near.to, at).some(token => token.kind === 'number' || /^(by|per|for|and|,)$/.test(token.lower))
  const named = clear ? measureOf(near) : undefined
  const meant = adjectiveColumn(around(world, at), world.table)
  if (named && (!meant || meant === named || !/^(age|weight|temperature)$/.test(meant.words.join(' '))))
    return { column: named, ...(near ? { mention: near } : {}) }
  if (meant) return { column: meant }
  const after = mentions.find(mention => mention.at > at && mention.at - at <= 3 && measureOf(mention))
  return after ? { column: measureOf(after), mention: after } : { column: world.mainMeasure() }
}

/** "active employees", "orders that were returned": a yes/no column named as if it were an adjective. */
function flagConditions(world: World, found: Found): void {
  if (['unique', 'distribution', 'normality', 'missing'].includes(world.cues.action ?? '')) return
  for (const mention of world.mentions) {
    if (mention.kind !== 'column' || found.used.has(mention) || !isAdjective(mention, world)) continue
    const [best] = mention.candidates
    const yes = best && yesOf(best.column)
    if (!best || !yes) continue
    const not = NOT.test(textBefore(world, mention.at))
    const earlier = found.conditions.find(condition => 'column' in condition && condition.column === best.column)
    if (earlier && (not || earlier.kind !== 'equals' || earlier.not)) continue
    found.used.add(mention)
    addValue(found, { column: best.column, value: yes, not })
  }
}

/** Not behind "by", nor in a list that began so: "by size and is paid". */
function isAdjective(mention: Mention, world: World): boolean {
  const { tokens, mentions } = world
  const before = tokens[mention.at - 1]?.lower ?? ''
  if (/^(by|per|each|every|across|nach|pro)$/.test(before)) return false
  const listed =
    /^(and|und)$/.test(before) && mentions.find(other => other.kind === 'column' && other.to === mention.at - 1)
  if (listed && !isAdjective(listed, world)) return false
  return !/^(is|=|==|an?|any|some|no)$/.test(tokens[mention.to]?.lower ?? '')
}
