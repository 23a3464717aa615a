/** Four questions made of a file's own columns, for an empty chat. */
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'

const words = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter(Boolean)

/** “A” and a web address are read as names only between quotes. */
const isNoWord = (name: string): boolean => !name.includes('"') && (name.length < 3 || /[/\\:;!?#@]/.test(name))

/**
 * unit_price is said as “unit price”; a name with spaces or signs of its own, or with a number such as pm2_5, stays as it is, in quotes where it
 * would not be taken for a name.
 */
const called = ({ name }: ColumnProfile): string =>
  isNoWord(name)
    ? `"${name}"`
    : /^[\p{L}\d]+(?:_+[\p{L}\d]+)+$/u.test(name) && !/\d_+\d/.test(name)
      ? name.replace(/_+/g, ' ')
      : name

const ID = /^(id|uuid|guid|key|code|nr|no|zip|plz|postcode|phone|index)$/
const ADDS_UP =
  /^(revenue|sales|turnover|amount|total|quantity|qty|units?|orders?|costs?|expenses?|profit|volume|visits?|clicks?|views?|umsatz|menge|betrag|kosten|gewinn|anzahl|spend|count)$/
const YEAR = /^(year|jahr)$/

const isTime = (column: ColumnProfile): boolean =>
  column.type === 'date' ||
  column.type === 'datetime' ||
  (column.type === 'integer' && words(column.name).some(word => YEAR.test(word)))
const isNumber = (column: ColumnProfile): boolean =>
  (column.type === 'integer' || column.type === 'decimal') &&
  !words(column.name).some(word => ID.test(word) || YEAR.test(word))
const addsUp = (column: ColumnProfile): boolean =>
  words(column.name).some(word => ADDS_UP.test(word)) &&
  !words(column.name).some(word => /^(per|price|rate|avg|average)$/.test(word))

const isMoney = (column: ColumnProfile): boolean =>
  words(column.name).some(word => /^(revenue|sales|turnover|umsatz)$/.test(word))

/** Few enough values to group by. */
const isCategory = (column: ColumnProfile, rows: number): boolean =>
  (column.type === 'text' || column.type === 'boolean') &&
  column.distinct > 1 &&
  column.distinct <= Math.max(12, Math.min(60, rows / 2)) &&
  !words(column.name).some(word => ID.test(word))

const several = (profile: Profile, file: string): string[] => [
  `What is in ${file}?`,
  'Which values are missing?',
  'Clean the data and list every change',
  profile.columns[0]
    ? `How many different values of ${called(profile.columns[0])} are there?`
    : 'Are there duplicate rows?',
]

const aboutText = (file: string): string[] => [
  `Give me an overview of ${file}`,
  'Which headings does the document have?',
  'What are the most frequent words?',
  'How long is the document?',
]

/** The distance in days between the ends of a date column; 0 when not known. */
function days(column: ColumnProfile): number {
  const [from, to] = [Date.parse(String(column.min ?? '')), Date.parse(String(column.max ?? ''))]
  return Number.isNaN(from) || Number.isNaN(to) ? 0 : (to - from) / 86_400_000
}

function pace(column: ColumnProfile): string {
  if (column.type === 'integer') return 'yearly'
  const range = days(column)
  if (range > 0 && range <= 62) return 'daily'
  return range > 365 * 8 ? 'yearly' : 'monthly'
}

const compares = (category: ColumnProfile, main: ColumnProfile): string =>
  addsUp(main)
    ? `Which ${called(category)} has the highest ${called(main)}?`
    : `Compare the average ${called(main)} by ${called(category)}`

function aboutNumbers(profile: Profile, main: ColumnProfile): string[] {
  const time = profile.columns.find(isTime)
  const [category, other] = profile.columns.filter(column => isCategory(column, profile.rows))
  const second = profile.columns.filter(isNumber).find(column => column !== main)
  return [
    ...(time ? [`Show the ${pace(time)} ${called(main)} trend and save it as Excel`] : []),
    ...(category ? [compares(category, main)] : []),
    ...(second ? [`Is there a correlation between ${called(main)} and ${called(second)}?`] : []),
    ...(category && other ? [`Show a pivot table of ${called(main)} by ${called(category)} and ${called(other)}`] : []),
    `Are there outliers in ${called(main)}?`,
    `Show the distribution of ${called(main)}`,
  ]
}

export function suggestQuestions(profile: Profile, fileName: string): string[] {
  // A picture or a program has neither columns nor words: there is nothing to ask about.
  // Neither is there in a scan, whose pages hold no word.
  if (profile.columns.length === 0)
    return profile.words === 0 || (profile.words === undefined && profile.pages === undefined)
      ? []
      : aboutText(fileName)
  const numbers = profile.columns.filter(isNumber)
  const main = numbers.find(isMoney) ?? numbers.find(addsUp) ?? numbers[0]
  const category = profile.columns.find(column => isCategory(column, profile.rows))
  const questions = [
    ...(main ? aboutNumbers(profile, main) : []),
    ...(category ? [`How many rows are there per ${called(category)}?`] : []),
    ...several(profile, fileName),
  ]
  return [...new Set(questions)].slice(0, 4)
}
