/** Gives each column a question mentions its part: measure, group, or simply what is spoken of. */
import { rowConditions, timeConditions, timeColumn } from './conditions.ts'
import type { Cues } from './cues.ts'
import { combined } from './derived-columns.ts'
import { yesOf } from './flags.ts'
import type { Condition, Frequency } from './request.ts'
import { adjectiveColumn } from './superlatives.ts'
import { unknownWords, unusedIn } from './unknown-words.ts'
import { scan, type Mention } from './scan.ts'
import type { Column, Table } from './table.ts'
import { conceptsOf } from './synonyms.ts'
import { stem, tokenize, type Token } from './words.ts'

export type Parts = {
  measures: Column[]
  groups: Column[]
  /** Categories, ids and texts that are spoken of without being a group. */
  targets: Column[]
  conditions: Condition[]
  time?: Column
  frequency?: Frequency
  /** The group behind “each”. */
  each?: Column | undefined
  /** What is ranked: which product, top 5 customers, who. */
  ranked: boolean
  assumptions: string[]
  mentions: Mention[]
  tokens: Token[]
  /** Words that neither a column, a value nor a keyword explains. */
  unknown: string[]
  /** Words and numbers that nothing came of: told before the answer. */
  unused: string[]
  /** The rows themselves are spoken of: events per month. */
  counted?: boolean
  /** A value that several columns hold, where nothing tells which is meant. */
  several?: { value: string; columns: Column[] }
}

const STRONG_BY = /^(by|per|each|every|across|among|within|nach|pro|je)$/
const PASS =
  /^(the|a|an|all|different|various|average|mean|median|total|sum|number|of|count|every|each|in|their|its|der|die|das|den|dem|single|individual|max|maximum|min|minimum|highest|lowest)$/

const rolePlace = (order: Column['role'][], column: Column) => {
  const place = order.indexOf(column.role)
  return place < 0 ? order.length : place
}

const GROUP_ORDER: Column['role'][] = ['category', 'id', 'time', 'text']

/** The column meant when it is to group by: names before ids, categories before numbers. */
export function asGroup(mention: Mention): Column | undefined {
  if (mention.kind !== 'column') return undefined
  const best = mention.candidates[0]?.score ?? 0
  if (best > 0.99) {
    const exact = mention.candidates.filter(candidate => candidate.score > 0.99)
    return exact.find(candidate => candidate.column.role !== 'measure')?.column ?? exact[0]?.column
  }
  const named = (column: Column) => (column.words.includes('name') || column.words.includes('title') ? 0 : 1)
  return [...mention.candidates]
    .filter(candidate => candidate.score >= best * 0.72)
    .sort(
      (a, b) =>
        rolePlace(GROUP_ORDER, a.column) - rolePlace(GROUP_ORDER, b.column) ||
        named(a.column) - named(b.column) ||
        b.score - a.score,
    )[0]?.column
}

/** The columns meant as numbers; several when the words fit several equally, as "temperature" does temp_1, temp_2. */
export function asMeasures(mention: Mention): Column[] {
  if (mention.kind !== 'column') return []
  const numbers = mention.candidates.filter(candidate => candidate.column.role === 'measure')
  const [best] = numbers
  if (!best || best.score < (mention.candidates[0]?.score ?? 0) * 0.72) return []
  return numbers.filter(candidate => candidate.score >= best.score - 0.02).map(candidate => candidate.column)
}

/** The number a table is mostly about, for questions that name none. */
export function mainMeasure(table: Table): Column | undefined {
  const numbers = table.columns.filter(column => column.role === 'measure')
  const order = [
    'revenue',
    'sales',
    'turnover',
    'umsatz',
    'amount',
    'betrag',
    'total',
    'profit',
    'value',
    'salary',
    'price',
    'quantity',
    'population',
    'score',
    'rating',
  ]
  for (const word of order) {
    const found = numbers.find(column => column.words.includes(word) && !column.words.includes('id'))
    if (found) return found
  }
  return numbers.find(column => column.additive) ?? numbers[0]
}

