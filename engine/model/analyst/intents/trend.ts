/** Over time: monthly revenue, daily mean temperature, yearly life expectancy by continent, growth from one to the next. */
import { label, listed, measured, paced, PANDAS, resultColumn, titled, upper, variable } from '../naming.ts'
import { bare, inside, py, text } from '../python.ts'
import type { Condition, Frequency, Request } from '../request.ts'
import { sentence } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'
import { addsOverTime, changeColumn, runningColumn, hasManySeries, MOST_SERIES, type Trend } from './trend-world.ts'
import { seriesWords, trendWords } from './trend-words.ts'
import { PERIOD } from '../whole-periods.ts'

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
  const { language } = request
  const unit = world.measures[0]?.unit
  const chart: Chart = {
    kind: 'line',
    frame: result,
    x: period,
    y: request.cumulative && !series ? columns.map(runningColumn) : columns,
    ...(series ? { series: series.name } : {}),
    xLabel: time.yearOnly ? time.label : upper(sentence(language, `unit.${frequency}`)),
    yLabel: columns.length > 1 ? (unit ?? '') : upper(of) + (unit ? ` (${unit})` : ''),
  }
  const what = paced(frequency, of, language)
  return {
    title: titled(request, series ? sentence(language, 'by.groups', { what, groups: label(series, language) }) : what),
    result,
    compute: [computed(world), extras(world)].filter(part => part !== '').join('\n\n'),
    words: series ? seriesWords(world, series) : trendWords(world),
    whenEmpty: `f"${inside(sentence(language, 'trend.none', { what: of }))}"`,
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
  const { language } = request
  const frequency = time.yearOnly ? 'year' : (request.frequency ?? frequencyFor(time))
  const [series] = request.groups.filter(column => column !== time && column.role !== 'time')
  const counts = request.aggregate === 'count' || request.measures.length === 0
  const measures = request.measures.slice(0, series ? 1 : 6)
  const aggregate = request.aggregate ?? 'sum'
  const named = counts ? sentence(language, 'of.rows') : measures.map(column => column.name).join(' ')
  return {
    request,
    rows,
    time,
    frequency,
    series,
    counts,
    measures,
    columns: counts ? ['count'] : measures.map(column => resultColumn(column, aggregate, language)),
    of: counts
      ? sentence(language, 'of.rows')
      : listed(
          measures.map(column => measured(column, aggregate, language)),
          language,
        ),
    result: variable(paced(frequency, `${named}${series ? ` ${series.name}` : ''}`, language)),
    period: time.yearOnly ? time.name : frequency,
  }
}

/** The Python of the figures of each period, out of grouped rows. */
function figuresOf({ request, counts, measures }: Trend): string {
  if (counts) return '.size().rename("count").reset_index()'
  const aggregate = request.aggregate ?? 'sum'
  const named = measures.map(
    column =>
      `${text(resultColumn(column, aggregate, request.language))}: (${text(column.name)}, ${text(PANDAS[aggregate])})`,
  )
  return `.agg(**{${named.join(', ')}}).reset_index()`
}

function computed(world: Trend): string {
  const { time, frequency, series, result, period, of, request } = world
  const keys = series ? `[${text(period)}, ${text(series.name)}]` : text(period)
  return py`
    # ${bare(upper(paced(frequency, of, request.language)))}${series ? `, apart for each ${bare(series.name)}` : ''}
    ${datedRows(world)}
    ${series ? manySeries(world, series) : ''}
    ${result} = dated.groupby(${keys}, observed=True)${figuresOf(world)}
    ${time.yearOnly ? '' : gapsFilled(world)}
  `
}

function datedRows({ rows, time, frequency, period, counts, measures }: Trend): string {
  const present = [time.name, ...(counts || measures.length !== 1 ? [] : measures.map(column => column.name))]
  const kept = present.map(name => text(name)).join(', ')
  if (time.yearOnly) return `dated = ${rows.frame}.dropna(subset=[${kept}])`
  return py`
    dated = ${rows.frame}.dropna(subset=[${kept}]).copy()
    dated[${text(period)}] = dated[${text(time.name)}].dt.tz_localize(None).dt.to_period(${text(PERIOD[frequency])}).dt.start_time
  `
}

/** "Q1 2023 and Q1 2024", "each March": what lies between was not asked for, and is not zero. */
const leavesGaps = (condition: Condition): boolean =>
  condition.kind === 'calendar' || (condition.kind === 'time' && condition.or !== undefined)

/** Sums and counts of a period without rows are zero; means are not. */
function gapsFilled({ request, counts, measures, result, period, frequency, series, columns }: Trend): string {
  if (!addsOverTime({ request, counts, measures }) || request.conditions.some(leavesGaps)) return ''
  const [column = 'count'] = columns
  if (series) {
    return py`
      # A ${frequency} without rows of one kind counts as zero, not as missing
      ${result} = ${result}.pivot(index=${text(period)}, columns=${text(series.name)}, values=${text(column)}).fillna(0).stack().rename(${text(column)}).reset_index()
    `
  }
  return py`
    # A ${frequency} without rows counts as zero, not as missing
    if len(${result}):
        full = pd.period_range(${result}[${text(period)}].min(), ${result}[${text(period)}].max(), freq=${text(PERIOD[frequency])}).start_time
        ${result} = ${result}.set_index(${text(period)}).reindex(full, fill_value=0).rename_axis(${text(period)}).reset_index()
  `
}

function manySeries({ request, counts, measures }: Trend, series: Column): string {
  if (!hasManySeries(series)) return ''
  const [measure] = measures
  const size =
    counts || !measure ? '.size()' : `[${text(measure.name)}].${request.aggregate === 'sum' ? 'sum' : 'mean'}()`
  return py`
    # More lines than ${String(MOST_SERIES)} cannot be told apart: the largest stay
    largest = dated.groupby(${text(series.name)}, observed=True)${size}.nlargest(${String(MOST_SERIES)}).index
    dated = dated[dated[${text(series.name)}].isin(largest)]
  `
}

function extras({ request, result, columns, series }: Trend): string {
  const each = series ? `.groupby(${text(series.name)}, observed=True)` : ''
  const parts: string[] = []
  for (const column of columns) {
    const of = `${result}${each}[${text(column)}]`
    if (request.growth)
      parts.push(
        `${result}[${text(changeColumn(column))}] = (${of}.pct_change() * 100).replace([np.inf, -np.inf], np.nan).round(2)`,
      )
    if (request.cumulative) parts.push(`${result}[${text(runningColumn(column))}] = ${of}.cumsum()`)
  }
  return parts.length > 0
    ? `# ${request.growth ? 'Change from one to the next, in per cent' : 'Running total'}\n${parts.join('\n')}`
    : ''
}
