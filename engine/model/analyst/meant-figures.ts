/** Questions that name no number and mean one all the same: what sold best, a total of many marks, what came back, what is missing. */
import type { Reading } from './build-request.ts'
import { computed } from './derived-columns.ts'
import { isCountOfFlag } from './flag-rate.ts'
import { ofLoss } from './lost-to-discounts.ts'
import { ofDates } from './numbers-of-dates.ts'
import { list } from './python.ts'
import { sentence } from './say/say.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Column, type Table } from './table.ts'
import { split, stem } from './words.ts'

/** Several numbers would do, or none: the columns that were heard, or may be meant. */
type Unclear = { heard: Column[]; unknown?: string[] }
/** Undefined of any other question. */
type Meaning = (question: string, reading: Reading) => Reading | Unclear | undefined

const MEANINGS: Meaning[] = [ofLoss, ofDates, ofValues, ofNote, ofDifference, ofSold, ofMarks, ofGaps, ofReturns]

/** The reading with the number that is meant. */
export function withMeant(question: string, reading: Reading): Reading | Unclear {
  for (const meaning of MEANINGS) {
    const found = meaning(question, reading)
    if (found !== undefined) return found
  }
  return reading
}

const has = ({ words }: Column, pattern: RegExp): boolean => words.some(word => pattern.test(word))

/** Whole numbers from one to the last row, in the first column, number the rows; marks may run so by chance. */
const isRowNumber = (column: Column, { columns, rows }: Table): boolean =>
  column === columns[0] &&
  column.type === 'integer' &&
  column.distinct === rows &&
  Number(column.max) - Number(column.min) === rows - 1 &&
  Number(column.min) <= 1

const numbersOf = ({ table }: Reading): Column[] =>
  stored(table).filter(column => column.role === 'measure' && !column.repeated && !isRowNumber(column, table))

/** What these words said is understood now. */
function heardAs(reading: Reading, pattern: RegExp): Reading['parts'] {
  const isOpen = (word: string): boolean => !pattern.test(word)
  const { parts } = reading
  return { ...parts, unknown: parts.unknown.filter(isOpen), unused: parts.unused.filter(isOpen) }
}

const VALUES_OF = /\b(?:different|distinct|unique) values (?:of|in)(?: the)?\s+\S/i

/** "How many different values of active are there": of a flag or a date too, which elsewhere limit or order the rows. */
function ofValues(question: string, reading: Reading): ReturnType<Meaning> {
  const said = VALUES_OF.exec(question)
  const { aggregate, order: _most, limit: _top, ...cues } = reading.cues
  if (!said || aggregate !== 'distinct') return undefined
  const { parts } = reading
  const start = said.index + said[0].length - 1
  const mention = parts.mentions.find(each => each.kind === 'column' && parts.tokens[each.at]?.start === start)
  const column = mention?.kind === 'column' ? mention.candidates[0]?.column : undefined
  if (!column) return undefined
  const isOther = (each: Column): boolean => each !== column
  const conditions = parts.conditions.filter(each => !('column' in each) || isOther(each.column))
  const meant = { measures: [], targets: [column], groups: parts.groups.filter(isOther), conditions }
  return { ...reading, cues: { ...cues, aggregate }, parts: { ...parts, ...meant } }
}

const NOTE = /^(?:note|schulnote|zensur|zeugnisnote)$/
const BEST = /\b(?:best|top|worst|beste[nrsm]?|schlechteste[nrsm]?|better|worse|besser\w*|schlechter\w*)\b/i

/** "The best Note", on the scale from 1 to 6 of German schools: the lowest number. */
function ofNote(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues } = reading
  const [mark, ...more] = parts.measures
  const isNote = mark && has(mark, NOTE) && Number(mark.min) >= 0.7 && Number(mark.max) <= 6 && Number(mark.max) > 1
  if (!isNote || more.length > 0 || !BEST.test(question) || cues.order === undefined) return undefined
  const assumptions = [...parts.assumptions, sentence(cues.language, 'assume.note', { column: mark.name })]
  return {
    ...reading,
    cues: { ...cues, order: cues.order === 'most' ? 'least' : 'most' },
    parts: { ...parts, assumptions },
  }
}

const MONEY = /^(?:revenue|sales|sale|turnover|umsatz|amount|betrag|total|subtotal|salary)$/