const overlaps = (token: Token, ranges: [number, number][]) =>
  ranges.some(([from, to]) => token.start < to && from < token.end)

export function readParts(question: string, table: Table, cues: Cues): Parts {
  const tokens = tokenize(question)
  const block = (ranges: [number, number][]) =>
    new Set(tokens.flatMap((token, at) => (overlaps(token, ranges) ? [at] : [])))
  const first = scan(tokens, table, block(cues.taken))
  const { conditions: times, spans } = timeConditions(question, table, first)
  const ranges: [number, number][] = [...cues.taken, ...spans.map((span): [number, number] => [span.start, span.end])]
  const mentions = withoutModifiers(scan(tokens, table, block(ranges)))
  const reading = {
    question,
    tokens,
    mentions,
    table,
    cues: { ...cues, taken: ranges },
    mainMeasure: () => mainMeasure(table),
  }
  const rows = rowConditions(reading)
  const free = mentions.filter(mention => mention.kind === 'column' && !rows.used.has(mention))
  const parts: Parts = {
    measures: [],
    groups: [],
    targets: [],
    conditions: [...rows.conditions.filter(each => !saysBoth(each)), ...times],
    ranked: false,
    assumptions: rows.assumptions,
    mentions,
    tokens,
    unknown: unknownWords(tokens, mentions, ranges),
    unused: [],
    ...(rows.several ? { several: rows.several } : {}),
  }
  parts.unused = unusedIn(reading, parts)
  add(parts.groups, ...rows.conditions.filter(saysBoth).map(({ column }) => column))
  const time = timeColumn(table, mentions)
  if (time) parts.time = time
  if (cues.frequency) parts.frequency = cues.frequency
  const groupMentions = new Set<Mention>()
  for (const mention of free) {
    if (isRows(mention, tokens)) {
      parts.counted = true
      continue
    }
    if (isOrder(mention, tokens)) parts.unknown.push(tokens[mention.at]?.text ?? '')
    else place(mention, { parts, tokens, groupMentions, cues })
  }
  if (cues.order !== undefined) whoIsRanked(question, { table, cues }, parts)
  parts.measures = combinedIn(parts, tokens)
  parts.measures = narrowedByYear(parts.measures, table, tokens)
  const meant = cues.order && parts.measures.length === 0 ? adjectiveColumn(question, table) : undefined
  if (meant) parts.measures = [meant]
  parts.groups = [...new Set(parts.groups.map(column => (parts.ranked ? nameOf(column, table) : column)))]
  return parts
}

/** "Insured vs uninsured": no row is left out, and the two are told apart. */
const saysBoth = (condition: Condition): condition is Extract<Condition, { kind: 'equals' }> =>
  condition.kind === 'equals' &&
  !condition.not &&
  condition.values.length === 2 &&
  yesOf(condition.column) !== undefined

/** "Product category": of whose category, and no second group beside it. */
function withoutModifiers(mentions: Mention[]): Mention[] {
  const isOf = (mention: Mention, next: Mention | undefined): boolean =>
    mention.kind === 'column' &&
    next?.kind === 'column' &&
    next.at === mention.to &&
    (mention.candidates[0]?.score ?? 0) < 0.9 &&
    (next.candidates[0]?.score ?? 0) > 0.99 &&
    next.candidates[0]?.column.role === 'category'
  return mentions.filter((mention, place) => !isOf(mention, mentions[place + 1]))
}

const BETWEEN: Record<string, '+' | '-'> = {
  minus: '-',
  less: '-',
  '-': '-',
  plus: '+',
  '+': '+',
  moins: '-',
  menos: '-',
}

