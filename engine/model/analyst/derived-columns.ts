/** Columns that a file does not have and people ask for all the same: revenue of quantity × price, the weekday of a date. */
import { text } from './python.ts'
import type { Frequency } from './request.ts'
import { sentence } from './say/say.ts'
import type { Column } from './table.ts'

export function derivedColumns(columns: Column[]): Column[] {
  const [time] = columns.filter(column => column.role === 'time' && !column.yearOnly)
  const revenue = revenueOf(columns)
  return [...(revenue ? [revenue] : []), ...(time ? [weekdayOf(time), ...(hasHours(time) ? [hourOf(time)] : [])] : [])]
}

const hasHours = (time: Column): boolean =>
  time.type === 'datetime' || /\d:\d{2}/.test(String(time.min ?? time.top[0] ?? ''))

/** Where the file has a quantity and a price and no revenue of its own. */
function revenueOf(columns: Column[]): Column | undefined {
  const numbers = columns.filter(column => column.role === 'measure')
  const has = (...words: string[]) => numbers.find(column => column.words.some(word => words.includes(word)))
  if (has('revenue', 'sales', 'sale', 'turnover', 'amount', 'total', 'umsatz', 'betrag', 'subtotal')) return undefined
  const quantity = has('quantity', 'qty', 'unit', 'menge', 'anzahl', 'stück')
  const price = has('price', 'preis')
  if (!quantity || !price || quantity === price) return undefined
  return {
    name: 'revenue',
    label: 'Revenue',
    ...(price.unit ? { unit: price.unit } : {}),
    role: 'measure',
    type: 'decimal',
    distinct: price.distinct,
    missing: 0,
    words: ['revenue'],
    top: [],
    additive: true,
    stock: false,
    formula: {
      code: frame => `${frame}[${text(quantity.name)}] * ${frame}[${text(price.name)}]`,
      says: language => sentence(language, 'assume.revenue', { quantity: quantity.name, price: price.name }),
      needs: [quantity, price],
    },
  }
}

const ofTime = (
  time: Column,
  column: Pick<Column, 'name' | 'label' | 'distinct' | 'words' | 'top'>,
  code: string,
): Column => ({
  ...column,
  role: 'category',
  type: 'text',
  missing: time.missing,
  additive: false,
  stock: false,
  formula: {
    code: frame => `${frame}[${text(time.name)}]${code}`,
    says: language => sentence(language, 'assume.part', { column: column.name, time: time.name }),
    needs: [time],
  },
})

const PERIOD_CODE: Record<Frequency, string> = {
  hour: '.dt.strftime("%Y-%m-%d %H:00")',
  day: '.dt.strftime("%Y-%m-%d")',
  week: '.dt.strftime("%G-W%V")',
  month: '.dt.strftime("%Y-%m")',
  quarter: '.dt.to_period("Q").astype(str)',
  year: '.dt.strftime("%Y")',
}

/** The month (or what was asked) of a time, to group by as one groups by a region. */
export function periodOf(time: Column, frequency: Frequency, taken: Column[]): Column {
  const isTaken = taken.some(({ name }) => name.toLowerCase() === frequency)
  const name = isTaken ? 'period' : frequency
  return ofTime(time, { name, label: upper(name), distinct: 60, words: [frequency], top: [] }, PERIOD_CODE[frequency])
}

const upper = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const weekdayOf = (time: Column): Column =>
  ofTime(time, { name: 'weekday', label: 'Weekday', distinct: 7, words: ['weekday'], top: DAYS }, '.dt.day_name()')

const hourOf = (time: Column): Column =>
  ofTime(time, { name: 'hour of day', label: 'Hour of day', distinct: 24, words: ['hour', 'day'], top: [] }, '.dt.hour')
