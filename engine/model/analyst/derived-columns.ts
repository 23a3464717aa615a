/** Columns that a file does not have and people ask for all the same: revenue of quantity × price, the weekday of a date. */
import { text } from './python.ts'
import type { Frequency } from './request.ts'
import { sentence } from './say/say.ts'
import type { Column } from './table.ts'

type Formula = NonNullable<Column['formula']>
type Computed = Partial<Column> & Pick<Column, 'name'> & Pick<Formula, 'code' | 'says'>

/** A number of each row, worked out of columns that the file holds. */
export const computed = (needs: Column[], { code, says, ...column }: Computed): Column => ({
  label: column.name,
  role: 'measure',
  type: 'decimal',
  distinct: needs[0]?.distinct ?? 0,
  missing: 0,
  words: [],
  top: [],
  additive: true,
  stock: false,
  ...column,
  formula: { code, says, needs },
})

export const unitOf = ({ unit }: Column): Pick<Column, 'unit'> => (unit === undefined ? {} : { unit })

export function derivedColumns(columns: Column[]): Column[] {
  const [time] = columns.filter(column => column.role === 'time' && !column.yearOnly)
  const revenue = revenueOf(columns)
  const profit = profitOf([...columns, ...(revenue ? [revenue] : [])])
  return [
    ...(revenue ? [revenue] : []),
    ...(profit ? [profit, marginOf(profit)] : []),
    ...(time && !columns.some(({ words }) => words.includes('weekend')) ? [weekPartOf(time)] : []),
    ...(time ? [weekdayOf(time), ...(hasHours(time) ? [hourOf(time)] : [])] : []),
  ]
}

const hasHours = (time: Column): boolean =>
  time.type === 'datetime' || /\d:\d{2}/.test(String(time.min ?? time.top[0] ?? ''))

/** The units sold, which unit_price is none of, and the price of one. */
export function soldIn(numbers: Column[]): { quantity?: Column | undefined; price?: Column | undefined } {
  const has =
    (...words: string[]) =>
    (column: Column) =>
      column.words.some(word => words.includes(word))
  const price = numbers.find(has('price', 'preis'))
  return {
    price,
    quantity: numbers.find(each => each !== price && !has('price', 'preis')(each) && has(...QUANTITY)(each)),
  }
}

const QUANTITY = ['quantity', 'qty', 'unit', 'menge', 'anzahl', 'stück']

/** Where the file has a quantity and a price and no revenue of its own. */
export function revenueOf(columns: Column[]): Column | undefined {
  const numbers = columns.filter(column => column.role === 'measure')
  const has = (...words: string[]) => numbers.find(column => column.words.some(word => words.includes(word)))
  if (has('revenue', 'sales', 'sale', 'turnover', 'amount', 'total', 'umsatz', 'betrag', 'subtotal')) return undefined
  const { quantity, price } = soldIn(numbers)
  if (!quantity || !price) return undefined
  return computed([price, quantity], {
    name: 'revenue',
    label: 'Revenue',
    ...unitOf(price),
    words: ['revenue'],
    code: frame => `${frame}[${text(quantity.name)}] * ${frame}[${text(price.name)}]`,
    says: language => sentence(language, 'assume.revenue', { quantity: quantity.name, price: price.name }),
  })
}

/** Where the file has what came in and what went out, and no profit of its own. */
function profitOf(columns: Column[]): Column | undefined {
  const numbers = columns.filter(column => column.role === 'measure' && column.additive && !column.formula)
  const has = (...words: string[]) => numbers.find(column => column.words.some(word => words.includes(word)))
  if (columns.some(column => column.words.some(word => ['profit', 'margin', 'gewinn', 'marge'].includes(word))))
    return undefined
  const income = has('revenue', 'sales', 'turnover', 'umsatz')
  const cost = has('cost', 'kosten', 'expense')
  if (!income || !cost || income === cost || cost.words.includes('unit')) return undefined
  return { ...combined(income, '-', cost), name: 'profit', label: 'Profit', words: ['profit'] }
}

/** What part of what came in stays. */
function marginOf(profit: Column): Column {
  const [whole = profit] = profit.formula?.needs ?? []
  return {
    ...profit,
    name: 'profit margin',
    label: 'Profit margin',
    unit: '%',
    words: ['profit', 'margin'],
    additive: false,
    ratio: { part: profit, whole },
    formula: {
      code: frame => `${frame}[${text(profit.name)}] / ${frame}[${text(whole.name)}] * 100`,
      says: language => sentence(language, 'assume.margin', { whole: whole.name }),
      needs: [...(profit.formula?.needs ?? []), profit],
    },
  }
}

/** Two columns added or taken from one another, row by row; a cell that is missing counts as nothing, as it does in a sum. */
export function combined(left: Column, op: '+' | '-', right: Column): Column {
  const name = `${left.name} ${op} ${right.name}`
  return computed([left, right], {
    name,
    ...unitOf(left),
    additive: left.additive && right.additive,
    code: frame =>
      `${frame}[${text(left.name)}].${op === '-' ? 'sub' : 'add'}(${frame}[${text(right.name)}], fill_value=0)`,
    says: language => sentence(language, 'assume.computed', { formula: name }),
  })
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

export const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const weekdayOf = (time: Column): Column =>
  ofTime(time, { name: 'weekday', label: 'Weekday', distinct: 7, words: ['weekday'], top: DAYS }, '.dt.day_name()')

/** Called by its values alone: "on weekends", "weekdays vs weekends" (put so in say/plain-english.ts). */
const weekPartOf = (time: Column): Column =>
  ofTime(
    time,
    { name: 'part of week', label: 'Part of week', distinct: 2, words: [], top: ['Monday to Friday', 'weekend'] },
    '.dt.dayofweek.map(lambda day: "weekend" if day >= 5 else "Monday to Friday", na_action="ignore")',
  )

const hourOf = (time: Column): Column =>
  ofTime(time, { name: 'hour of day', label: 'Hour of day', distinct: 24, words: ['hour', 'day'], top: [] }, '.dt.hour')