/** "Total revenue minus total cost": one number of the two. */
function combinedIn({ mentions, measures }: Parts, tokens: Token[]): Column[] {
  for (const [index, mention] of mentions.entries()) {
    const next = mentions[index + 1]
    const [left, right] = [asMeasures(mention)[0], next && asMeasures(next)[0]]
    if (!next || !left || !right || left === right) continue
    const between = tokens.slice(mention.to, next.at).map(token => token.lower)
    const op = BETWEEN[between[0] ?? '']
    const plain = between.slice(1).every(word => /^(?:the|total|sum|of|gesamt\w*)$/.test(word))
    if (op && plain && !left.formula && !right.formula)
      return [...measures.filter(column => column !== left && column !== right), combined(left, op, right)]
  }
  return measures
}

const HAPPENS =
  /^(?:events|tickets|incidents|visits|calls|sessions|transactions|logs|requests|cases|accidents|messages|emails|bookings|reservations|complaints|alerts|errors)$/
const AT_TIMES = /^(?:hour|day|week|month|quarter|year|date|weekday)$/

/** "Events per month", of a column event: how many rows, and not each event apart. */
const isRows = (mention: Mention, tokens: Token[]): boolean =>
  mention.to === mention.at + 1 &&
  HAPPENS.test(tokens[mention.at]?.lower ?? '') &&
  /^(?:per|by|each|every)$/.test(tokens[mention.to]?.lower ?? '') &&
  AT_TIMES.test(tokens[mention.to + 1]?.lower ?? '') &&
  asGroup(mention)?.role === 'category' &&
  asMeasures(mention).length === 0

/** "Best mark", "per region": the words right before a column that is named; empty where it is not named. */
export function wordsBefore({ tokens, mentions }: Parts, column: Column): string[] {
  const mention = mentions.find(
    each => each.kind === 'column' && each.candidates.some(candidate => candidate.column === column),
  )
  return tokens.slice(0, mention?.at ?? 0).map(({ lower }) => lower)
}

type Placing = { parts: Parts; tokens: Token[]; groupMentions: Set<Mention>; cues: Cues }

function wordBefore(tokens: Token[], at: number): string {
  let place = at - 1
  while (place > 0 && PASS.test(tokens[place]?.lower ?? '') && !STRONG_BY.test(tokens[place]?.lower ?? '')) place -= 1
  return tokens[place]?.lower ?? ''
}

const SORTS = /^(sort|sorted|order|ordered|rank|ranked|ranking|sortiert)$/
const RANKED =
  /^(which|what|top|bottom|best|worst|who|welche[rs]?|selling|\d+|five|ten|three|expensive|common|frequent|popular|profitable|many)$/

const add = (list: Column[], ...columns: Column[]): void =>
  void list.push(...columns.filter(column => !list.includes(column)))

/** Behind "by", "per", "each" …, or in a list that began so. */
function isGrouping(mention: Mention, { tokens, groupMentions }: Placing): boolean {
  const near = tokens[mention.at - 1]?.lower ?? ''
  const next = [...groupMentions].some(
    other => other.to === mention.at || (other.to === mention.at - 1 && /^(and|und|x|&)$/.test(near)),
  )
  return (
    next ||
    STRONG_BY.test(wordBefore(tokens, mention.at)) ||
    (tokens[mention.at - 2]?.lower === 'in' && near === 'each')
  )
}

/** "sort by revenue" and "top 5 products by revenue" name a number, not a group. */
function groupsBy(mention: Mention, group: Column, placing: Placing): boolean {
  const { tokens, cues } = placing
  const sorts = SORTS.test(tokens[mention.at - 2]?.lower ?? '') && !STRONG_BY.test(tokens[mention.at - 3]?.lower ?? '')
  if (!isGrouping(mention, placing) || sorts) return false
  const exact = mention.kind === 'column' && (mention.candidates[0]?.score ?? 0) > 0.9
  return group.role !== 'measure' || (exact && cues.order === undefined && group.distinct <= 20)
}

