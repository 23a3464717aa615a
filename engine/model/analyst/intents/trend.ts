/** Over time: monthly revenue, daily mean temperature, yearly life expectancy by continent, growth from one to the next. */
import { ADVERB, label, measured, PANDAS, resultColumn, titled, upper, variable } from '../naming.ts'
import { inside, key, py, text } from '../python.ts'
import type { Frequency, Request } from '../request.ts'
import { stored, type Column } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'
import { unitText } from './group.ts'

const PERIOD: Record<Frequency, string> = { hour: 'h', day: 'D', week: 'W-SUN', month: 'M', quarter: 'Q', year: 'Y' }
const FORMAT: Record<Frequency, string> = {
  hour: '%Y-%m-%d %H:00',
  day: '%Y-%m-%d',
  week: 'week of %Y-%m-%d',
  month: '%b %Y',
  quarter: '',
  year: '%Y',
}
const MOST_SERIES = 8

/** So that there are about 12 to 60 points: from the range of the dates, by what the profile knows of it. */
export function frequencyFor(column: Column): Frequency {
  if (column.yearOnly) return 'year'
  const [from, to] = [Date.parse(String(column.min ?? '')), Date.parse(String(column.max ?? ''))]
  if (Number.isNaN(from) || Number.isNaN(to)) return 'month'
  const days = (to - from) / 86_400_000
  if (days <= 3) return 'hour'
  if (days <= 62) return 'day'
  if (days <= 200) return 'week'
  return days <= 365 * 8 ? 'month' : 'year'
}

export function writeTrend(request: Request, rows: Rows): Written {
  const world = worldOf(request, rows)
  const { series, result, of, columns, frequency, time, period } = world
  const code = [computed(world), extras(world), series ? seriesWords(world) : words(world)]
  const by = series ? ` by ${label(series)}` : ''
  const unit = world.measures[0]?.unit
  const chart: Chart = {
    kind: 'line',
    frame: result,
    x: period,
    y: columns,
    ...(series ? { series: series.name } : {}),
    xLabel: time.yearOnly ? time.label : upper(frequency),
    yLabel: columns.length > 1 ? (unit ?? 'Value') : upper(of) + (unit ? ` (${unit})` : ''),
  }
  return {
    title: titled(request, `${ADVERB[frequency]} ${of}${by}`),
    result,
    code: code.filter(part => part !== '').join('\n\n'),
    chart,
  }
}

const timeOf = (request: Request): Column | undefined =>
  request.groups.find(column => column.role === 'time') ??
  request.time ??
  stored(request.table).find(column => column.role === 'time')

function worldOf(request: Request, rows: Rows): Trend {
  const time = timeOf(request)
  if (!time) throw new Error('a trend needs a time column')
  const frequency = time.yearOnly ? 'year' : (request.frequency ?? frequencyFor(time))
  const [series] = request.groups.filter(column => column !== time && column.role !== 'time')
  const counts = request.aggregate === 'count' || request.measures.length === 0
  const measures = request.measures.slice(0, series ? 1 : 6)
  const aggregate = request.aggregate ?? 'sum'
  const named = counts ? 'count' : measures.map(column => column.name).join(' ')
  return {
    request,
    rows,
    time,
    frequency,
    series,
    counts,
    measures,
    columns: counts ? ['count'] : measures.map(column => resultColumn(column, aggregate)),
    of: counts ? 'number of rows' : measures.map(column => measured(column, aggregate)).join(', '),
    result: variable(`${ADVERB[frequency]} ${named}${series ? ` by ${series.name}` : ''}`),
    period: time.yearOnly ? time.name : frequency,
  }
}

type Trend = {
  request: Request
  rows: Rows
  time: Column
  frequency: Frequency
  series: Column | undefined
  counts: boolean
  measures: Column[]
  columns: string[]
  of: string
  result: string
  /** The column of the result that holds the time. */
  period: string
}

