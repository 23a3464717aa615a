/** A table of two groups, one down and one across. */
import { label, PANDAS, titled, upper, variable, measured } from '../naming.ts'
import { inside, py, text } from '../python.ts'
import type { Frequency, Request } from '../request.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeGroup } from './group.ts'

const PERIOD: Record<Frequency, string> = {
  hour: '%Y-%m-%d %H:00',
  day: '%Y-%m-%d',
  week: '%G-W%V',
  month: '%Y-%m',
  quarter: '',
  year: '%Y',
}

/** A time in a pivot is cut to its month (or what was asked). */
function across(column: Column, request: Request, frame: string): { key: string; code: string } {
  if (column.role !== 'time' || column.yearOnly) return { key: column.name, code: '' }
  const frequency = request.frequency ?? 'month'
  const dates = `${frame}[${text(column.name)}]`
  return {
    key: frequency,
    code: `${frame} = ${frame}.assign(${frequency}=${frequency === 'quarter' ? `${dates}.dt.to_period("Q").astype(str)` : `${dates}.dt.strftime(${text(PERIOD[frequency])})`})`,
  }
}

export function writePivot(request: Request, rows: Rows): Written {
  const groups = [...request.groups]
  if (request.frequency && request.time && !groups.some(column => column.role === 'time')) groups.push(request.time)
  const categories = stored(request.table).filter(
    column => column.role === 'category' && !groups.includes(column) && column.distinct <= 50,
  )
  const [down, second] = [...groups, ...categories]
  if (!down || !second) return writeGroup(request, rows)
  const [measure] = request.measures
  const counts = request.aggregate === 'count' || !measure
  const aggregate = request.aggregate ?? 'sum'
  const of = counts ? 'number of rows' : measured(measure, aggregate)
  const first = across(down, request, rows.frame)
  const other = across(second, request, rows.frame)
  const result = variable(`${of} by ${down.name} and ${second.name}`)
  const code = py`
    # ${upper(of)}: ${down.name.replace(/\s+/g, ' ')} down, ${second.name.replace(/\s+/g, ' ')} across
    ${first.code}
    ${other.code}
    ${result} = ${counts ? `pd.crosstab(${rows.frame}[${text(first.key)}], ${rows.frame}[${text(other.key)}])` : `${rows.frame}.pivot_table(index=${text(first.key)}, columns=${text(other.key)}, values=${text(measure.name)}, aggfunc=${text(PANDAS[aggregate])}, observed=True)`}
    ${result}.columns = [str(name) for name in ${result}.columns]

    # In words
    cells = ${result}.stack().dropna().sort_values(ascending=False)
    facts = [f"{one} / {other}: {number(value)}" for (one, other), value in cells.head(5).items()]
    facts.append(f"Lowest: {cells.index[-1][0]} / {cells.index[-1][1]}: {number(cells.iloc[-1])}")
    headline = f"${inside(upper(of))} is highest for {cells.index[0][0]} / {cells.index[0][1]}: {number(cells.iloc[0])}"
    final_result = f"{cells.index[0][0]} / {cells.index[0][1]}: {number(cells.iloc[0])}"
  `
  const chart = {
    kind: 'heatmap' as const,
    frame: result,
    x: first.key,
    y: [],
    xLabel: label(second),
    yLabel: of,
    raw: true,
  }
  return { title: titled(request, `${of} by ${label(down)} and ${label(second)}`), result, code, chart, matrix: true }
}