/** "Is there a difference between control and treated": in the one number there is. */
function ofDifference(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues } = reading
  const between = parts.conditions.find(each => each.kind === 'equals' && !each.not && each.values.length > 1)
  if (!/\b(?:differences?|differ|unterschied\w*)\b/i.test(question) || !between) return undefined
  if (parts.measures.length > 0 || cues.aggregate !== undefined || cues.action !== undefined) return undefined
  const numbers = numbersOf(reading)
  const [measure] = numbers.length > 1 ? numbers.filter(column => has(column, MONEY)) : numbers
  if (measure) return { ...reading, parts: { ...parts, measures: [measure] } }
  return between.kind === 'equals' ? { heard: [between.column, ...numbers] } : undefined
}

const SOLD = /\b(?:sold|sells?|selling|best-?sellers?|verkauft\w*)\b/i
const SALES = /^(?:revenue|sales|sale|turnover|umsatz|amount|betrag|total|subtotal)$/
const QUANTITY = /^(?:quantity|qty|unit|piece|sold|volume|menge|anzahl|stück)$/

/** "Which product sold best" is never the one with the highest price. */
function ofSold(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues, table } = reading
  if (!SOLD.test(question) || cues.order === undefined || cues.byDate !== undefined) return undefined
  if (parts.measures.length > 0 || cues.aggregate !== undefined) return undefined
  const numbers = table.columns.filter(column => column.role === 'measure' && !column.repeated)
  const isPrice = (column: Column): boolean => has(column, /^(?:price|preis|cost)$/)
  const sums = numbers.filter(column => has(column, SALES) && !isPrice(column))
  const units = numbers.filter(column => has(column, QUANTITY) && !isPrice(column))
  const [measure] = [...sums.filter(column => !column.formula), ...units, ...sums]
  if (measure) return { ...reading, parts: { ...parts, measures: [measure] } }
  return table.columns.some(isPrice) ? { heard: parts.groups } : undefined
}

const MARK = /^(?:marks?|scores?|grades?|points?|results?|noten?|punkte?)$/i

/** Numbers of one kind beside one another, as marks in each subject are: none says anything but itself, and all have one scale. */
function alikeIn(reading: Reading): Column[] {
  const plain = numbersOf(reading).filter(
    column => !column.additive && column.words.every(word => conceptsOf(word).every(concept => concept === 'rating')),
  )
  const tops = plain.map(({ max }) => Number(max))
  const isOneScale = Math.max(...tops) <= 2.5 * Math.min(...tops) && plain.every(({ min }) => Number(min) >= 0)
  return plain.length > 1 && isOneScale && new Set(plain.map(({ unit }) => unit)).size === 1 ? plain : []
}

type Over = 'total' | 'mean'

/** Whether all the numbers of a row are to be taken together, and no other task is set. */
function overAll(question: string, { parts, cues }: Reading): Over | undefined {
  if (cues.action !== undefined || cues.style.totalRow === true || cues.frequency !== undefined) return undefined
  if (parts.measures.length > 0 || cues.aggregate === 'count' || cues.aggregate === 'distinct') return undefined
  const isOfEach = cues.order !== undefined || parts.groups.length > 0
  if (/\b(?:totals?|sum|overall|altogether|gesamt\w*|insgesamt|summe)\b/i.test(question))
    return isOfEach || parts.targets.length === 0 ? 'total' : undefined
  return cues.aggregate === 'mean' && isOfEach ? 'mean' : undefined
}

/** "Rank the students by their total", and every subject has a column: all of them together, and never one alone. */
function ofMarks(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues, table } = reading
  const over = overAll(question, reading)
  const numbers = numbersOf(reading)
  if (!over || isCountOfFlag(cues, parts) || numbers.length < 2 || numbers.some(({ additive }) => additive))
    return undefined
  const file = split(table.file).map(stem)
  const isOpen = (word: string): boolean => !MARK.test(word) && !file.includes(stem(word.toLowerCase()))
  if (parts.unused.some(isOpen)) return undefined
  const alike = alikeIn(reading)
  const isUsual = numbers.some(column => has(column, MONEY)) || (over === 'mean' && cues.order === undefined)
  if (alike.length === 0) return isUsual ? undefined : { heard: [...parts.groups, ...numbers] }
  return {
    ...reading,
    cues: { ...cues, aggregate: cues.aggregate === 'mean' ? 'mean' : 'sum' },
    parts: { ...parts, measures: [together(alike, over)], unknown: parts.unknown.filter(isOpen), unused: [] },
  }
}

const columnsIn = (frame: string, columns: Column[]): string => `${frame}[${list(columns.map(({ name }) => name))}]`

