/** Right answers, computed from the rows in plain TypeScript: another path than the analyst's pandas. */

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)
export const mean = (values: number[]): number => sum(values) / values.length

/** Linear between neighbours, as pandas does. */
export function quantile(values: number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = (sorted.length - 1) * part
  const [low, high] = [sorted[Math.floor(place)] ?? Number.NaN, sorted[Math.ceil(place)] ?? Number.NaN]
  return low + (high - low) * (place - Math.floor(place))
}
export const median = (values: number[]): number => quantile(values, 0.5)

/** Of a sample: divided by n - 1. */
export const deviation = (values: number[]): number => {
  const centre = mean(values)
  return Math.sqrt(sum(values.map(value => (value - centre) ** 2)) / (values.length - 1))
}

export function correlation(one: number[], other: number[]): number {
  const [a, b] = [mean(one), mean(other)]
  const together = sum(one.map((value, index) => (value - a) * ((other[index] ?? 0) - b)))
  return together / Math.sqrt(sum(one.map(value => (value - a) ** 2)) * sum(other.map(value => (value - b) ** 2)))
}

export function by<Row>(
  rows: Row[],
  group: (row: Row) => string,
  figure: (rows: Row[]) => number,
): { name: string; value: number }[] {
  const groups = new Map<string, Row[]>()
  for (const row of rows) groups.set(group(row), [...(groups.get(group(row)) ?? []), row])
  return [...groups].map(([name, part]) => ({ name, value: figure(part) })).sort((a, b) => b.value - a.value)
}

/** Values outside 1.5 × the distance of the quartiles. */
export function outliers(values: number[]): number[] {
  const [low, high] = [quantile(values, 0.25), quantile(values, 0.75)]
  const reach = 1.5 * (high - low)
  return values.filter(value => value < low - reach || value > high + reach)
}

/** A number as the analyst writes it. */
export function shown(value: number, locale = 'en-US'): string {
  const digits = Number.isInteger(Number(value.toFixed(9))) ? 0 : 2
  return value.toLocaleString(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

type Named = { name: string; value: number }
export const first = (list: Named[]): Named => list[0] ?? { name: '', value: 0 }
export const last = (list: Named[]): Named => list.at(-1) ?? { name: '', value: 0 }
/** As the analyst lists them. */
export const said = (list: Named[], locale = 'en-US'): string[] =>
  list.map(({ name, value }) => `${name}: ${shown(value, locale)}`)
