/** Months, quarters and years of which there are rows to the end: one that ends on its tenth is not compared with a whole one. */
import { py, text } from './python.ts'
import type { Condition, Frequency, Request } from './request.ts'
import { say, type Language } from './say/say.ts'
import { shortMonths } from './say/times.ts'

/** What pandas calls them. */
export const PERIOD: Record<Frequency, string> = {
  hour: 'h',
  day: 'D',
  week: 'W-SUN',
  month: 'M',
  quarter: 'Q',
  year: 'Y',
}

const FORMAT: Record<Frequency, string> = {
  hour: '%Y-%m-%d %H:00',
  day: '%Y-%m-%d',
  week: '%Y-%m-%d',
  month: '%b %Y',
  quarter: '',
  year: '%Y',
}

/** A Python expression for the name of a point in time. */
export function periodName(frequency: Frequency, value: string, language: Language): string {
  if (frequency === 'quarter') return `f"Q{${value}.quarter} {${value}.year}"`
  const plain = `${value}.strftime(${text(FORMAT[frequency])})`
  if (frequency === 'week') return say(language, 'trend.week', { day: `{${plain.replaceAll('"', "'")}}` })
  if (frequency !== 'month' || language === 'en') return plain
  return `${JSON.stringify(shortMonths(language))}[${value}.month - 1] + f" {${value}.year}"`
}

/** Sets `dates`, `oldest`, `newest`, and `slack`: how far from the end of a period its last row may be. */
export const coverCode = (frame: string, time: string): string => py`
  # Do the rows cover the ends? Figures of whole periods bear their first day, and rows are as dense as they are
  dates = ${frame}[${text(time)}].dropna().dt.tz_localize(None)
  oldest, newest = dates.min(), dates.max()
  for step in ["Y", "Q", "M"]:
      if (dates == dates.dt.to_period(step).dt.start_time).all():
          newest = newest.to_period(step).end_time
          break
  gap = dates.drop_duplicates().sort_values().diff().quantile(0.95) * 1.5
  slack = lambda span: max((span.end_time - span.start_time) * 0.15, gap if pd.notna(gap) else pd.Timedelta(0))
`

export type WholePeriods = Extract<Condition, { kind: 'recent' }> & { whole: true }

export const isWhole = (condition: Condition): condition is WholePeriods =>
  condition.kind === 'recent' && condition.whole === true

/** Sets `latest`, the last period that is whole; one after it is told. */
export function latestWhole({ table, language }: Request, { column, unit }: WholePeriods): string {
  const slots = { when: '{cut}', last: "{newest.strftime('%Y-%m-%d')}" }
  return py`
    ${coverCode(table.frame, column.name)}
    latest = dates.max().to_period(${text(PERIOD[unit])})
    if latest.end_time - newest > slack(latest):
        cut = ${periodName(unit, 'latest.start_time', language)}
        notes.append(${say(language, 'trend.partial.last', slots)})
        latest -= 1
  `
}
