/** Top 5 products by revenue, the three cheapest cars, who earns the most, which month was best. */
import { label, titled, upper, variable, withUnit } from '../naming.ts'
import { inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { stored, type Column } from '../table.ts'
import { mainMeasure } from '../parts.ts'
import type { Chart, Rows, Written } from '../written.ts'
import { aggregated, groupsSay, keysOf, missingNote, unitText } from './group.ts'
import { writeOverview } from './overview.ts'

const WORDS = { most: { end: 'highest', start: 'Top' }, least: { end: 'lowest', start: 'Bottom' } }

export function writeRank(request: Request, rows: Rows): Written {
  const [group] = request.groups
  const [measure] = request.measures
  const single = group !== undefined && group.distinct >= request.table.rows * 0.99
  if (!group || (single && measure && !request.table.panel)) return writeRows(request, rows)
  return writeGroups(request, rows)
}

/** How a place in a ranking is said, and which of them are the short answer. */
const wordsOf = (request: Request, unit: string): { ascending: string; facts: string; final: string } => ({
  ascending: request.order === 'least' ? 'True' : 'False',
  facts: `[f"{place}. {name}: {number(value)}${unit}" for place, (name, value) in enumerate(zip(names, values), start=1)]`,
  final:
    (request.limit ?? 1) > 1
      ? `", ".join(f"{name}: {number(value)}${unit}" for name, value in zip(names, values))`
      : `f"{names[0]}: {number(values.iloc[0])}${unit}"`,
})

const rowName = (groups: Column[]): string =>
  groups.length === 1
    ? `str(row[${text(groups[0]?.name ?? '')}])`
    : `" / ".join(str(row[key]) for key in ${list(groups.map(group => group.name))})`

function writeGroups(request: Request, rows: Rows): Written {
  const groups = request.groups.slice(0, 2)
  const figures = aggregated(request, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const limit = request.limit ?? 10
  const { start, end } = WORDS[request.order]
  const plural = groupsSay(groups)
  const title = titled(
    request,
    request.limit ? `${start} ${limit} ${plural} by ${figures.says}` : `${plural} by ${figures.says}`,
  )
  const result = variable(`${start} ${plural} by ${figures.says}`)
  const say = wordsOf(request, unitText(figures.unit))
  const code = py`
    # ${upper(figures.says)} for each ${plural}; the ${request.order === 'least' ? 'smallest' : 'largest'} ${String(limit)}
    every = ${figures.code}
    ${result} = every.sort_values(${text(first)}, ascending=${say.ascending}, ignore_index=True).head(${String(limit)})
    ${groups.map(each => missingNote(rows.frame, each)).join('\n')}

    # In words
    values = ${result}[${text(first)}]
    names = [${rowName(groups)} for _, row in ${result}.iterrows()]
    headline = f"{names[0]} has the ${end} ${inside(figures.says)}: {number(values.iloc[0])}${unitText(figures.unit)}"
    facts = ${say.facts}
    ${request.limit ? `if len(every) < ${limit}:\n    notes.append(f"There are only {len(every)} to rank")` : ''}
    final_result = ${say.final}
  `
  return {
    title,
    result,
    code,
    chart: rankChart({
      groups,
      result,
      columns: figures.columns,
      yLabel: upper(figures.says) + (figures.unit ? ` (${figures.unit})` : ''),
    }),
  }
}

const rankChart = ({
  groups: [group, series],
  result,
  columns,
  yLabel,
}: {
  groups: Column[]
  result: string
  columns: string[]
  yLabel: string
}): Chart => ({
  kind: 'bar',
  frame: result,
  x: group?.name ?? '',
  y: columns.slice(0, 1),
  ...(series ? { series: series.name } : {}),
  xLabel: group ? withUnit(group) : '',
  yLabel,
})

/** Whose row it is: the group asked for, else a name, else the first category. */
const ownerOf = ({ groups, table }: Request): Column | undefined =>
  groups[0] ??
  stored(table).find(column => column.words.includes('name')) ??
  stored(table).find(column => column.role === 'category')

/** Each row is one of its kind, so that rows are ranked as they are, with what else is known about them. */
function writeRows(request: Request, rows: Rows): Written {
  const measure = request.measures[0] ?? mainMeasure(request.table)
  if (!measure) return writeOverview(request, rows)
  const who = ownerOf(request)
  const limit = request.limit ?? 10
  const { start, end } = WORDS[request.order]
  const first = who ? [who, measure] : [measure]
  const rest = stored(request.table)
    .filter(column => !first.includes(column) && column.role !== 'text')
    .slice(0, 6)
  const by = measure.name
  const title = titled(request, `${start} ${limit} ${who ? label(who) : 'rows'} by ${label(measure)}`)
  const result = variable(`${start} by ${by}`)
  const unit = unitText(measure.unit ?? '')
  const say = wordsOf(request, unit)
  const code = py`
    # The ${String(limit)} rows with the ${end} ${by.replace(/\s+/g, ' ')}
    ranked = ${rows.frame}.dropna(subset=[${text(by)}]).sort_values(${text(by)}, ascending=${say.ascending}, kind="stable")
    ${result} = ranked[${list([...first, ...rest].map(column => column.name))}].head(${String(limit)}).reset_index(drop=True)

    # In words
    values = ${result}[${text(by)}]
    names = [${who ? rowName([who]) : '"row " + str(row.name)'} for _, row in ${result}.iterrows()]
    headline = f"{names[0]} has the ${end} ${inside(label(measure))}: {number(values.iloc[0])}${unit}"
    facts = ${say.facts}
    final_result = ${say.final}
  `
  const chart = who && rankChart({ groups: [who], result, columns: [by], yLabel: withUnit(measure) })
  return { title, result, code, ...(chart ? { chart } : {}) }
}
