/** A table of two groups, one down and one across. */
import { label, PANDAS, titled, upper, resultName, measured, withUnit } from '../naming.ts'
import { bare, figure, inside, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeGroup } from './group.ts'

function sides(request: Request): Column[] {
  const { groups, table } = request
  const isFew = (column: Column) => column.role === 'category' && column.distinct <= 50
  return [...groups, ...stored(table).filter(column => isFew(column) && !groups.includes(column))]
}

export function writePivot(request: Request, rows: Rows): Written {
  const { language } = request
  const [down, second] = sides(request)
  if (!down || !second) return writeGroup(request, rows)
  const [measure] = request.measures
  const counts = request.aggregate === 'count' || !measure
  const aggregate = request.aggregate ?? 'sum'
  const of = counts ? sentence(language, 'of.rows') : measured(measure, aggregate, language)
  const result = resultName(
    request,
    `${of} by ${down.name} and ${second.name}`,
    sentence(language, 'pivot.title', { what: of, down: down.name, across: second.name }),
  )
  const compute = py`
    # ${bare(upper(of))}: ${bare(down.name)} down, ${bare(second.name)} across
    ${result} = ${counts ? `pd.crosstab(${rows.frame}[${text(down.name)}], ${rows.frame}[${text(second.name)}])` : `${rows.frame}.pivot_table(index=${text(down.name)}, columns=${text(second.name)}, values=${text(measure.name)}, aggfunc=${text(PANDAS[aggregate])}, observed=True)`}
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
    x: down.name,
    y: [],
    xLabel: withUnit(second),
    yLabel: withUnit(down),
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