/** The Python of the figures of each period, out of grouped rows. */
function figuresOf({ request, counts, measures }: Trend): string {
  if (counts) return '.size().rename("count").reset_index()'
  const aggregate = request.aggregate ?? 'sum'
  const named = measures.map(
    column => `${text(resultColumn(column, aggregate))}: (${text(column.name)}, ${text(PANDAS[aggregate])})`,
  )
  return `.agg(**{${named.join(', ')}}).reset_index()`
}

function computed(world: Trend): string {
  const { rows, time, frequency, series, result, period } = world
  const keys = series ? `[${text(period)}, ${text(series.name)}]` : text(period)
  const dated = time.yearOnly ? rows.frame : 'dated'
  return py`
    # ${upper(ADVERB[frequency])} figures${series ? `, apart for each ${series.name.replace(/\s+/g, ' ')}` : ''}
    ${time.yearOnly ? '' : datedRows(world)}
    ${series ? manySeries(world, series, dated) : ''}
    ${result} = ${dated}.groupby(${keys}, observed=True)${figuresOf(world)}
    ${gapsFilled(world)}
  `
}

const datedRows = ({
  rows,
  time,
  frequency,
  period,
}: Pick<Trend, 'rows' | 'time' | 'frequency' | 'period'>): string => py`
  dated = ${rows.frame}.dropna(subset=[${text(time.name)}]).copy()
  if undated := len(${rows.frame}) - len(dated):
      notes.append(f"{undated:,} rows without a date were left out")
  dated[${text(period)}] = dated[${text(time.name)}].dt.to_period(${text(PERIOD[frequency])}).dt.start_time
`

/** Sums and counts of a period without rows are zero; means are not. */
function gapsFilled({ request, counts, time, result, period, frequency, series, columns }: Trend): string {
  if (time.yearOnly || !(counts || request.aggregate === 'sum')) return ''
  const [column = 'count'] = columns
  if (series) {
    return py`
      # A ${frequency} without rows of one kind counts as zero, not as missing
      wide = ${result}.pivot(index=${text(period)}, columns=${text(series.name)}, values=${text(column)}).fillna(0)
      ${result} = wide.stack().rename(${text(column)}).reset_index()
    `
  }
  return py`
    # A ${frequency} without rows counts as zero, not as missing
    full = pd.period_range(${result}[${text(period)}].min(), ${result}[${text(period)}].max(), freq=${text(PERIOD[frequency])}).start_time
    ${result} = ${result}.set_index(${text(period)}).reindex(full, fill_value=0).rename_axis(${text(period)}).reset_index()
  `
}

function manySeries({ request, counts, measures }: Trend, series: Column, dated: string): string {
  if (series.distinct <= MOST_SERIES) return ''
  const [measure] = measures
  const size =
    counts || !measure ? '.size()' : `[${text(measure.name)}].${request.aggregate === 'sum' ? 'sum' : 'mean'}()`
  return py`
    # More lines than ${String(MOST_SERIES)} cannot be told apart: the largest stay
    largest = ${dated}.groupby(${text(series.name)}, observed=True)${size}.nlargest(${String(MOST_SERIES)}).index
    ${dated} = ${dated}[${dated}[${text(series.name)}].isin(largest)]
    notes.append("Only the ${String(MOST_SERIES)} largest values of ${inside(series.name)} are shown")
  `
}

function extras({ request, result, columns, series }: Trend): string {
  const each = series ? `.groupby(${text(series.name)}, observed=True)` : ''
  const parts: string[] = []
  for (const column of columns) {
    const of = `${result}${each}[${text(column)}]`
    if (request.growth)
      parts.push(
        `${result}[${text(`${column} change %`)}] = (${of}.pct_change() * 100).replace([np.inf, -np.inf], np.nan).round(2)`,
      )
    if (request.cumulative) parts.push(`${result}[${text(`${column} so far`)}] = ${of}.cumsum()`)
  }
  return parts.length > 0
    ? `# ${request.growth ? 'Change from one to the next, in per cent' : 'Running total'}\n${parts.join('\n')}`
    : ''
}

