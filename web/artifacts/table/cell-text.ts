/** How a table cell reads: in the grid, and as it is copied. */
import type { TableCell } from '@codingagent/protocol/artifacts.ts'

const numeric = new Set(['integer', 'decimal'])
export const isNumeric = (type: string): boolean => numeric.has(type)

/** Missing is a dim dash, whatever the source called it. */
export const MISSING = '–'

/** Text for people: numbers in their locale, exact digits kept; long decimals that came as text stay as they are. */
export function cellText(value: TableCell | undefined, type: string, locale?: string): string {
  if (value === null || value === undefined) return MISSING
  if (typeof value === 'number')
    return isNumeric(type) && !looksLikeYear(value, type)
      ? value.toLocaleString(locale, { maximumFractionDigits: 6 })
      : String(value)
  if (typeof value === 'object') return JSON.stringify(value)
  return type === 'datetime'
    ? String(value)
        .replace('T', ' ')
        .replace(/(?:\.0+)?Z?$/, '')
    : String(value)
}

/** 2,024 is no way to write a year. */
const looksLikeYear = (value: number, type: string) => type === 'integer' && value >= 1500 && value <= 2200

/** Text for a clipboard: the value itself, missing is empty; tabs and line breaks would break the row. */
export function cellCopy(value: TableCell | undefined): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replaceAll(/[\t\r\n]+/g, ' ')
}
