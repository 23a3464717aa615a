/** What a trend says: where it began and ended, its best and worst point, and what part of a year that was. */
import { measured, upper } from '../naming.ts'
import { figure, inside, key, py, text } from '../python.ts'
import type { Frequency } from '../request.ts'
import { percent, say, sentence, type Language } from '../say/say.ts'
import { shortMonths } from '../say/times.ts'
import type { Column } from '../table.ts'
import { unitText } from './group.ts'
import { addsOverTime, changeColumn, hasManySeries, MOST_SERIES, PERIOD, type Trend } from './trend-world.ts'

const FORMAT: Record<Frequency, string> = {
  hour: '%Y-%m-%d %H:00',
  day: '%Y-%m-%d',
  week: '%Y-%m-%d',
  month: '%b %Y',
  quarter: '',
  year: '%Y',
}

/** A Python expression for the name of a point in time. */
function when({ time, frequency, request: { language } }: Trend, value: string): string {
  if (time.yearOnly) return `str(${value})`
  if (frequency === 'quarter') return `f"Q{${value}.quarter} {${value}.year}"`
  const plain = `${value}.strftime(${text(FORMAT[frequency])})`
  if (frequency === 'week') return say(language, 'trend.week', { day: `{${plain.replaceAll('"', "'")}}` })
  if (frequency !== 'month' || language === 'en') return plain
  return `${JSON.stringify(shortMonths(language))}[${value}.month - 1] + f" {${value}.year}"`
}

const signed = (expression: string, language: Language): string => percent(figure(expression, '+,.1f'), language)

/** "", or ", +12.3%". */
const changeLine = (language: Language): string =>
  `change = f", ${signed('(values[-1] / values[0] - 1) * 100', language)}" if values[0] > 0 else ""`

export function trendWords(world: Trend): string {
  const { request, time, of, result, period, measures, columns } = world
  const { language } = request
  const [first = 'count'] = columns
  const unit = unitText(measures[0]?.unit ?? '')
  const value = (at: string): string => figure(`values[${at}]`) + unit
  const ends = {
    what: inside(upper(of)),
    start: value('0'),
    first: '{when[0]}',
    end: value('-1'),
    last: '{when[-1]}',
    change: '{change}',
  }
  return py`
    # In words
    points = ${result}.dropna(subset=[${text(first)}])
    when = [${when(world, 'point')} for point in points[${text(period)}]]
    values = points[${text(first)}].tolist()
    high, low = int(np.argmax(values)), int(np.argmin(values))
    ${changeLine(language)}
    headline = ${request.peak ? peakLine(world, unit) : say(language, 'trend.change', ends)}
    facts = [
        ${say(language, 'trend.highest', { value: value('high'), when: '{when[high]}' })},
        ${say(language, 'trend.lowest', { value: value('low'), when: '{when[low]}' })},
        ${say(language, 'trend.average', { value: `${figure('sum(values) / len(values)')}${unit}`, count: figure('len(values)') })},
    ]
    ${addsOverTime(world) ? `facts.append(${say(language, 'trend.total', { value: `${figure('sum(values)')}${unit}` })})` : ''}
    ${moreColumns(world)}
    final_result = ${request.peak ? 'headline' : say(language, 'trend.final', { ...ends, top: '{when[high]}', most: value('high'), bottom: '{when[low]}', least: value('low') })}
    ${request.growth ? growthWords(world, first) : ''}
    ${request.peak ? partOfWhole(world, unit) : ''}
    if len(values) == 1:
        headline = final_result = ${say(language, 'trend.single', { what: inside(upper(of)), value: value('0'), when: '{when[0]}' })}
        facts = []
    ${undated(world)}
    ${time.yearOnly ? '' : partial(world)}
  `
}

const moreColumns = ({ result, measures, columns, request: { language, aggregate } }: Trend): string =>
  columns
    .slice(1)
    .map((column, place) => {
      const named = measures[place + 1]
      const ends = {
        column: inside(upper(named ? measured(named, aggregate ?? 'sum', language) : column)),
        start: figure(`${result}[${key(column)}].iloc[0]`),
        end: figure(`${result}[${key(column)}].iloc[-1]`),
      }
      return `facts.append(${say(language, 'trend.ends', ends)})`
    })
    .join('\n')

