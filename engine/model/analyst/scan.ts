/** Finds the columns and the values of a table that a question mentions. */
import { sideOf } from './flags.ts'
import { shortValue } from './short-values.ts'
import { conceptsOf, sameConcept } from './synonyms.ts'
import type { Column, Table } from './table.ts'
import { nearlySame, stem, type Token } from './words.ts'

export type Candidate = { column: Column; score: number }
export type Mention =
  | { kind: 'column'; at: number; to: number; candidates: Candidate[] }
  | { kind: 'value'; at: number; to: number; column: Column; value: string }

/** Words that say what to do; they name a column only when they are the column's whole name. */
export const RESERVED = new Set(
  (
    'show give list tell me what which who how many much top bottom best worst highest lowest average mean median sum total count number min max minimum maximum ' +
    'by per each over time trend monthly weekly daily yearly quarterly hourly chart plot graph bar line pie histogram scatter table save export excel csv pdf word report ' +
    'create make generate missing outlier correlation distribution compare comparison between and or with without where row rows column columns data file dataset analysis analyze analyse ' +
    'first last new most least more less than above below under the a an of in on for from to is are was were be has have do does did can could please it this that these those them ' +
    'all any every only just now also then as at not no yes if my our your its their there value values result document sheet spreadsheet summary summarize overview describe ' +
    'change fix update modify add edit remove delete title color colour red green blue orange purple color name names group grouped share percentage percent growth rate rank ranking ' +
    'development evolution increase decrease rise fall high low long short big small large great good bad different unique distinct find get compute calculate visualize ' +
    'visualise draw see look relationship relation vs versus against per across unter über alle zeige zeig mir die der das den dem ein eine nach pro je und oder mit ohne im von für auf ' +
    'week weeks hour hours minute minutes quarter quarters day days month months year years ' +
    'durchschnitt summe durchschnittlich wie viele anzahl mittelwert gesamt insgesamt since until before after during within most every page pages text information info'
  ).split(' '),
)

/** Parts of a column's name that say little about what it holds. */
const LIGHT = new Set([
  'id',
  'name',
  'code',
  'no',
  'nr',
  'number',
  'num',
  'date',
  'at',
  'value',
  'total',
  'avg',
  'usd',
  'eur',
  'gbp',
  'kg',
  'pct',
  'of',
  'the',
  'in',
  'per',
  'unit',
  'num',
  'timestamp',
  'time',
  'm',
  's',
  'c',
  'f',
  'level',
])

const weight = (word: string) => (LIGHT.has(word) || /^\d+$/.test(word) ? 0.35 : 1)

/** closing, closed, close; abandonment and abandoned stay apart. */
const root = (word: string): string => word.replace(/(?:ing|ed|es|e)$/, '')

/** 0 … 1: how well a word stands for a word of a name; up to 0.7 it is but spelt alike. */
export function likeness(asked: string, named: string): number {
  if (asked === named) return 1
  if (/^\d+$/.test(asked) || /^\d+$/.test(named)) return 0
  if (sameConcept(asked, named)) return 0.85
  if (root(asked).length >= 4 && root(asked) === root(named)) return 0.8
  if (named.length >= 3 && asked.length >= named.length + 2 && asked.startsWith(named)) return 0.75
  if (asked.length >= 4 && named.length >= asked.length + 2 && named.startsWith(asked)) return 0.75
  return nearlySame(asked, named) ? 0.7 : 0
}

/** By the words of a column's name, which live as long as its table, and a word asked: each is asked in many runs of words. */
const qualities = new WeakMap<string[], Map<string, number[]>>()

/** How well the word stands for each word of the name. */
function qualitiesOf(asked: string, named: string[]): number[] {
  const known = qualities.get(named) ?? new Map<string, number[]>()
  qualities.set(named, known)
  const found = known.get(asked) ?? named.map(part => likeness(asked, part))
  known.set(asked, found)
  return found
}

/** Groups of things, which German writes as one word. */
const GROUPS: Record<string, string> = {
  warengruppe: 'productgroup',
  produktgruppe: 'productgroup',
  artikelgruppe: 'productgroup',
  kundengruppe: 'customergroup',
  altersgruppe: 'agegroup',
}

const plainOf = (joined: string): string => GROUPS[joined] ?? GROUPS[joined.replace(/n$/, '')] ?? joined

/**
 * "gdp per capita" and gdpPercap, "life expectancy" and lifeExp: the same letters, or one the other's beginning. The name has to end within the
 * last word asked: "ship mode is air" is more than ship_mode.
 */
