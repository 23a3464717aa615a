/** A file as the analyst thinks of it: columns with a part to play. Made from the profile alone. */
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'
import { elementsIn } from './list-cells.ts'
import { derivedColumns } from './derived-columns.ts'
import type { Language } from './say/say.ts'
import { addsUp, isStock } from './synonyms.ts'
import { frameNamed } from './taken-names.ts'
import { humanize, slug, split, stem } from './words.ts'

export type Role = 'time' | 'measure' | 'category' | 'id' | 'text'

export type Column = {
  name: string
  label: string
  unit?: string
  role: Role
  type: string
  distinct: number
  missing: number
  /** Stemmed words of the name. */
  words: string[]
  /** The most frequent values as text. */
  top: string[]
  min?: string | number | null
  max?: string | number | null
  /** Sum when nothing else is said; else mean. */
  additive: boolean
  /** Joined, and the same on each of several rows: never added up over them. */
  repeated?: boolean
  /** Of a moment: population, price. */
  stock: boolean
  /** A year as a whole number, such as 2007. */
  yearOnly?: boolean
  /** Text in the file that has to be read as a number or a date first. */
  convert?: 'number' | 'decimal comma' | 'duration' | 'date' | 'day first'
  /** A column the file does not have: the Python expression over the frame and how to say it. */
  formula?: { code: (frame: string) => string; says: (language: Language) => string; needs: Column[] }
  /** A part of a whole, in per cent: of groups it is that of their sums. */
  ratio?: { part: Column; whole: Column }
  /** More than one: amounts of different money stand in it. */
  currencies?: string[]
}

export type Table = {
  /** The file's name as uploaded; of a further sheet that and its own. */
  file: string
  /** The sheet of the workbook, or table of the database, where there are several. */
  sheet?: string
  path: string
  /** The ready path variable, if the kernel has one. */
  pathVariable?: string
  /** The DataFrame's variable. */
  frame: string
  format: string
  rows: number
  columns: Column[]
  profile: Profile
  /** How to read it, as the profile says; a Python expression. */
  readHint?: string
  generated: boolean
  /** Each pair of entity and time occurs once: a panel, as in country × year. */
  panel?: { entity: Column; time: Column }
  /** Columns of a second file, joined on a key that both have. */
  join?: { other: Table; left: Column; right: Column }
  /** Comes with the plotly package, not from a file. */
  builtIn?: boolean
}

const UNITS: Record<string, string> = {
  usd: 'USD',
  eur: 'EUR',
  gbp: 'GBP',
  chf: 'CHF',
  kg: 'kg',
  km: 'km',
  cm: 'cm',
  mm: 'mm',
  kwh: 'kWh',
  pct: '%',
  percent: '%',
  celsius: '°C',
  hpa: 'hPa',
  '€': 'EUR',
  $: 'USD',
  '%': '%',
  '°c': '°C',
}

function unitOf(name: string): { label: string; unit?: string } {
  const bracket = /^(.*?)\s*[([]([^)\]]{1,12})[)\]]\s*$/.exec(name)
  // "Rating (1-5)" and "Sales (2024)" tell a scale and a year, which no number is followed by.
  if (bracket?.[1] && bracket[2] && !/^\d/.test(bracket[2]))
    return { label: humanize(bracket[1]), unit: UNITS[bracket[2].toLowerCase()] ?? bracket[2] }
  const tail = /^(.*?)[_\s]([\p{L}%€$]{1,8})$/u.exec(name)
  const unit = tail?.[2] === undefined ? undefined : UNITS[tail[2].toLowerCase()]
  return unit && tail?.[1] ? { label: humanize(tail[1]), unit } : { label: humanize(name) }
}