/** "for all countries" leaves nothing out and parts nothing. */
const isEverything = (mention: Mention, tokens: Token[]): boolean =>
  /^(all|alle)$/.test(tokens[mention.at - 1]?.lower ?? '') &&
  /^(for|of|over|in|from|für)$/.test(tokens[mention.at - 2]?.lower ?? '')

const eachOf = (mention: Mention, tokens: Token[], group: Column): Column | undefined =>
  /^(?:each|every|jede[rnms]?)$/.test(tokens[mention.at - 1]?.lower ?? '') ? group : undefined

/** "Orders", in a table that knows but their dates: the rows, and not when they were. */
const isOrder = (mention: Mention, tokens: Token[]): boolean =>
  mention.to === mention.at + 1 &&
  conceptsOf(stem(tokens[mention.at]?.lower ?? '')).includes('order') &&
  asGroup(mention)?.role === 'time' &&
  asMeasures(mention).length === 0

function place(mention: Mention, placing: Placing): void {
  const { parts, tokens, groupMentions, cues } = placing
  const before = wordBefore(tokens, mention.at)
  const measures = asMeasures(mention)
  const group = asGroup(mention)
  if (group && groupsBy(mention, group, placing)) {
    groupMentions.add(mention)
    parts.each = eachOf(mention, tokens, group) ?? parts.each
    add(parts.groups, group)
  } else if (group && group.role !== 'measure' && cues.order !== undefined && RANKED.test(before)) {
    if (before !== 'many') parts.ranked = true
    groupMentions.add(mention)
    add(parts.groups, group)
  } else if (measures.length > 0) add(parts.measures, ...measures)
  else if (group?.role === 'time') parts.time = group
  else if (group && !isEverything(mention, tokens)) add(parts.targets, group)
}

/** In a table with a column for each year (gdp_1952 … gdp_2007) a year names a column. */
function narrowedByYear(measures: Column[], table: Table, tokens: Token[]): Column[] {
  const years = tokens.filter(token => /^(?:1[5-9]|20|21)\d{2}$/.test(token.text)).map(token => token.text)
  const ofYears = (columns: Column[]) => columns.filter(column => column.words.some(word => years.includes(word)))
  if (years.length === 0 || table.columns.some(column => column.role === 'time')) return measures
  const narrowed = ofYears(measures)
  if (narrowed.length > 0 || measures.length > 0) return narrowed.length > 0 ? narrowed : measures
  return ofYears(table.columns.filter(column => column.role === 'measure')).slice(0, 3)
}

/** An id that is one a row gives way to the name that stands beside it. */
export function nameOf(column: Column, table: Table): Column {
  if (column.role !== 'id' || column.distinct < table.rows * 0.99) return column
  const name = table.columns.find(
    other => other.role !== 'measure' && other.words.includes('name') && other.distinct >= column.distinct * 0.8,
  )
  return name ?? column
}

/** "Who earns the most": people are the rows' names, else their ids. */
function whoIsRanked(question: string, { table, cues }: { table: Table; cues: Cues }, parts: Parts): void {
  if (
    !/\b(?:who|wer|whose|students?|pupils?|employees?|people|persons?|players?|schüler)\b/i.test(question) ||
    parts.groups.length > 0
  )
    return
  // A mean is of all the rows of someone; the best of the rows is told with whose it is.
  const several = cues.aggregate === 'mean' || cues.aggregate === 'sum' ? ['student', 'pupil', 'player'] : []
  const people = ['employee', 'customer', 'name', 'title', ...several]
  const stands = (column: Column) =>
    column.words.some(word => people.includes(word) || conceptsOf(stem(word)).some(concept => people.includes(concept)))
  const named = table.columns.filter(column => ['category', 'text', 'id'].includes(column.role) && stands(column))
  const who =
    named.find(column => column.words.includes('name')) ?? named.find(column => column.role !== 'id') ?? named[0]
  if (who) {
    parts.groups = [who]
    parts.ranked = true
  }
}