function joinedScore(asked: string[], named: string[]): number {
  const [one, other] = [plainOf(asked.join('')), plainOf(named.join(''))]
  if (one === other) return 1
  if ((named.length < 2 && asked.length < 2) || other.length < 5 || asked[0] === other) return 0
  return (one.startsWith(other) &&
    one.length - (asked.at(-1)?.length ?? 0) < other.length &&
    one.length < other.length * 2.2) ||
    nearlySame(one, other)
    ? 0.85
    : 0
}

/** 0 … 1: how well a run of words names a column. Each word asked has to stand for a word of the name. */
export function matchScore(asked: string[], column: Column): number {
  const named = column.words
  if (named.length === 0 || asked.length === 0) return 0
  const joined = joinedScore(asked, named)
  if (joined === 1) return 1
  const used = new Map<number, number>()
  for (const word of asked) {
    const left = qualitiesOf(word, named).map((one, index) => (used.has(index) ? 0 : one))
    const best = Math.max(...left)
    if (best === 0) return joined
    used.set(left.indexOf(best), best)
  }
  const total = (words: string[]) => words.reduce((sum, word) => sum + weight(word), 0)
  const covered = total(named.filter((_, index) => used.has(index)))
  const fit = [...used.values()].reduce((sum, one) => sum + one, 0) / asked.length
  return Math.max(joined, (covered / total(named)) * fit)
}

/** The best columns for a run of words, those that fit about equally well together. */
export function columnsFor(asked: string[], columns: Column[]): Candidate[] {
  const scored = columns
    .map(column => ({ column, score: matchScore(asked, column) }))
    .filter(candidate => candidate.score >= 0.3)
    .sort((a, b) => b.score - a.score)
  const best = scored[0]?.score ?? 0
  return scored.filter(candidate => candidate.score >= best * 0.72).slice(0, 12)
}

const FILLER = new Set(['of', 'the', 'a', 'der', 'des', 'die', 'das'])
const VALUE_CUE =
  /^(in|for|from|only|of|is|are|equals|=|==|like|named|called|with|für|aus|nur|vs|versus|and|or|not|except|excluding|without|!=|to|than)$/

/** "Which station", "per station": the column, though one of its values is called Station. */
const ASKS_FOR = /^(?:which|what|per|each|every|same|welche[rsnm]?|je|pro|jede[rsnm]?)$/

function windowWords(tokens: Token[]): string[] {
  return tokens
    .flatMap(token => token.parts.map(part => stem(part)))
    .filter((word, _index, all) => all.length === 1 || !FILLER.has(word))
}

const isCommand = (token: Token | undefined): boolean => token?.kind === 'word' && RESERVED.has(token.lower)

/** A column called exactly so. One letter that is a word of its own ("a", "I") does not count. */
function exactColumns(tokens: Token[], columns: Column[]): Candidate[] {
  const [only] = tokens
  if (tokens.length === 1 && only && only.lower.length <= 2 && !only.capital && isCommand(only)) return []
  const called = tokens.map(token => token.lower).join(' ')
  return columns.filter(column => column.name.trim().toLowerCase() === called).map(column => ({ column, score: 1.01 }))
}

/** Quoted, or "A" within a sentence: what may be called so is. */
function namedAlone([first, ...more]: Token[], columns: Column[]): Candidate[] {
  const isName = first && more.length === 0 && (first.kind === 'quoted' || (first.capital && first.start > 0))
  return isName ? exactColumns([first], columns) : []
}

function columnMention(tokens: Token[], columns: Column[]): Candidate[] {
  const [first, last] = [tokens[0], tokens.at(-1)]
  if (!first || !last || tokens.some(token => token.kind === 'symbol')) return []
  const named = namedAlone(tokens, columns)
  if (named.length > 0) return named
  if (FILLER.has(first.lower) || FILLER.has(last.lower)) return []
  const exact = exactColumns(tokens, columns)
  if (exact.length > 0) return exact
  if (tokens.every(token => token.kind === 'number')) return []
  const words = windowWords(tokens)
  if (tokens.length === 1 && isCommand(first)) {
    return columns
      .filter(column => column.words.length === 1 && column.words[0] === words[0])
      .map(column => ({ column, score: 1 }))
  }
  const stranger = (token: Token) =>
    isCommand(token) &&
    conceptsOf(stem(token.lower)).length === 0 &&
    !columns.some(column => column.words.includes(stem(token.lower)))
  if (tokens.some(stranger)) return []
  const found = columnsFor(words, columns)
  // A window that begins or ends in a word of command is that much too long, unless the column is called just so.
  return isCommand(first) || isCommand(last) ? found.filter(candidate => candidate.score > 0.95) : found
}