const ID_WORD = new Set([
  'id',
  'uuid',
  'guid',
  'key',
  'nr',
  'no',
  'number',
  'code',
  'zip',
  'postcode',
  'plz',
  'phone',
  'ssn',
  'iban',
  'sku',
  'num',
])
const TIME_WORD = /^(date|datum|day|time|timestamp|datetime|zeit|month|monat|period|joined|hired|created|updated)$/
const DATE_TEXT =
  /^\d{4}-\d{1,2}(-\d{1,2})?([T ]\d{1,2}:\d{2}.*)?$|^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( \d{1,2}:\d{2}.*)?$|^[A-Z][a-z]{2,8} +\d{1,2},? +\d{4}( +\d{1,2}:\d{2}.*)?$|^\d{1,2} [A-Z][a-z]{2,8} \d{4}$|^[A-Z][a-z]{2,8} \d{4}$/
const MONEY = '(?:USD|EUR|GBP|CHF|JPY|INR|SEK|PLN|kr|zł|Rs)'
const NUMBER_TEXT = new RegExp(
  String.raw`^(?:${MONEY}\s?)?[^\p{L}\d]{0,3}-?\d{1,3}(?:[.,\s'’]?\d{3})*(?:[.,]\d+)?\s?[^\p{L}\d]{0,2}(?:\s?${MONEY})?$|^-?\d+(?:[.,]\d+)?$`,
  'iu',
)

const CURRENCY = /[$€£¥₹]|\b(?:USD|EUR|GBP|CHF|JPY|INR|SEK|PLN)\b/i

function currenciesIn(values: string[]): string[] {
  const found = values.map(value => CURRENCY.exec(value)?.[0].toUpperCase()).filter(one => one !== undefined)
  return [...new Set(found)]
}

/** 20240131: no quantity, whatever its type. */
const isCompactDate = (column: ColumnProfile, words: string[]): boolean =>
  column.type === 'integer' &&
  words.some(word => TIME_WORD.test(word)) &&
  Number(column.min) >= 15_000_101 &&
  Number(column.max) <= 23_001_231

/** 0:07:15: a stretch of time, counted in seconds. */
const DURATION_TEXT = /^\d{1,3}:\d{2}:\d{2}(?:\.\d+)?$/

const isYear = (column: ColumnProfile, words: string[]) =>
  column.type === 'integer' &&
  words.some(word => /^(year|yr|jahr|date|datum)$/.test(word)) &&
  Number(column.min) >= 1500 &&
  Number(column.max) <= 2300

function samplesOf(column: ColumnProfile, index: number, profile: Profile): string[] {
  const top = (column.top ?? []).map(entry => entry.value)
  const cells = (profile.head ?? []).map(row => row[index] ?? null)
  const head = column.type === 'list' ? cells.map(cell => JSON.stringify(cell)) : cells
  return [...top, ...head].filter(value => value !== null && value !== '').map(String)
}

function looksLikeId(column: ColumnProfile, words: string[], rows: number): boolean {
  const named = words.some(word => ID_WORD.has(word))
  const last = words.at(-1) ?? ''
  if (column.type === 'decimal') return false
  if (named && (ID_WORD.has(last) || words[0] === 'id'))
    return (
      column.type !== 'integer' || /^(id|uuid|key|code|zip|plz|nr|no|phone)$/.test(last) || column.distinct > rows * 0.9
    )
  return false
}

/** Bestellnr and Auftragsnummer: the thing, and that it is its number. */
function numbered(word: string): string[] {
  const thing = /^(\p{L}{3,}?)s?(?:nr|nummer)$/u.exec(word)?.[1]
  return thing === undefined ? [word] : [thing, 'nr']
}

/** Kinds of cells that play one part, whatever they are called. */
const PLAIN: Record<string, Role> = { boolean: 'category', list: 'category', object: 'text' }

const NUMBERED =
  /^(?:respondent|participant|patient|subject|person|visitor|guest|passenger|member|user|customer|client|employee|student|pupil|player|order|invoice|transaction|ticket|case|record|row|entry|trip|ride|visit|booking|teilnehmer|patientin|kunde|bestellung)$/