function together(columns: Column[], how: Over): Column {
  const sum = columns.map(({ name }) => name).join(' + ')
  const code = (frame: string): string =>
    `${columnsIn(frame, columns)}.${how === 'mean' ? 'mean(axis=1)' : 'sum(axis=1, min_count=1)'}`
  const formula = how === 'mean' ? `(${sum}) / ${columns.length}` : sum
  const name = how === 'mean' ? 'overall average' : 'total'
  return computed(columns, {
    name,
    code,
    says: language => sentence(language, 'assume.computed', { formula: `${name} = ${formula}` }),
    additive: how === 'total',
  })
}

const CELLS = /^(?:readings?|values?|measurements?|entries|cells?|data|werte)$/i

/** "Which sensor has the most missing readings": the empty cells of each, and not of each column. */
function ofGaps(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues, table } = reading
  const groups = parts.groups.filter(({ role }) => role === 'category' || role === 'id')
  if (cues.action !== 'missing' || groups.length !== 1 || parts.groups.length > 1) return undefined
  if (/\b(?:fill|drop|remove|handle|impute|replace)\b/i.test(question)) return undefined
  if (parts.conditions.some(({ kind }) => kind === 'empty' || kind === 'present')) return undefined
  const others = stored(table).filter(column => !groups.includes(column) && column.role !== 'time')
  const readings = others.filter(({ role }) => role === 'measure')
  const isReading = /\b(?:readings?|measurements?)\b/i.test(question) && readings.length > 0
  const times = parts.mentions
    .flatMap(mention => (mention.kind === 'column' ? mention.candidates.slice(0, 1) : []))
    .flatMap(({ column }) => (column.role === 'time' ? [column] : []))
  const named = [...parts.measures, ...parts.targets, ...times].filter(column => !groups.includes(column))
  const columns = named.length > 0 ? named : isReading ? readings : others
  if (columns.every(({ missing }) => missing === 0) || columns.some(({ formula }) => formula)) return undefined
  const { action: _columns, ...asked } = cues
  const name = sentence(cues.language, 'missing.cells')
  const code = (frame: string): string =>
    `${columnsIn(frame, columns)}.apply(lambda cells: cells.isna() | cells.astype(str).str.strip().eq("")).sum(axis=1)`
  const formula = `${name}: ${columns.map(column => column.name).join(', ')}`
  const gaps = computed(columns, {
    name,
    code,
    says: language => sentence(language, 'assume.computed', { formula }),
    type: 'integer',
  })
  return {
    ...reading,
    cues: { ...asked, aggregate: 'sum' },
    parts: { ...heardAs(reading, CELLS), measures: [gaps], targets: [] },
  }
}

const RETURN = /^(?:returns?|returned|refunds?|refunded|retouren?|rückgaben?|rücksendungen?)$/i
const CANCELLED = /^(?:cancell?ed|storniert\w*)$/i
/** What may befall a row and is never what all the rows are, unless the table says so. */
const MISHAP = /^(?:complaints?|cancell?ations?|claims?|chargebacks?|defects?|reklamationen|beschwerden|stornos?)$/i

/** "How many returns did we have": the rows whose quantity is below zero, and never all of them. */
function ofReturns(question: string, reading: Reading): ReturnType<Meaning> {
  const { parts, cues, table } = reading
  const open = [...parts.unknown, ...parts.unused]
  const said = parts.tokens.filter(
    ({ text: word }) => RETURN.test(word) || CANCELLED.test(word) || (MISHAP.test(word) && open.includes(word)),
  )
  const isOfRows = cues.aggregate === 'count' && parts.measures.length === 0
  const file = split(table.file).map(stem)
  if (said.length === 0 || !isOfRows || parts.conditions.length > 0) return undefined
  const isHeard = (at: number): boolean => parts.mentions.some(mention => at >= mention.at && at < mention.to)
  if (said.some(token => isHeard(parts.tokens.indexOf(token)) || file.includes(stem(token.lower)))) return undefined
  const column = stored(table).find(each => each.role === 'measure' && has(each, QUANTITY) && Number(each.min) < 0)
  if (!column || !said.some(({ text: word }) => RETURN.test(word)) || /\breturn(?:s|ed)? on\b/i.test(question))
    return { heard: [], unknown: said.map(({ text: word }) => word) }
  return {
    ...reading,
    parts: {
      ...heardAs(reading, RETURN),
      targets: [],
      conditions: [{ kind: 'number', column, op: '<', value: 0 }],
    },
  }
}
