/** Top 5 products by revenue, the three cheapest cars, who earns the most, which month was best. */
import { label, many, resultName, titled, upper, withUnit } from '../naming.ts'
import { bare, figure, figureIn, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import { mainMeasure } from '../parts.ts'
import type { Chart, Rows, Written } from '../written.ts'
import { aggregated, type Figures, groupsSay, keysOf, missingNote, rowName, tied, unitText } from './group.ts'
import { writeOverview } from './overview.ts'

const START = { most: 'Top', least: 'Bottom' }
const ascending = ({ order }: Request): string => (order === 'least' ? 'True' : 'False')

export function writeRank(request: Request, rows: Rows): Written {
  const [group] = request.groups
  const [measure] = request.measures
  const single = group !== undefined && group.distinct >= request.table.rows * 0.99
  if (!group || (single && measure && !request.each && !request.table.panel)) return writeRows(request, rows)
  return writeGroups(request, rows)
}

/** What is ranked by, whose it is, and the unit. */
type Placed = { by: string; who: Column[]; unit: string }

/** Who stands where the list ends and as many beyond it, over `ranked`, of which the result is the first rows. */
function cutTie({ language, place }: Request, { by, who, unit }: Placed): string {
  if (who.length === 0) return 'cut = False'
  const slots = { names: '{tie}', value: `${figureIn('values.iloc[-1]', 'form')}${unit}` }
  const listed = place === undefined ? 'int(np.isclose(values, values.iloc[-1], rtol=1e-9).sum())' : '1'
  return py`
    edge = [${rowName(who)} for row in ranked[np.isclose(ranked[${text(by)}], values.iloc[-1], rtol=1e-9)].to_dict("records")]
    cut = len(edge) > ${listed}
    if cut:
        tie = ${say(language, 'and', { one: "{', '.join(edge[:-1])}", other: '{edge[-1]}' })} if len(edge) < 9 else ", ".join(edge[:8]) + " …"
        notes.append(${say(language, 'rank.tie', slots)})
  `
}

/** The headline, the places and the short answer, over `names`, `values` and `ranked`. */
function places(request: Request, what: string, placed: Placed): string {
  const { language, order, limit, place } = request
  const { unit } = placed
  const at = place === undefined ? '0' : '-1'
  const value = `${figureIn(`values.iloc[${at}]`, 'form')}${unit}`
  const said = { name: `{names[${at}]}`, what: inside(what), value, place: '{len(names)}' }
  const line = `f"{name}: ${figureIn('value', 'form')}${unit}" for name, value in zip(names, values)`
  return py`
    form = apart(list(values))
    headline = ${say(language, place === undefined ? `rank.${order}` : `rank.place.${order}`, said)}
    facts = [f"{place}. {name}: ${figureIn('value', 'form')}${unit}" for place, (name, value) in enumerate(zip(names, values), start=1)]
    ${cutTie(request, placed)}
    ${tied(language, 'len(tied) > 1 and not (cut and values.iloc[-1] == values.iloc[0])')}
    final_result = ${place === undefined && (limit ?? 1) > 1 ? `"; ".join(${line})` : `f"{names[${at}]}: ${value}"`}
  `
}

/** "Top 5 products by revenue"; without a limit "Products by revenue". */
function titleOf(request: Request, groups: Column[], what: string): string {
  const { language, limit, order } = request
  const several = groups.length > 0 ? many(groups, language) : sentence(language, 'rows')
  if (limit === undefined)
    return titled(
      request,
      language === 'en'
        ? sentence(language, 'by.groups', { what: several, groups: what })
        : sentence(language, 'by.groups', { what, groups: several }),
    )
  const one = limit === 1 && groups.length > 0
  const slots = { count: String(limit), groups: one ? groupsSay(groups, language) : several, what }
  return titled(request, sentence(language, `rank.title.${order}`, slots))
}

/** All that stand at one of the first places of their group: those who share a place stay together. */
const firstOfEach = (request: Request, each: Column, by: string): string =>
  `ranked[ranked.groupby(${text(each.name)})[${text(by)}].rank(method="min", ascending=${ascending(request)}) <= ${String(request.limit ?? 1)}].reset_index(drop=True)`

/** The best of each group side by side. */
function ofEach({ language }: Request, each: Column, { says, unit }: Figures): string {
  const line = `f"{name}: ${figure('value')}${unitText(unit)}"`
  const slots = { what: inside(upper(says)), each: inside(label(each, language)), line: "{'; '.join(facts[:6])}" }
  return py`
    facts = [${line} for name, value in zip(names, values)]
    headline = ${say(language, 'rank.each', slots)}
    final_result = "; ".join(facts[:12])
  `
}

function writeGroups(request: Request, rows: Rows): Written {
  const { language } = request
  const { each } = request
  const two = request.groups.slice(0, 2)
  const groups = each ? [each, ...two.filter(column => column !== each)] : two
  const figures = aggregated(request, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const limit = String(request.limit ?? 10)
  const said = groupsSay(groups, language)
  const result = resultName(
    request,
    `${START[request.order]} ${said} by ${figures.says}`,
    sentence(language, 'rank.title.name', { groups: said, what: figures.says }),
  )
  const compute = py`
    # ${bare(upper(figures.says))} for each ${bare(said)}; the ${request.order === 'least' ? 'smallest' : 'largest'} ${limit}
    ranked = ${figures.code}.dropna(subset=[${text(first)}]).sort_values(${text(first)}, ascending=${ascending(request)}, ignore_index=True)
    ${result} = ${request.each ? firstOfEach(request, request.each, first) : `ranked.head(${limit})`}
  `
  const words = py`
    # In words
    values = ${result}[${text(first)}]
    names = [${rowName(groups)} for row in ${result}.to_dict("records")]
    ${request.each ? ofEach(request, request.each, figures) : places(request, figures.says, { by: first, who: groups, unit: unitText(figures.unit) })}
    ${request.limit && !request.each ? `if len(${result}) < ${limit}:\n    notes.append(${say(language, 'rank.few', { count: figure(`len(${result})`) })})` : ''}
    ${groups.map(each => missingNote(request, rows.frame, each)).join('\n')}
  `
  const chart = rankChart({
    groups,
    result,
    columns: figures.columns,
    yLabel: upper(figures.says) + (figures.unit ? ` (${figures.unit})` : ''),
  })
  const title = titleOf(request, groups, figures.says)
  return { title, result, compute, words, whenEmpty: say(language, 'group.none'), chart }
}

type Ranked = { groups: Column[]; result: string; columns: string[]; yLabel: string }

const rankChart = ({ groups: [group, series], result, columns, yLabel }: Ranked): Chart => ({
  kind: 'bar',
  frame: result,
  x: group?.name ?? '',
  y: columns.slice(0, 1),
  ...(series ? { series: series.name } : {}),
  xLabel: group ? withUnit(group) : '',
  yLabel,
})

/** Whose row it is: the group asked for, else a name, else the first category. */
export const ownerOf = ({ groups, table }: Request): Column | undefined =>
  groups[0] ??
  stored(table).find(column => column.words.includes('name')) ??
  stored(table).find(column => column.role === 'category')

/** Each row is one of its kind, so that rows are ranked as they are, with what else is known about them. */
function writeRows(request: Request, rows: Rows): Written {
  const measure = request.measures[0] ?? mainMeasure(request.table)
  if (!measure) return writeOverview(request, rows)
  const { language } = request
  const who = ownerOf(request)
  const limit = String(request.limit ?? 10)
  const first = who && who !== measure ? [who, measure] : [measure]
  const rest = stored(request.table)
    .filter(column => !first.includes(column) && column.role !== 'text')
    .slice(0, 6)
  const by = measure.name
  const result = resultName(
    request,
    `${START[request.order]} by ${by}`,
    sentence(language, 'rank.title.name', { groups: who ? who.name : '', what: by }),
  )
  const compute = py`
    # The ${limit} rows with the ${request.order === 'least' ? 'lowest' : 'highest'} ${bare(by)}
    ranked = ${rows.frame}.dropna(subset=[${text(by)}]).sort_values(${text(by)}, ascending=${ascending(request)}, kind="stable")
    ${result} = ranked[${list([...first, ...rest].map(column => column.name))}].head(${limit}).reset_index(drop=True)
  `
  const nameless = say(language, 'rank.row', { number: '{row.name + 1}' })
  const words = py`
    # In words
    values = ${result}[${text(by)}]
    names = [${who ? rowName([who]) : nameless} for row in ${result}.to_dict("records")]
    ${places(request, label(measure, language), { by, who: who ? [who] : [], unit: unitText(measure.unit ?? '') })}
  `
  const chart = who && rankChart({ groups: [who], result, columns: [by], yLabel: withUnit(measure) })
  return {
    title: titleOf(request, who ? [who] : [], label(measure, language)),
    result,
    compute,
    words,
    whenEmpty: say(language, 'value.none', { column: inside(measure.name) }),
    ...(chart ? { chart } : {}),
  }
}