/** Patient 1, 2, 3 …: what numbers the rows and is called after what they are. */
const numbersRows = (column: ColumnProfile, words: string[], rows: number): boolean =>
  column.type === 'integer' &&
  words.length === 1 &&
  NUMBERED.test(words[0] ?? '') &&
  column.distinct === rows &&
  Number(column.max) - Number(column.min) === rows - 1

const isNumbered = (column: ColumnProfile, words: string[], rows: number): boolean =>
  looksLikeId(column, words, rows) || numbersRows(column, words, rows)

type Part = Pick<Column, 'role' | 'convert' | 'yearOnly' | 'unit'>

function roleOf(column: ColumnProfile, words: string[], samples: { values: string[]; rows: number }): Part {
  const { values, rows } = samples
  if (column.type === 'date' || column.type === 'datetime')
    return { role: 'time', convert: dayFirst(values) ? 'day first' : 'date' }
  if (isYear(column, words)) return { role: 'time', yearOnly: true }
  if (isNumbered(column, words, rows) || (rows > 20 && isCode(column, values, rows))) return { role: 'id' }
  if (isCompactDate(column, words)) return { role: 'id' }
  if (column.type === 'integer' || column.type === 'decimal') return { role: 'measure' }
  const plain = PLAIN[column.type]
  if (plain) return { role: plain }
  return (
    datesInText(words, values) ?? numbersInText(column, values) ?? { role: isLongText(values) ? 'text' : 'category' }
  )
}

/** One for each row, with digits and without a space: B-5001, R007. */
const isCode = (column: ColumnProfile, values: string[], rows: number): boolean =>
  column.type === 'text' &&
  column.distinct >= rows &&
  values.length > 0 &&
  values.every(value => /\d/.test(value) && !/\s/.test(value) && !DATE_TEXT.test(value) && !NUMBER_TEXT.test(value))

const isLongText = (values: string[]): boolean =>
  values.length > 0 && values.reduce((sum, value) => sum + value.length, 0) / values.length > 40

/** 13.01.2024 and 31/12/2024 can only be read so; a point between the parts is German. */
const dayFirst = (values: string[]): boolean =>
  values.some(
    value =>
      Number(/^(\d{1,2})[./-]\d{1,2}[./-]\d{2,4}/.exec(value)?.[1]) > 12 || /^\d{1,2}\.\d{1,2}\.\d{2,4}/.test(value),
  )

function datesInText(words: string[], values: string[]): Part | undefined {
  const dates = values.filter(value => DATE_TEXT.test(value)).length
  const enough = words.some(word => TIME_WORD.test(word)) ? 0.5 : 0.8
  if (dates === 0 || dates < values.length * enough) return undefined
  return { role: 'time', convert: dayFirst(values) ? 'day first' : 'date' }
}

const UNIT_BEHIND = /\d\s?(kg|g|mg|t|lbs?|oz|km|m|cm|mm|mi|ft|l|ml|kWh|kW|W|h|min|s|ms|GB|MB|kB|°C|°F|m²|m³|pcs|Stk)$/

/** "1.5 kg" in every row; kilograms among grams are no numbers to compute with. */
function unitBehind(values: string[]): string | undefined {
  const [unit, ...others] = new Set(values.map(value => UNIT_BEHIND.exec(value.trim())?.[1] ?? ''))
  return others.length === 0 && unit !== '' ? unit : undefined
}

const bareNumber = (value: string, unit = ''): string =>
  value
    .trim()
    .slice(0, value.trim().length - unit.length)
    .trim()

