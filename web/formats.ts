/** Numbers, sizes and times in the person's locale. */
export const count = (value: number): string => new Intl.NumberFormat().format(value)

export const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${new Intl.PluralRules('en').select(value) === 'one' ? one : many}`

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** 1,234,567 bytes as "1.2 MB". */
export function bytes(value: number): string {
  const power = value < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3))
  const scaled = value / 1000 ** power
  return new Intl.NumberFormat(undefined, {
    style: 'unit',
    unit: units[power] ?? 'byte',
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: scaled < 10 && power > 0 ? 1 : 0,
  }).format(scaled)
}

const tenths = (value: number): string =>
  new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value)

/** "2.1 s", "1 min 15 s", "2 h 5 min". Nothing takes no time: below a tenth it is "< 0.1 s". */
export function duration(seconds: number): string {
  if (seconds < 0.05) return `< ${tenths(0.1)} s`
  if (seconds < 59.95) return `${tenths(seconds)} s`
  const whole = Math.round(seconds)
  if (whole < 3_600) return `${count(Math.floor(whole / 60))} min ${whole % 60} s`
  return `${count(Math.floor(whole / 3_600))} h ${Math.floor((whole % 3_600) / 60)} min`
}

/** Money so small that cents would say nothing keeps two telling digits. */
export const dollars = (value: number): string =>
  new Intl.NumberFormat(undefined, {
    style: 'currency',
    currency: 'USD',
    ...(value !== 0 && value < 0.01 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }),
  }).format(value)

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "5 minutes ago"; under a minute "now". */
export function relativeTime(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' })
  for (const [unit, size] of steps) if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit)
  return words.format(0, 'second')
}

export const exactTime = (iso: string): string =>
  new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso))
