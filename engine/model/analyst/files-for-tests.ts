/** Small real files, whose right answers a reader can work out, and rows to work them out from. */

type Sale = { id: number; date: string; region: string; product: string; quantity: number; revenue: number }

const REGIONS = ['North', 'South', 'East', 'West']
const PRODUCTS = ['Laptop', 'Mouse', 'Desk']

/** Two full years, ten orders a month; March 2024 is by far the best month. */
export const sales: Sale[] = Array.from({ length: 240 }, (_, index) => {
  const month = Math.floor(index / 10)
  const [year, part, day] = [
    2023 + Math.floor(month / 12),
    (month % 12) + 1,
    index % 10 === 9 ? 28 : 1 + (index % 10) * 3,
  ]
  return {
    id: 1001 + index,
    date: `${year}-${String(part).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
    region: REGIONS[(index * 7) % 4] ?? '',
    product: PRODUCTS[index % 3] ?? '',
    quantity: 1 + (index % 5),
    revenue: 100 + ((index * 37) % 90) + (month === 14 ? 500.5 : 0),
  }
})

const COLUMNS = ['order_id', 'order_date', 'region', 'product', 'quantity', 'revenue']
export const salesCsv = `${[COLUMNS, ...sales.map(row => Object.values(row))].map(row => row.join(',')).join('\n')}\n`

export const total = (rows: Sale[], of: 'quantity' | 'revenue' = 'revenue'): number =>
  rows.reduce((sum, row) => sum + row[of], 0)

export const inMonth = (month: string): Sale[] => sales.filter(row => row.date.startsWith(month))

/** A number as the analyst writes it. */
export function shown(value: number, locale = 'en-US'): string {
  const digits = Number.isInteger(Number(value.toFixed(9))) ? 0 : 2
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}