function numbersInText(column: ColumnProfile, values: string[]): Part | undefined {
  if (values.length > 0 && values.every(value => DURATION_TEXT.test(value)))
    return { role: 'measure', convert: 'duration' }
  const unit = unitBehind(values)
  const numbers = values.filter(value => NUMBER_TEXT.test(bareNumber(value, unit))).length
  const enough = column.type === 'mixed' ? 0.5 : 0.8
  if (numbers === 0 || numbers < values.length * enough) return undefined
  const comma = values.some(value => /,\d{1,2}\D*$/.test(value)) && !values.some(value => /\.\d{1,2}\D*$/.test(value))
  return { role: 'measure', convert: comma ? 'decimal comma' : 'number', ...(unit ? { unit } : {}) }
}

function columnOf(column: ColumnProfile, index: number, profile: Profile): Column {
  const raw = split(column.name)
  const words = raw.flatMap(numbered).map(stem)
  const { label, unit } = unitOf(column.name)
  const values = samplesOf(column, index, profile)
  const rows = profile.sampleRows ?? profile.rows
  const part = roleOf(column, words, { values, rows })
  return {
    name: column.name,
    label,
    ...(unit ? { unit } : {}),
    type: column.type,
    distinct: column.distinct,
    missing: column.missing,
    words,
    top: column.type === 'list' ? elementsIn(values) : (column.top ?? []).map(entry => String(entry.value)),
    min: column.min,
    max: column.max,
    additive: addsUp([...words, ...raw]),
    stock: isStock([...words, ...raw]),
    ...part,
    ...(part.convert === 'duration' ? { unit: 's' } : {}),
    ...(part.role === 'measure' && part.convert ? { currencies: currenciesIn(values) } : {}),
  }
}

/** A panel when entity × time is about as many rows as there are. */
function panelOf(columns: Column[], rows: number): Table['panel'] {
  const times = columns.filter(column => column.role === 'time' && column.distinct > 1)
  const entities = columns.filter(column => column.role === 'category' && column.distinct > 1)
  for (const time of times) {
    for (const entity of entities) {
      const cells = time.distinct * entity.distinct
      if (rows > entity.distinct && rows > time.distinct && rows <= cells * 1.001 && rows >= cells * 0.85)
        return { entity, time }
    }
  }
  return undefined
}

export type FileProfile = {
  file: string
  path?: string
  variable?: string
  origin?: string
  readHint?: string
  sheet?: string
  /** Not the sheet that stands for the file. */
  further?: boolean
  profile: Profile
}

export function tableOf(source: FileProfile): Table {
  const { profile, sheet, further } = source
  const bare = source.file.replace(/\.[^.]+$/, '')
  const file = further ? `${source.file} › ${sheet}` : source.file
  const base = slug(further ? `${bare} ${sheet}` : bare) || 'table'
  const named = /^[a-z]/.test(base) ? base : `data_${base}`
  const columns = profile.columns.map((column, index) => columnOf(column, index, profile))
  const panel = panelOf(columns, profile.sampleRows ?? profile.rows)
  return {
    file,
    ...(sheet === undefined ? {} : { sheet }),
    path: source.path ?? `/workspace/${source.file}`,
    ...(source.variable ? { pathVariable: source.variable } : {}),
    frame: frameNamed(named),
    format: profile.format,
    rows: profile.rows,
    columns: [...columns, ...derivedColumns(columns)],
    profile,
    ...(source.readHint ? { readHint: source.readHint } : {}),
    generated: source.origin === 'generated',
    ...(panel ? { panel } : {}),
  }
}

/** The upload's own name, without that of the sheet. */
export const fileName = ({ file }: Table): string => file.split(' › ')[0] ?? file

/** Documents have text instead of columns. */
export const isDocument = (table: Table): boolean =>
  table.columns.length === 0 &&
  (table.profile.words !== undefined || /pdf|docx|pptx|txt|text|markdown|md|html|document/.test(table.format))

/** A picture, a program, an archive: nothing in it can be computed with or searched. */
export const isUnread = (table: Table): boolean => table.columns.length === 0 && !isDocument(table)

/** The columns that stand in the file itself; the others exist only where a request names them. */
export const stored = (table: Table): Column[] => table.columns.filter(column => !column.formula)
