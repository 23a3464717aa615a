/** A table of two groups, one down and one across. */
import { label, PANDAS, titled, upper, variable, measured } from '../naming.ts'
import { bare, figure, inside, py, text } from '../python.ts'
import type { Frequency, Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeGroup } from './group.ts'

const FORMAT: Record<Frequency, string> = {
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
    code: `.assign(${frequency}=${frequency === 'quarter' ? `${dates}.dt.to_period("Q").astype(str)` : `${dates}.dt.strftime(${text(FORMAT[frequency])})`})`,
  }
}

function sides(request: Request): Column[] {
  const groups = [...request.groups]
  if (request.frequency && request.time && !groups.some(column => column.role === 'time')) groups.push(request.time)
  const categories = stored(request.table).filter(
    column => column.role === 'category' && !groups.includes(column) && column.distinct <= 50,
  )
  return [...groups, ...categories]
}

export function writePivot(request: Request, rows: Rows): Written {
  const { language } = request
  const [down, second] = sides(request)
  if (!down || !second) return writeGroup(request, rows)
  const [measure] = request.measures
  const counts = request.aggregate === 'count' || !measure
  const aggregate = request.aggregate ?? 'sum'
  const of = counts ? sentence(language, 'of.rows') : measured(measure, aggregate, language)
  const first = across(down, request, rows.frame)
  const other = across(second, request, rows.frame)
  const result = variable(`${of} by ${down.name} and ${second.name}`)
  const parted = `${rows.frame}${first.code}${other.code}`
  const compute = py`
    # ${bare(upper(of))}: ${bare(down.name)} down, ${bare(second.name)} across
    parted = ${parted}
    ${result} = ${counts ? `pd.crosstab(parted[${text(first.key)}], parted[${text(other.key)}])` : `parted.pivot_table(index=${text(first.key)}, columns=${text(other.key)}, values=${text(measure.name)}, aggfunc=${text(PANDAS[aggregate])}, observed=True)`}
    ${result}.columns = [str(name) for name in ${result}.columns]
  `
  const highest = {
    what: inside(upper(of)),
    one: '{cells.index[0][0]}',
    other: '{cells.index[0][1]}',
    value: figure('cells.iloc[0]'),
  }
  const lowest = { one: '{cells.index[-1][0]}', other: '{cells.index[-1][1]}', value: figure('cells.iloc[-1]') }
  const words = py`
    # In words
    cells = ${result}.stack().dropna().sort_values(ascending=False)
    facts = [f"{one} / {other}: ${figure('value')}" for (one, other), value in cells.head(5).items()]
    facts.append(${say(language, 'pivot.lowest', lowest)})
    headline = final_result = ${say(language, 'pivot.highest', highest)}
  `
  const chart = {
    kind: 'heatmap' as const,
    frame: result,
    x: first.key,
    y: [],
    xLabel: label(second, language),
    yLabel: label(down, language),
    raw: true,
  }
  const named = { what: of, down: label(down, language), across: label(second, language) }
  return {
    title: titled(request, sentence(language, 'pivot.title', named)),
    result,
    compute,
    words,
    whenEmpty: say(language, 'group.none'),
    chart,
    matrix: true,
  }
}
