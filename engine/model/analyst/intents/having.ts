/** The groups whose count, total or average fits: customers with more than 15 orders. */
import { label, many, titled, upper, resultName } from '../naming.ts'
import { bare, figure, inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import type { Rows, Written } from '../written.ts'
import { aggregated, groupsSay, keysOf, missingNote, rowName, unitText } from './group.ts'

/** "number of rows > 15". */
export function havingSays({ having }: Request, what: string): string {
  if (!having) return what
  return `${what} ${having.op === '==' ? '=' : having.op} ${having.value}`
}

export function writeHaving(request: Request, rows: Rows): Written {
  const { language, groups, having = { op: '>', value: 0 } } = request
  const figures = aggregated(request, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const limit = havingSays(request, figures.says)
  const result = resultName(
    request,
    `${groups.map(group => group.name).join(' ')} by ${first}`,
    sentence(language, 'by.groups', { what: figures.says, groups: groups.map(group => group.name).join(' ') }),
  )
  const unit = unitText(figures.unit)
  const line = { name: '{name}', value: `${figure('value')}${unit}` }
  const compute = py`
    # ${bare(upper(figures.says))} for each ${bare(groupsSay(groups, language))}; only those with ${having.op} ${String(having.value)}
    all_groups = ${figures.code}.dropna(subset=[${text(first)}])
    ${result} = all_groups[all_groups[${text(first)}] ${having.op} ${String(having.value)}].sort_values(${text(first)}, ascending=False, ignore_index=True)
  `
  const slots = {
    count: figure(`len(${result})`),
    all: figure(`${rows.frame}[${key(groups[0]?.name ?? '')}].nunique()`),
    groups: inside(many(groups, language)),
    limit: inside(limit),
  }
  const words = py`
    # In words
    values = ${result}[${text(first)}]
    names = [${rowName(groups)} for row in ${result}.to_dict("records")]
    headline = ${say(language, 'having.some', slots)}
    facts = [f"${line.name}: ${line.value}" for name, value in zip(names[:20], values)]
    ${groups.map(group => missingNote(request, rows.frame, group)).join('\n')}
    final_result = ", ".join(names) if len(names) <= 5 else ${say(language, 'having.count', slots)}
  `
  const chart = {
    kind: 'bar' as const,
    frame: result,
    x: groups[0]?.name ?? '',
    y: [first],
    xLabel: groups[0] ? upper(label(groups[0], language)) : '',
    yLabel: upper(figures.says),
  }
  const title = sentence(language, language === 'en' ? 'by.groups' : 'read.having', {
    what: many(groups, language),
    groups: language === 'en' ? limit : many(groups, language),
    limit,
  })
  return {
    title: titled(request, title),
    result,
    compute,
    words,
    whenEmpty: say(language, 'having.none', { groups: slots.groups, limit: slots.limit }),
    chart,
  }
}