/** Whether a run of words may be a value at all. */
function mayBeValue(tokens: Token[]): boolean {
  const [only] = tokens
  if (!only || [only, tokens.at(-1)].some(token => token?.kind === 'symbol')) return false
  if (tokens.some(token => token.kind === 'symbol' && !/^[/-]$/.test(token.text))) return false
  if (tokens.length > 1 || only.kind === 'quoted') return true
  return only.kind !== 'number' && only.lower.length >= 2 && !(isCommand(only) && !only.capital)
}

/** The same word in singular or plural. */
const sameValue = (lower: string, asked: string): boolean => lower.length >= 3 && stem(lower) === stem(asked)

/** Other words for values that tables hold in one spelling. */
const VALUE_WORDS: Record<string, RegExp> = {
  woman: /^(female|f|w|weiblich|frau|women|woman)$/,
  female: /^(f|w|weiblich|frau|women|woman)$/,
  frau: /^(female|f|w|weiblich|frauen)$/,
  frauen: /^(female|f|w|weiblich|frau)$/,
  man: /^(male|m|männlich|mann|men|man)$/,
  male: /^(m|männlich|mann|men|man)$/,
  norden: /^(nord|north|n)$/,
  süden: /^(süd|sued|south|s)$/,
  osten: /^(ost|east|o|e)$/,
  westen: /^(west|w)$/,
  northern: /^(north|nord)$/,
  southern: /^(south|süd)$/,
  eastern: /^(east|ost)$/,
  western: /^west$/,
  männer: /^(male|m|männlich|mann)$/,
}

/** "web-1", "/login", "Wi-Fi": told apart by letters and digits alone. */
const SIGNS = /[^\p{L}\d\s]/u
const bare = (text: string): string => text.replace(/[^\p{L}\d]+/gu, '')

/** "Weber", where one value alone is "Dr. Weber". */
function partOfValue(
  { lower, capital, start }: Token,
  columns: Column[],
): { column: Column; value: string } | undefined {
  if (!capital || start === 0 || lower.length < 3 || conceptsOf(stem(lower)).length > 0) return undefined
  const values = columns
    .filter(({ role, distinct, top }) => role === 'category' && distinct <= top.length)
    .flatMap(column => column.top.map(value => ({ column, value })))
    .filter(({ value }) =>
      value
        .toLowerCase()
        .split(/[^\p{L}\d]+/u)
        .includes(lower),
    )
  return values.length === 1 ? values[0] : undefined
}

function valueMention(tokens: Token[], columns: Column[]): { column: Column; value: string } | undefined {
  const [only] = tokens
  if (!only || !mayBeValue(tokens)) return undefined
  const asked = tokens.map(token => token.lower).join(' ')
  const values = columns
    .filter(column => column.role !== 'measure' || column.convert !== undefined)
    .flatMap(column => column.top.map(value => ({ column, value, lower: value.toLowerCase().trim() })))
  const letters = bare(asked)
  const exact =
    values.find(({ lower }) => lower === asked) ??
    values.find(({ lower }) => letters.length >= 3 && SIGNS.test(lower) && bare(lower) === letters)
  if (exact || tokens.length > 1) return exact
  const other = VALUE_WORDS[stem(asked)]
  return (
    values.find(
      ({ column, lower }) => column.role === 'category' && (sameValue(lower, asked) || other?.test(lower) === true),
    ) ?? partOfValue(only, columns)
  )
}

/** "Failed", of a column ok; where another column bears the word, that is meant. */
function sideMention(tokens: Token[], [best]: Candidate[], columns: Column[]): ReturnType<typeof valueMention> {
  const [only] = tokens
  if (!only || tokens.length > 1 || only.kind !== 'word' || !mayBeValue(tokens)) return undefined
  const side = sideOf(only.lower, columns)
  return best && best.score >= 0.5 && best.column !== side?.column ? undefined : side
}

/** All mentions, left to right, longest first; `blocked` tokens (keywords already understood) are left alone. */
export function scan(tokens: Token[], table: Table, blocked: ReadonlySet<number> = new Set()): Mention[] {
  const mentions: Mention[] = []
  let index = 0
  while (index < tokens.length) {
    const world = { table, blocked, before: mentions }
    const found = blocked.has(index)
      ? undefined
      : (pinnedAt(tokens, index, mentions.at(-1)) ?? saidToBe(tokens, index, table) ?? mentionAt(tokens, index, world))
    if (found && !isAfterthought(found, mentions.at(-1))) mentions.push(found)
    index = found ? found.to : index + 1
  }
  return mentions
}

