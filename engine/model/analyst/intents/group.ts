/** Revenue by region, average salary by department and gender, number of orders per status. */
import { MOST_BARS } from '../chart.ts'
import {
  aggregateOf,
  label,
  listed,
  measured,
  PANDAS,
  resultColumn,
  titled,
  upper,
  variable,
  withUnit,
} from '../naming.ts'
import { bare, figure, figureIn, inside, key, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Language } from '../say/say.ts'
import { DAYS } from '../derived-columns.ts'
import type { Column } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'

/** `first`: what the first of several columns is called, by which the rows are ordered. */
export type Figures = { columns: string[]; code: string; says: string; first?: string; unit: string }

/** The Python of groupby → table, for named measures or for counting rows. */
export function aggregated(request: Request, frame: string, keys: string): Figures {
  const { language } = request
  const aggregate = request.aggregate ?? 'sum'
  if (aggregate === 'count' || request.measures.length === 0) {
    const of = request.measures.find(column => column.missing > 0 && column.role !== 'id')
    const code = of
      ? `${frame}.groupby(${keys}, observed=True)[${text(of.name)}].count().rename("count").reset_index()`
      : `${frame}.groupby(${keys}, observed=True).size().rename("count").reset_index()`
    return { columns: ['count'], code, says: sentence(language, 'of.rows'), unit: '' }
  }
  const [ratio] = request.measures
  if (ratio?.ratio) {
    const { part, whole } = ratio.ratio
    const code = `${frame}.groupby(${keys}, observed=True)[${list([part.name, whole.name])}].sum().pipe(lambda sums: sums[${text(part.name)}] / sums[${text(whole.name)}] * 100).rename(${text(ratio.name)}).reset_index()`
    return { columns: [ratio.name], code, says: label(ratio, language), unit: '%' }
  }
  const parts = request.measures.map(column => [resultColumn(column, aggregate, language), column] as const)
  const named = parts
    .map(([name, column]) => `${text(name)}: (${text(column.name)}, ${text(PANDAS[aggregateOf(column, aggregate)])})`)
    .join(', ')
  return {
    columns: parts.map(([name]) => name),
    code: `${frame}.groupby(${keys}, observed=True).agg(**{${named}}).reset_index()`,
    says: listed(
      parts.map(([, column]) => measured(column, aggregate, language)),
      language,
    ),
    ...(request.measures[0] ? { first: measured(request.measures[0], aggregate, language) } : {}),
    unit: request.measures[0]?.unit ?? '',
  }
}

export const keysOf = (groups: Column[]): string =>
  groups.length === 1 ? text(groups[0]?.name ?? '') : list(groups.map(group => group.name))

/** "department and gender". */
export const groupsSay = (groups: Column[], language: Language): string =>
  listed(
    groups.map(group => label(group, language)),
    language,
  )

/** What goes after a number: a unit, if the column's name tells one. */
export const unitText = (unit: string): string => (unit === '' ? '' : unit === '%' ? '%' : ` ${inside(unit)}`)

/** A Python expression for how a row of the result, one of its records, is called: of `iterrows` an id among numbers were 7.0. */
export const rowName = (groups: Column[]): string =>
  groups.length === 1
    ? `str(row[${text(groups[0]?.name ?? '')}])`
    : `" / ".join(str(row[key]) for key in ${list(groups.map(group => group.name))})`

/** Days of the week keep their order; the headline names the highest all the same. */
const inWeek = ({ groups, sorted, limit }: Request): boolean =>
  groups.length === 1 &&
  groups[0]?.name === 'weekday' &&
  groups[0].formula !== undefined &&
  !sorted &&
  limit === undefined

