/** How columns, aggregates and conditions are said in titles, tables and sentences. */
import type { Aggregate, Condition, Frequency, Request } from './request.ts'
import { sentence, type Language } from './say/say.ts'
import { inTimes } from './say/times.ts'
import type { Column } from './table.ts'
import { plural, slug } from './words.ts'

/** Within a sentence; German nouns keep their capital. */
export function label({ label: name }: Column, language: Language = 'en'): string {
  if (language === 'de' || /^[A-Z]{2}|\b[A-Z]{2,}\b/.test(name)) return name
  // "Unit Price" is a heading's spelling; "net of VAT" and "Sales in Berlin" are not.
  const isHeading = (name.match(/\p{L}+/gu) ?? []).every(word => /^\p{Lu}\p{Ll}*$/u.test(word))
  return isHeading ? name.toLowerCase() : name.charAt(0).toLowerCase() + name.slice(1)
}

export const withUnit = (column: Column): string => (column.unit ? `${column.label} (${column.unit})` : column.label)

/** What a join repeats on many rows would be counted with each of them: it has a mean and no sum. */
export const aggregateOf = (column: Column, asked: Aggregate): Aggregate =>
  column.repeated && asked === 'sum' ? 'mean' : asked

/** "average salary"; "revenue" for a plain sum of what adds up. */
export function measured(column: Column, asked: Aggregate, language: Language = 'en'): string {
  const aggregate = aggregateOf(column, asked)
  const name = label(column, language)
  if (aggregate === 'mean' && /^(?:average|avg|mean|share with)\b/i.test(name)) return name
  return aggregate === 'sum' && column.additive ? name : sentence(language, `of.${aggregate}`, { column: name })
}

export const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** The column of the result that holds an aggregate. */
export const resultColumn = (column: Column, aggregate: Aggregate, language: Language): string =>
  aggregateOf(column, aggregate) === 'sum' ? column.name : measured(column, aggregate, language)

export const PANDAS: Record<Aggregate, string> = {
  sum: 'sum',
  mean: 'mean',
  median: 'median',
  count: 'count',
  distinct: 'nunique',
  min: 'min',
  max: 'max',
  std: 'std',
}

type Saying<Kind extends Condition['kind']> = (
  condition: Extract<Condition, { kind: Kind }>,
  language: Language,
) => string

/** What is not empty is there. */
function presentSays([only, ...more]: Condition[], language: Language): string | undefined {
  if (only?.kind !== 'empty' || only.every || more.length > 0) return undefined
  const [first, ...others] = only.columns.map(({ name }) => sentence(language, 'only.present', { column: name }))
  if (first === undefined) return sentence(language, 'only.complete')
  return others.reduce((one, other) => sentence(language, 'and', { one, other }), first)
}

const SAYS: { [Kind in Condition['kind']]: Saying<Kind> } = {
  equals: ({ column, values, not }, language) =>
    sentence(language, not ? 'only.isNot' : 'only.is', {
      column: column.name,
      value: values.reduce((one, other) => sentence(language, 'or', { one, other })),
    }),
  contains: ({ column, text, not }, language) =>
    sentence(language, not ? 'only.containsNot' : 'only.contains', { column: column.name, value: text }),
  number: ({ column, op, value }) => `${column.name} ${op === '==' ? '=' : op} ${value}`,
  between: ({ column, low, high }, language) =>
    sentence(language, 'only.between', { column: column.name, low: String(low), high: String(high) }),
  mean: ({ column, of, op }, language) =>
    `${column.name} ${op} ${sentence(language, `of.${of}`, { column: column.name })}`,
  time: ({ says }, language) => inTimes(says, language),
  calendar: ({ says }, language) => inTimes(says, language),
  recent: ({ count, unit, whole }, language) => {
    const span = sentence(language, count === 1 ? `only.last.${unit}` : `only.lasts.${unit}`, { count: String(count) })
    return whole ? sentence(language, 'only.whole', { span }) : span
  },
  latest: ({ column }, language) =>
    column.yearOnly && column.max
      ? `${column.name} ${column.max}`
      : sentence(language, 'only.latest', { column: column.name }),
  present: ({ column, present }, language) =>
    sentence(language, present ? 'only.present' : 'only.missing', { column: column.name }),
  empty: ({ columns, every }, language) => {
    if (columns.length === 0) return sentence(language, every ? 'only.emptyRow' : 'only.incomplete')
    const [first = '', ...more] = columns.map(({ name }) => sentence(language, 'only.missing', { column: name }))
    return more.reduce((one, other) => sentence(language, every ? 'and' : 'or', { one, other }), first)
  },
  outlier: ({ column }, language) => sentence(language, 'only.outlier', { column: column.name }),
  rest: ({ of }, language) =>
    presentSays(of, language) ??
    sentence(language, 'only.not', {
      value: of.length === 1 && of[0] ? says(of[0], language) : `(${of.map(each => says(each, language)).join(', ')})`,
    }),
  absent: ({ column, other, of }, language) => {
    const rows = of.length === 0 ? '' : ` (${of.map(each => says(each, language)).join(', ')})`
    return sentence(language, 'only.absent', { column: column.name, file: other.sheet ?? other.file }) + rows
  },
  lookup: ({ text, not }, language) => (not ? sentence(language, 'only.not', { value: text }) : text),
}

export const says = (condition: Condition, language: Language): string =>
  (SAYS[condition.kind] as (condition: Condition, language: Language) => string)(condition, language)

export const conditionsSay = ({ conditions, language }: Request): string =>
  conditions.map(condition => says(condition, language)).join(', ')

export const titled = (request: Request, plain: string): string => {
  if (request.style.title) return request.style.title
  const only = conditionsSay(request)
  return upper(only === '' ? plain : `${plain} (${only})`)
}

/** "monthly revenue", "Umsatz pro Monat". */
export const paced = (frequency: Frequency, what: string, language: Language): string =>
  sentence(language, `per.${frequency}`, { what })

/** "department and gender". */
export const listed = (names: string[], language: Language): string =>
  names.length < 2
    ? names.join('')
    : sentence(language, 'and', { one: names.slice(0, -1).join(', '), other: names.at(-1) ?? '' })

/** Several of a kind: "products", "departments and genders"; only English can be trusted to a rule. */
export const many = (columns: Column[], language: Language): string =>
  listed(
    columns.map(column => (language === 'en' ? plural(label(column)) : label(column, language))),
    language,
  )

/** The variable of a result, in the language of the question: a table that is shown bears its name. */
export const resultName = ({ language }: Request, english: string, own: string): string =>
  variable(language === 'en' ? english : own)

/** A variable's name that Python takes and that stands in nobody's way. */
export function variable(name: string): string {
  const plain = slug(name).slice(0, 40).replace(/_+$/, '')
  return /^[a-z]/.test(plain) &&
    !/^(?:for|in|is|if|or|and|not|from|class|def|del|try|with|pass|list|sum|min|max|print|count|title|facts|notes|number|figure|headline)$/.test(
      plain,
    )
    ? plain
    : `result_${plain}`.replace(/_$/, '')
}
