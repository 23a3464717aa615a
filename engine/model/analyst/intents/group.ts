/** Revenue by region, average salary by department and gender, number of orders per status. */
import { MOST_BARS } from '../chart.ts'
import { label, measured, PANDAS, resultColumn, titled, upper, variable, withUnit } from '../naming.ts'
import { inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import type { Column } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'

export type Figures = { columns: string[]; code: string; says: string; unit: string }

/** The Python of groupby → table, for named measures or for counting rows. */
export function aggregated(request: Request, frame: string, keys: string): Figures {
  const aggregate = request.aggregate ?? 'sum'
  if (aggregate === 'count' || request.measures.length === 0) {
    const of = request.measures.find(column => column.missing > 0 && column.role !== 'id')
    const code = of
      ? `${frame}.groupby(${keys}, observed=True)[${text(of.name)}].count().rename("count").reset_index()`
      : `${frame}.groupby(${keys}, observed=True).size().rename("count").reset_index()`
    return { columns: ['count'], code, says: 'number of rows', unit: '' }
  }
  const parts = request.measures.map(column => [resultColumn(column, aggregate), column] as const)
  const named = parts
    .map(([name, column]) => `${text(name)}: (${text(column.name)}, ${text(PANDAS[aggregate])})`)
    .join(', ')
  return {
    columns: parts.map(([name]) => name),
    code: `${frame}.groupby(${keys}, observed=True).agg(**{${named}}).reset_index()`,
    says: parts.map(([, column]) => measured(column, aggregate)).join(' and '),
    unit: request.measures[0]?.unit ?? '',
  }
}

export const keysOf = (groups: Column[]): string =>
  groups.length === 1 ? text(groups[0]?.name ?? '') : list(groups.map(group => group.name))

/** "Department and gender". */
export const groupsSay = (groups: Column[]): string => groups.map(label).join(' and ')

/** What goes after a number: a unit, if the column's name tells one. */
export const unitText = (unit: string): string => (unit === '' ? '' : unit === '%' ? '%' : ` ${inside(unit)}`)

export function writeGroup(request: Request, rows: Rows): Written {
  const groups = request.groups.slice(0, 3)
  const figures = aggregated(request, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const title = titled(request, `${figures.says} by ${groupsSay(groups)}`)
  const result = variable(`${figures.says} by ${groups.map(group => group.name).join(' ')}`)
  const key = groups[0]?.name ?? ''
  const name =
    groups.length === 1
      ? `row[${text(key)}]`
      : `" / ".join(str(row[key]) for key in ${list(groups.map(group => group.name))})`
  const ascending = request.order === 'least' ? 'True' : 'False'
  const spread = (request.aggregate === 'count' || request.aggregate === 'sum') && first !== ''
  const code = py`
    # ${upper(figures.says)} for each ${groupsSay(groups)}, ${request.order === 'least' ? 'smallest' : 'largest'} first
    ${result} = ${figures.code}
    ${result} = ${result}.sort_values(${text(first)}, ascending=${ascending}, ignore_index=True)
    ${groups.map(group => missingNote(rows.frame, group)).join('\n')}

    # In words
    values = ${result}[${text(first)}]
    names = [${groups.length === 1 ? `str(row[${text(key)}])` : name} for _, row in ${result}.iterrows()]
    headline = f"${inside(upper(figures.says))}: {names[0]} is ${request.order === 'least' ? 'lowest' : 'highest'} with {number(values.iloc[0])}${unitText(figures.unit)}"
    if len(names) > 1:
        headline += f", {names[-1]} is ${request.order === 'least' ? 'highest' : 'lowest'} with {number(values.iloc[-1])}${unitText(figures.unit)}"
    facts = [f"{name}: {number(value)}${unitText(figures.unit)}" for name, value in zip(names[:${request.limit ? String(request.limit) : '10'}], values)]
    ${spread ? `facts.append(f"All together: {number(values.sum())}${unitText(figures.unit)} in {len(${result}):,} groups")` : `facts.append(f"{len(${result}):,} groups from {len(${rows.frame}):,} rows")`}
    if len(${result}) > ${String(MOST_BARS)}:
        notes.append(f"The chart shows the first ${String(MOST_BARS)} of {len(${result}):,} groups; the table has all")
    final_result = f"{names[0]}: {number(values.iloc[0])}${unitText(figures.unit)}"
  `
  return { title, result, code, chart: groupChart({ request, figures, groups, result }) }
}

export const missingNote = (frame: string, column: Column): string =>
  column.missing > 0
    ? `if nameless := int(${frame}[${text(column.name)}].isna().sum()):\n    notes.append(f"{nameless:,} rows without ${inside(column.name)} are in no group")`
    : ''

function groupChart({
  request,
  figures,
  groups,
  result,
}: {
  request: Request
  figures: Figures
  groups: Column[]
  result: string
}): Chart {
  const [x, series] = groups
  const [measure] = request.measures
  const label =
    measure && figures.columns.length === 1 && request.aggregate !== 'count'
      ? upper(figures.says) + (measure.unit ? ` (${measure.unit})` : '')
      : figures.columns[0] === 'count'
        ? 'Number of rows'
        : 'Value'
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
