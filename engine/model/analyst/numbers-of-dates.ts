/** "Is salary linked to the start date": a date as a number of years, to be compared with another number. */
import type { Reading } from './build-request.ts'
import { computed } from './derived-columns.ts'
import { text } from './python.ts'
import { sentence } from './say/say.ts'
import type { Column } from './table.ts'

/** 2024-07-01 as about 2024.5; a column of years is one already. */
function inYears(time: Column): Column {
  const name = `${time.name} in years`
  const code = (frame: string): string => {
    const cells = `${frame}[${text(time.name)}]`
    return time.yearOnly ? cells : `${cells}.dt.year + (${cells}.dt.dayofyear - 1) / 365.25`
  }
  const says = (language: Parameters<typeof sentence>[0]): string =>
    sentence(language, 'assume.years', { column: time.name })
  return computed([time], {
    name,
    label: `${time.label} in years`,
    distinct: time.distinct,
    missing: time.missing,
    additive: false,
    code,
    says,
  })
}

/** The one number with the date that is named beside it; undefined where it is not asked whether two go together. */
export function ofDates(_question: string, reading: Reading): Reading | undefined {
  const { cues, parts } = reading
  const [number, ...more] = parts.measures
  if (cues.action !== 'correlation' || !number || more.length > 0) return undefined
  const named = parts.mentions.flatMap(mention => (mention.kind === 'column' ? mention.candidates.slice(0, 1) : []))
  const time = named.find(({ column, score }) => column.role === 'time' && score >= 0.5)?.column
  if (!time) return undefined
  const groups = parts.groups.filter(column => column !== time)
  return { ...reading, parts: { ...parts, groups, measures: [inYears(time), number] } }
}