const when = (frequency: Frequency, yearOnly: boolean | undefined, value: string): string => {
  if (yearOnly) return `str(${value})`
  return frequency === 'quarter'
    ? `f"Q{${value}.quarter} {${value}.year}"`
    : `${value}.strftime(${text(FORMAT[frequency])})`
}

function headline(request: Request, of: string, unit: string): string {
  if (!request.peak)
    return `f"${inside(upper(of))} went from {number(values[0])}${unit} ({when[0]}) to {number(values[-1])}${unit} ({when[-1]}){change}"`
  const [word, place] = request.order === 'least' ? ['lowest', 'low'] : ['highest', 'high']
  return `f"{when[${place}]} has the ${word} ${inside(of)}: {number(values[${place}])}${unit}"`
}

function finalOf(request: Request, frequency: Frequency, unit: string): string {
  if (request.growth) return `f"{growth:+.1f}% on average from one ${frequency} to the next"`
  const [word, place] = request.order === 'least' ? ['Lowest', 'low'] : ['Highest', 'high']
  return `f"${word} in {when[${place}]}: {number(values[${place}])}${unit}"`
}

function words({ request, time, frequency, columns, of, result, period, measures, counts }: Trend): string {
  const [first = 'count'] = columns
  const unit = unitText(measures[0]?.unit ?? '')
  const adds = counts || request.aggregate === 'sum'
  const more = columns
    .slice(1)
    .map(
      column =>
        `facts.append(f"${inside(column)}: {number(${result}[${key(column)}].iloc[0])} at first, {number(${result}[${key(column)}].iloc[-1])} at last")`,
    )
  return py`
    # In words
    points = ${result}.dropna(subset=[${text(first)}])
    when = [${when(frequency, time.yearOnly, 'point')} for point in points[${text(period)}]]
    values = points[${text(first)}].tolist()
    high, low = int(np.argmax(values)), int(np.argmin(values))
    change = f", {(values[-1] / values[0] - 1) * 100:+.1f}%" if values[0] else ""
    headline = ${headline(request, of, unit)}
    facts = [
        f"Highest: {number(values[high])}${unit} in {when[high]}",
        f"Lowest: {number(values[low])}${unit} in {when[low]}",
        f"Average of a ${frequency}: {number(sum(values) / len(values))}${unit} over {len(values)} ${frequency}s",
    ]
    ${adds ? `facts.append(f"All together: {number(sum(values))}${unit}")` : ''}
    ${more.join('\n')}
    ${request.growth ? growthWords(result, `${first} change %`) : ''}
    final_result = ${finalOf(request, frequency, unit)}
  `
}

const growthWords = (result: string, column: string): string => py`
  growth = ${result}[${text(column)}].mean()
  facts.append(f"Change from one to the next: {growth:+.1f}% on average, best {${result}[${key(column)}].max():+.1f}%, worst {${result}[${key(column)}].min():+.1f}%")
`

function seriesWords({ time, frequency, series, columns, of, result, period, measures }: Trend): string {
  const [first = 'count'] = columns
  const key = text(series?.name ?? '')
  const unit = unitText(measures[0]?.unit ?? '')
  return py`
    # In words
    facts = []
    ends = {}
    for name, part in ${result}.sort_values(${text(period)}).groupby(${key}, observed=True):
        values = part[${text(first)}].tolist()
        change = f", {(values[-1] / values[0] - 1) * 100:+.1f}%" if values[0] else ""
        ends[str(name)] = values[-1]
        facts.append(f"{name}: from {number(values[0])}${unit} to {number(values[-1])}${unit}{change}")
    last = ${result}[${text(period)}].max()
    when = ${when(frequency, time.yearOnly, 'last')}
    leader = max(ends, key=ends.get)
    headline = f"${inside(upper(of))} by ${inside(series?.name ?? '')} up to {when}: {leader} is highest at the end with {number(ends[leader])}${unit}"
    final_result = f"{leader}: {number(ends[leader])}${unit} in {when}"
  `
}