function growthWords({ result, request: { language } }: Trend, first: string): string {
  const column = changeColumn(first)
  const mean = signed('growth', language)
  const best = signed(`${result}[${key(column)}].max()`, language)
  const worst = signed(`${result}[${key(column)}].min()`, language)
  return py`
    growth = ${result}[${text(column)}].mean()
    facts.append(${say(language, 'trend.growth', { mean, best, worst })})
    final_result = ${say(language, 'trend.growth.final', { mean })}
  `
}

type Point = { when: string; value: string }

const peakOf = ({ request }: Trend, unit: string): Point => {
  const at = request.order === 'least' ? 'low' : 'high'
  return { when: `{when[${at}]}`, value: `${figure(`values[${at}]`)}${unit}` }
}

/** Which month was best. */
const peakLine = (world: Trend, unit: string): string =>
  say(world.request.language, `trend.peak.${world.request.order}`, {
    ...peakOf(world, unit),
    what: inside(world.of),
  })

/** Where it was asked for: what part of its year, or of all, the best one is. */
function partOfWhole(world: Trend, unit: string): string {
  const { request, period, time, columns } = world
  const { language, order, within } = request
  const [first = 'count'] = columns
  if (!within || !addsOverTime(world)) return ''
  const at = order === 'least' ? 'low' : 'high'
  const ofYear = within === 'year' && !time.yearOnly
  const dates = `points[${text(period)}]`
  const whole = ofYear ? '{year}' : inside(sentence(language, 'trend.whole.all'))
  const share = percent(figure(`values[${at}] / whole * 100`, ',.1f'), language)
  return py`
    ${ofYear ? `year = int(${dates}.iloc[${at}].year)\nwhole = float(points.loc[${dates}.dt.year == year, ${text(first)}].sum())` : 'whole = float(sum(values))'}
    if whole:
        final_result = ${say(language, 'trend.peak.share', { ...peakOf(world, unit), share, whole })}
        headline += f", ${sentence(language, 'trend.part', { whole, share })}"
        facts.insert(0, ${say(language, 'trend.whole', { whole, value: `${figure('whole')}${unit}` })})
  `
}

const undated = ({ rows, time, request: { language } }: Trend): string =>
  time.missing > 0 || time.convert !== undefined
    ? py`
      if undated := int(${rows.frame}[${text(time.name)}].isna().sum()):
          notes.append(${say(language, 'trend.undated', { count: figure('undated') })})
    `
    : ''

/** A last month that ends on its tenth is no fall. */
function partial(world: Trend): string {
  const { rows, time, frequency, request, period, result } = world
  if (!addsOverTime(world) || frequency === 'hour' || frequency === 'day') return ''
  const slots = { when: '{when[-1]}', last: "{last.strftime('%Y-%m-%d')}" }
  return py`
    dates = ${rows.frame}[${text(time.name)}].dropna()
    last = dates.max()
    for step in ["Y", "Q", "M"]:
        if (dates == dates.dt.to_period(step).dt.start_time).all():
            last = last.to_period(step).end_time  # figures of whole periods bear their first day
            break
    period = ${result}[${text(period)}].iloc[-1].to_period(${text(PERIOD[frequency])})
    if (period.end_time - last) / (period.end_time - period.start_time) > 0.15:
        notes.append(${say(request.language, 'trend.partial', slots)})
  `
}

export function seriesWords(world: Trend, series: Column): string {
  const { columns, of, result, period, measures, request } = world
  const { language } = request
  const [first = 'count'] = columns
  const unit = unitText(measures[0]?.unit ?? '')
  const line = {
    name: '{name}',
    start: `${figure('values[0]')}${unit}`,
    end: `${figure('values[-1]')}${unit}`,
    change: '{change}',
  }
  const slots = {
    what: inside(upper(of)),
    group: inside(series.name),
    when: '{when}',
    leader: '{leader}',
    value: `${figure('ends[leader]')}${unit}`,
  }
  return py`
    # In words
    facts, ends = [], {}
    for name, part in ${result}.dropna(subset=[${text(first)}]).sort_values(${text(period)}).groupby(${text(series.name)}, observed=True):
        values = part[${text(first)}].tolist()
        ${changeLine(language)}
        ends[str(name)] = values[-1]
        facts.append(${say(language, 'trend.series.line', line)})
    last = ${result}[${text(period)}].max()
    when = ${when(world, 'last')}
    leader = max(ends, key=ends.get)
    headline = ${say(language, 'trend.series', slots)}
    final_result = headline + ". " + "; ".join(facts)
    ${hasManySeries(series) ? `notes.append(${say(language, 'trend.largest', { count: String(MOST_SERIES), column: inside(series.name) })})` : ''}
    ${undated(world)}
  `
}
