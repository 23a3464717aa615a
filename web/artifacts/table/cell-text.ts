/** How a table cell reads: in the grid, and as it is copied. */
import type { TableCell, TablePage } from '@codingagent/protocol/artifacts.ts'

const numeric = new Set(['integer', 'decimal'])
export const isNumeric = (type: string): boolean => numeric.has(type)

/** Missing is a dim dash, whatever the source called it. */
export const MISSING = '–'

type Column = TablePage['columns'][number]

/** Numbers that are names: nobody writes the year 2,024 or the customer 10,482. */
const named = /(^|[\W_])(id|ids|key|code|zip|postcode|plz|year|yr|jahr|fy|no|nr|number|index)$/i
const namedInWords = /[a-z](Id|ID|Key|Code|Year|No|Nr|Number)$/
const FIRST_YEAR = 1500
const LAST_YEAR = 2200

/**
 * Whether the digits of an integer column stand without separators: it is named like a key or a year, or all its values could be years.
 * `seen` are some of its values; the answer holds for the whole column, so that its cells agree.
 */
export function isUngrouped({ name, type }: Column, seen: readonly (TableCell | undefined)[]): boolean {
  if (type !== 'integer') return false
  if (named.test(name) || namedInWords.test(name)) return true
  const values = seen.filter(value => value !== null && value !== undefined)
  return values.length > 0 && values.every(value => Number(value) >= FIRST_YEAR && Number(value) <= LAST_YEAR)
}

const MIDNIGHT = /[T ]00:00(?::00(?:\.0+)?)?Z?$/

/** Whether a column of moments is one of days: all that were seen begin at midnight. */
export const isOfDays = ({ type }: Column, seen: readonly (TableCell | undefined)[]): boolean =>
  type === 'datetime' &&
  seen.every(value => value === null || value === undefined || (typeof value === 'string' && MIDNIGHT.test(value)))

type Reading = { type: string; ungrouped?: boolean; ofDays?: boolean; locale?: string }

/** Text for people: numbers in their locale with the digits that tell; what came as text stays as it is. */
export function cellText(value: TableCell | undefined, reading: Reading): string {
  const { type, ungrouped = false, ofDays = false, locale } = reading
  if (value === null || value === undefined) return MISSING
  if (typeof value === 'object') return JSON.stringify(value)
  if (typeof value === 'boolean') return String(value)
  if (isNumeric(type)) return ungrouped ? String(value) : numberText(value, type, locale)
  return type === 'datetime' ? momentText(String(value), ofDays) : String(value)
}

const momentText = (moment: string, ofDays: boolean): string =>
  ofDays && MIDNIGHT.test(moment) ? moment.replace(MIDNIGHT, '') : moment.replace('T', ' ').replace(/(?:\.0+)?Z?$/, '')

function numberText(value: string | number, type: string, locale: string | undefined): string {
  // An integer beyond 2^53 comes as its digits.
  if (typeof value === 'string')
    return type === 'integer' && /^-?\d{1,400}$/.test(value) ? BigInt(value).toLocaleString(locale) : value
  const size = Math.abs(value)
  if (size !== 0 && (size < 1e-6 || size >= 1e15)) return String(value)
  if (size < 0.1) return value.toLocaleString(locale, { maximumSignificantDigits: 6 })
  return value.toLocaleString(locale, { maximumFractionDigits: 6 })
}

/** Text for a clipboard: the value itself, missing is empty; tabs and line breaks would break the row. */
export function cellCopy(value: TableCell | undefined): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replaceAll(/[\t\r\n]+/g, ' ')
}
