/** A column of a chart's values as people write them: numbers in their locale, moments without the zeros that say nothing. */
import { cellText, isUngrouped, MISSING } from '../table/cell-text.ts'

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(?:Z|[+-]00:?00)?$/

const isHere = (value: unknown) => value !== null && value !== undefined

/** `locale` is the reader's own where it is left out. */
export function readColumn(name: string, values: readonly unknown[], locale?: string) {
  const here = values.filter(isHere)
  const numeric = here.length > 0 && here.every(value => typeof value === 'number')
  if (numeric) {
    const type = here.every(Number.isInteger) ? 'integer' : 'decimal'
    const ungrouped = isUngrouped({ name, type }, here as number[])
    const reading = { type, ungrouped, ...(locale === undefined ? {} : { locale }) }
    const short = shortened(here as number[])
    return { numeric, cells: values.map(value => cellText(isHere(value) ? short(value as number) : null, reading)) }
  }
  const moments = here.map(value => (typeof value === 'string' ? MOMENT.exec(value) : null))
  const write = moments.length > 0 && moments.every(Boolean) ? momentWriter(moments as RegExpExecArray[]) : plainly
  return { numeric, cells: values.map(value => (isHere(value) ? write(value) : MISSING)) }
}

/** No more digits behind the point than a column of this size is read with; what a chart computed has any number of them. */
function shortened(values: readonly number[]): (value: number) => number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  if (largest < 1 || !Number.isFinite(largest)) return value => value
  const factor = largest >= 10 ? 100 : 1_000
  const worthIt = (size: number) => size * factor >= 10 && size < 1e13
  return value => (worthIt(Math.abs(value)) ? Math.round(value * factor) / factor : value)
}

const plainly = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** All moments of a column show as much of the clock as one of them needs. */
function momentWriter(moments: readonly RegExpExecArray[]): (value: unknown) => string {
  const dates = moments.every(([, , clock, seconds = '00']) => clock === '00:00' && seconds === '00')
  const whole = moments.every(([, , , seconds = '00']) => seconds === '00')
  return value => {
    const [, date = '', clock = '', seconds = '00'] = MOMENT.exec(String(value)) ?? []
    return dates ? date : `${date} ${clock}${whole ? '' : `:${seconds}`}`
  }
}