export function writeGroup(request: Request, rows: Rows): Written {
  const { language, order } = request
  const groups = request.groups.slice(0, 3)
  const figures = aggregated(request, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const what = { what: figures.says, groups: groupsSay(groups, language) }
  const title = titled(request, sentence(language, 'by.groups', what))
  const result = variable(
    sentence(language, 'by.groups', { ...what, groups: groups.map(group => group.name).join(' ') }),
  )
  const compute = py`
    # ${bare(upper(figures.says))} for each ${bare(groups.map(group => group.name).join(' and '))}, ${order === 'least' ? 'smallest' : 'largest'} first
    ${result} = ${figures.code}
    ${result} = ${result}.dropna(subset=[${text(first)}]).sort_values(${text(first)}, ascending=${order === 'least' ? 'True' : 'False'}, ignore_index=True)
    ${inWeek(request) ? `days = ${list(DAYS)}\n${result} = ${result}.sort_values("weekday", key=lambda names: names.map(days.index), ignore_index=True)` : ''}
  `
  return {
    title,
    result,
    compute,
    words: groupWords(request, rows, { groups, figures, result }),
    whenEmpty: say(language, 'group.none'),
    chart: groupChart({ request, figures, groups, result }),
  }
}

type Grouped = { groups: Column[]; figures: Figures; result: string }

function groupWords(request: Request, rows: Rows, { groups, figures, result }: Grouped): string {
  const { language, order, limit } = request
  const [first = 'count'] = figures.columns
  const unit = unitText(figures.unit)
  const spread = request.aggregate === 'count' || request.aggregate === 'sum'
  const value = {
    what: inside(upper(figures.first ?? figures.says)),
    first: '{names[0]}',
    value: `${figureIn('values.iloc[0]', 'form')}${unit}`,
  }
  const both = { ...value, last: '{names[-1]}', other: `${figureIn('values.iloc[-1]', 'form')}${unit}` }
  const count = figure(`len(${result})`)
  const others = figures.columns.slice(1)
  const rest = others.map(name => `; ${inside(name)}: {number(row[${key(name)}])}`).join('')
  const ranked = inWeek(request) ? 'ranked' : result
  return py`
    # In words
    ${inWeek(request) ? `ranked = ${result}.sort_values(${text(first)}, ascending=${order === 'least' ? 'True' : 'False'})` : ''}
    values = ${ranked}[${text(first)}]
    form = apart([*values[:${String(limit ?? 10)}], values.iloc[-1]])
    names = [${rowName(groups)} for row in ${ranked}.to_dict("records")]
    headline = ${say(language, 'group.same', { ...value, count })} if len(names) > 1 and values.nunique() == 1 else ${say(language, `group.${order}.both`, both)} if len(names) > 1 else ${say(language, `group.${order}`, value)}
    facts = [f"{name}: ${figureIn('value', 'form')}${unit}${rest}" for name, value${others.length > 0 ? ', row' : ''} in zip(names[:${String(limit ?? 10)}], values${others.length > 0 ? `, ${ranked}.to_dict("records")` : ''})]
    facts.append(${spread ? say(language, 'group.total', { value: `${figure('values.sum()')}${unit}`, count }) : say(language, 'group.count', { count, rows: figure(`len(${rows.frame}.dropna(subset=[${[...groups, ...request.measures.slice(0, 1)].map(column => key(column.name)).join(', ')}]))`) })})
    ${groups.length === 1 && figures.columns.length === 1 ? `if len(names) == 2:\n    facts.append(${say(language, 'group.difference', { value: `${figure('values.iloc[0] - values.iloc[-1]')}${unit}` })})` : ''}
    if len(${result}) > ${String(MOST_BARS)}:
        notes.append(${say(language, 'group.chart', { shown: String(MOST_BARS), count })})
    ${tied(language, '1 < len(tied) < len(names)')}
    ${groups.map(group => missingNote(request, rows.frame, group)).join('\n')}
    final_result = f"{names[0]}: ${figureIn('values.iloc[0]', 'form')}${unit}"
  `
}

/** Several that are equally far in front: none of them is said to be the one. Needs `names` and `values`. */
export const tied = (language: Language, when: string): string => py`
  tied = [name for name, value in zip(names, values) if value == values.iloc[0]]
  if ${when}:
      notes.append(${say(language, 'group.tie', { count: figure('len(tied)'), names: "{', '.join(tied[:10])}" })})
`

export const missingNote = ({ language }: Request, frame: string, column: Column): string =>
  column.missing > 0
    ? `if nameless := int(${frame}[${text(column.name)}].isna().sum()):\n    notes.append(${say(language, 'group.nameless', { count: figure('nameless'), column: inside(column.name) })})`
    : ''

function groupChart({ request, figures, groups, result }: Grouped & { request: Request }): Chart {
  const [x, series] = groups
  const [measure] = request.measures
  const { language } = request
  const label =
    measure && figures.columns.length === 1 && request.aggregate !== 'count'
      ? upper(figures.says) + (measure.unit ? ` (${measure.unit})` : '')
      : figures.columns[0] === 'count'
        ? upper(sentence(language, 'of.rows'))
        : ''
  return {
    kind: x?.role === 'time' ? 'line' : 'bar',
    frame: result,
    x: x?.name ?? '',
    y: figures.columns,
    ...(series && figures.columns.length === 1 ? { series: series.name } : {}),
    xLabel: x ? withUnit(x) : '',
    yLabel: label,
  }
}