const IS = /^(?:is|are|was|were|=|==|equals|ist|est|es)$/

/** "Colour is red", "grade A": what stands there is a value of that very column, also where the word says something else in other places. */
function pinnedAt(tokens: Token[], at: number, before: Mention | undefined): Mention | undefined {
  if (before?.kind !== 'column') return undefined
  const link = tokens.slice(before.to, at).map(({ lower }) => lower)
  const [is, ...more] = link
  const token = tokens[at]
  if (!token || more.length > 1 || (more[0] ?? 'not') !== 'not') return undefined
  if (is === undefined ? !token.capital && at < tokens.length - 1 : !IS.test(is)) return undefined
  for (const { column, score } of before.candidates) {
    const value = column.top.find(each =>
      // Without a word between them they have to be spelt alike: "class B", "with the tag new".
      is === undefined ? each.trim() === token.text : each.trim().toLowerCase() === token.lower,
    )
    if (score > 0.7 && value !== undefined && column.role !== 'measure')
      return { kind: 'value', at, to: at + 1, column, value }
  }
  return undefined
}

const COLOUR = /^(?:red|green|blue|orange|purple)$/
const ABOUT_LOOKS = /^(?:colou?r(?:ed|s)?|make|bars?|lines?|charts?|plot|draw|change|paint|in|farbe|mach\w*)$/

/** "How many are red", "new ones": words of command, but what a category of the table holds. */
function saidToBe(tokens: Token[], at: number, { columns }: Table): Mention | undefined {
  const token = tokens[at]
  if (!token || !isCommand(token) || token.capital) return undefined
  const isColour = COLOUR.test(token.lower) && !tokens.some(({ lower }) => ABOUT_LOOKS.test(lower))
  const isLast = IS.test(tokens[at - 1]?.lower ?? '') && tokens.slice(at + 1).every(({ kind }) => kind === 'symbol')
  if (!isColour && !isLast && tokens[at + 1]?.lower !== 'ones') return undefined
  for (const column of columns) {
    const value = column.role === 'category' && column.top.find(each => each.trim().toLowerCase() === token.lower)
    if (value) return { kind: 'value', at, to: at + 1, column, value }
  }
  return undefined
}

/** "life expectancy score": the last word belongs to the name before it, and does not name another column. */
function isAfterthought(mention: Mention, before: Mention | undefined): boolean {
  if (mention.kind !== 'column' || before?.kind !== 'column' || before.to !== mention.at) return false
  return (mention.candidates[0]?.score ?? 0) < 0.6 && (before.candidates[0]?.score ?? 0) >= 0.6
}

type World = { table: Table; blocked: ReadonlySet<number>; before: Mention[] }

function mentionAt(tokens: Token[], at: number, world: World): Mention | undefined {
  const long = longestAt(tokens, at, world)
  if (long && (long.kind === 'value' || long.to > at + 1)) return long
  const value = shortValue(tokens, at, { before: world.before, columns: world.table.columns })
  return value ? { kind: 'value', at, to: at + 1, ...value } : long
}

/** Whether a run of words is a value, and not the column that it fits so well. */
function isRather(score: number, before: Token | undefined): boolean {
  const word = before?.lower ?? ''
  if (score > 0 && ASKS_FOR.test(word)) return false
  return score < 0.9 || (VALUE_CUE.test(word) && score < 1.005)
}

function longestAt(tokens: Token[], at: number, world: World): Mention | undefined {
  const { table, blocked } = world
  let best: { mention: Mention; score: number } | undefined
  for (let length = Math.min(6, tokens.length - at); length >= 1; length--) {
    const to = at + length
    if (Array.from({ length }, (_, i) => at + i).some(i => blocked.has(i))) continue
    const part = tokens.slice(at, to)
    const candidates = columnMention(part, table.columns)
    const score = candidates[0]?.score ?? 0
    const value = valueMention(part, table.columns) ?? sideMention(part, candidates, table.columns)
    if (value && isRather(score, tokens[at - 1])) return { kind: 'value', at, to, ...value }
    // A longer run must not be a worse fit than a shorter one inside it.
    if (score > (best?.score ?? 0) + (best ? 0.15 : 0))
      best = { mention: { kind: 'column', at, to, candidates }, score }
  }
  return best?.mention
}
