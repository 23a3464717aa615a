/** What a trend says: where it began and ended, its best and worst point, and what part of a year that was. */
import { measured, upper } from '../naming.ts'
import { figure, inside, key, py, text } from '../python.ts'
import { percent, say, sentence, type Language } from '../say/say.ts'
import type { Column } from '../table.ts'
import { unitText } from './group.ts'
import { addsOverTime, changeColumn, hasManySeries, MOST_SERIES, type Trend } from './trend-world.ts'
import { coverCode, isWhole, periodName, PERIOD } from '../whole-periods.ts'

/** A Python expression for the name of a point in time. */
const when = ({ time, frequency, request: { language } }: Trend, value: string): string =>
  time.yearOnly ? `str(${value})` : periodName(frequency, value, language)

const signed = (expression: string, language: Language): string => percent(figure(expression, '+,.1f'), language)

/** "", or ", +12.3%". */
const changeLine = (language: Language, [first, last]: [string, string]): string =>
  `change = f", ${signed(`(values[${last}] / values[${first}] - 1) * 100`, language)}" if values[${first}] > 0 else ""`

export function trendWords(world: Trend): string {
  const { request, of, result, period, measures, columns } = world
  const { language } = request
  const [first = 'count'] = columns
  const unit = unitText(measures[0]?.unit ?? '')
  const value = (at: string): string => figure(`values[${at}]`) + unit
  const ends = {
    what: inside(upper(of)),
    start: value('first'),
    first: '{when[first]}',
    end: value('last'),
    last: '{when[last]}',
    change: '{change}',
  }
  return py`
    # In words
    points = ${result}.dropna(subset=[${text(first)}])
    when = [${when(world, 'point')} for point in points[${text(period)}]]
    values = points[${text(first)}].tolist()
    ${unfinished(world)}
    complete = [at for at, point in enumerate(points[${text(period)}]) if point not in unfinished]
    first, last = complete[0], complete[-1]
    high, low = int(np.argmax(values)), min(complete, key=values.__getitem__)
    ${changeLine(language, ['first', 'last'])}
    headline = ${request.peak ? peakLine(world, unit) : say(language, 'trend.change', ends)}
    facts = [
        ${say(language, 'trend.highest', { value: value('high'), when: '{when[high]}' })},
        ${say(language, 'trend.lowest', { value: value('low'), when: '{when[low]}' })},
        ${say(language, 'trend.average', { value: `${figure('sum(values[at] for at in complete) / len(complete)')}${unit}`, count: figure('len(complete)') })},
        *(${say(language, 'trend.so.far', { when: '{when[at]}', value: value('at') })} for at in range(last + 1, len(values))),
    ]
    ${addsOverTime(world) ? `facts.append(${say(language, 'trend.total', { value: `${figure('sum(values)')}${unit}` })})` : ''}
    ${moreColumns(world)}
    final_result = ${request.peak ? 'headline' : say(language, 'trend.final', { ...ends, top: '{when[high]}', most: value('high'), bottom: '{when[low]}', least: value('low') })}
    ${request.growth ? growthWords(world, first) : ''}
    ${request.cumulative && !request.peak && addsOverTime(world) ? runningWords(world, unit) : ''}
    ${request.peak ? partOfWhole(world, unit) : ''}
    if len(values) == 1:
        headline = final_result = ${say(language, 'trend.single', { what: inside(upper(of)), value: value('0'), when: '{when[0]}' })}
        facts = []
    ${undated(world)}
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

function growthWords({ result, period, request: { language } }: Trend, first: string): string {
  const column = changeColumn(first)
  const mean = signed('growth', language)
  const best = signed(`${result}[${key(column)}].max()`, language)
  const worst = signed(`${result}[${key(column)}].min()`, language)
  return py`
    ${result}.loc[${result}[${text(period)}].isin(unfinished) | ${result}[${text(period)}].shift().isin(unfinished), ${text(column)}] = np.nan
    growth = ${result}[${text(column)}].mean()
    facts.append(${say(language, 'trend.growth', { mean, best, worst })})
    final_result = ${say(language, 'trend.growth.final', { mean })}
  `
}

/** The running total is what was asked for: all of it, and when half of it was there. */
const runningWords = ({ of, request: { language } }: Trend, unit: string): string => py`
  half = next(at for at in range(len(values)) if sum(values[: at + 1]) * 2 >= sum(values)) if sum(values) > 0 else None
  headline = final_result = ${say(language, 'trend.running', { what: inside(of), value: `${figure('sum(values)')}${unit}`, when: '{when[-1]}' })}
  if half is not None:
      facts.insert(0, ${say(language, 'trend.running.half', { when: '{when[half]}' })})
`

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

/**
 * Sets `unfinished`: the first and the last period where the rows do not cover them, for a month that ends on its tenth is no fall. Where
 * fewer than two others are there to compare, none is left out and that is said.
 */
function unfinished(world: Trend): string {
  const { rows, time, frequency, request, period, result } = world
  const isCovered = frequency === 'hour' || frequency === 'day' || time.yearOnly || request.conditions.some(isWhole)
  if (!addsOverTime(world) || isCovered) return 'unfinished = []'
  const { language } = request
  const newest = { when: '{ended}', last: "{newest.strftime('%Y-%m-%d')}" }
  const oldest = { when: '{begun}', first: "{oldest.strftime('%Y-%m-%d')}" }
  return py`
    ${coverCode(rows.frame, time.name)}
    spans, unfinished = [pd.Timestamp(span) for span in sorted(${result}[${text(period)}].unique())], []
    opens, ends = spans[0].to_period(${text(PERIOD[frequency])}), spans[-1].to_period(${text(PERIOD[frequency])})
    if ends.end_time - newest > slack(ends):
        ended, unfinished = ${when(world, 'spans[-1]')}, [spans[-1]] if len(spans) > 2 else []
        notes.append(${say(language, 'trend.partial.last', newest)} if unfinished else ${say(language, 'trend.partial', newest)})
    if oldest - opens.start_time > slack(opens):
        begun, compared = ${when(world, 'spans[0]')}, len(spans) - len(unfinished) <= 2
        unfinished = unfinished if compared else [*unfinished, spans[0]]
        notes.append(${say(language, 'trend.partial.begin', oldest)} if compared else ${say(language, 'trend.partial.first', oldest)})
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
    ${unfinished(world)}
    facts, ends = [], {}
    whole = ${result}[~${result}[${text(period)}].isin(unfinished)].dropna(subset=[${text(first)}])
    for name, part in whole.sort_values(${text(period)}).groupby(${text(series.name)}, observed=True):
        values = part[${text(first)}].tolist()
        ${changeLine(language, ['0', '-1'])}
        ends[str(name)] = values[-1]
        facts.append(${say(language, 'trend.series.line', line)})
    last = whole[${text(period)}].max()
    when = ${when(world, 'last')}
    leader = max(ends, key=ends.get)
    headline = ${say(language, 'trend.series', slots)}
    final_result = headline
    ${hasManySeries(series) ? `notes.append(${say(language, 'trend.largest', { count: String(MOST_SERIES), column: inside(series.name) })})` : ''}
    ${undated(world)}
  `
}
