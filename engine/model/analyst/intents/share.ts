/** What part of the whole: revenue share by region, what percentage of orders were returned. */
import { label, titled, upper, variable, withUnit } from '../naming.ts'
import { inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import type { Rows, Written } from '../written.ts'
import { aggregated, groupsSay, keysOf, unitText } from './group.ts'

export function writeShare(request: Request, rows: Rows): Written {
  if (request.groups.length === 0) return ofRows(request, rows)
  const groups = request.groups.slice(0, 2)
  const figures = aggregated({ ...request, measures: request.measures.slice(0, 1) }, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const result = variable(`share of ${figures.says} by ${groups.map(group => group.name).join(' ')}`)
  const by = groups[0]?.name ?? ''
  const code = py`
    # Each ${groupsSay(groups)}'s part of the whole
    ${result} = ${figures.code}.sort_values(${text(first)}, ascending=False, ignore_index=True)
    ${result}["share %"] = (${result}[${text(first)}] / ${result}[${text(first)}].sum() * 100).round(2)

    # In words
    facts = [f"{row[${key(by)}]}: {row['share %']:.2f}% ({number(row[${key(first)}])}${unitText(figures.unit)})" for _, row in ${result}.head(12).iterrows()]
    top = ${result}.iloc[0]
    headline = f"{top[${key(by)}]} has the largest share of ${inside(figures.says)}: {top['share %']:.2f}%"
    facts.append(f"The whole: {number(${result}[${key(first)}].sum())}${unitText(figures.unit)}")
    final_result = f"{top[${key(by)}]}: {top['share %']:.2f}%"
  `
  const chart = {
    kind: request.chart === 'bar' || (groups[0]?.distinct ?? 99) > 8 ? ('bar' as const) : ('pie' as const),
    frame: result,
    x: by,
    y: ['share %'],
    xLabel: groups[0] ? withUnit(groups[0]) : '',
    yLabel: 'Share (%)',
  }
  return {
    title: titled(request, `share of ${figures.says} by ${groups.map(label).join(' and ')}`),
    result,
    code,
    chart,
  }
}

function ofRows(request: Request, rows: Rows): Written {
  const [measure] = request.measures
  const { frame } = request.table
  const part = measure ? `${rows.frame}[${text(measure.name)}].sum()` : `len(${rows.frame})`
  const whole = measure ? `${frame}[${text(measure.name)}].sum()` : `len(${frame})`
  const what = measure ? label(measure) : 'rows'
  const code = py`
    # The part that fits, of the whole
    part, whole = ${part}, ${whole}
    share = part / whole * 100
    share_of_whole = pd.DataFrame({"part": [part], "whole": [whole], "share %": [round(share, 2)]})
    headline = f"{share:.2f}% of ${inside(what)}: ${inside(rows.says)}"
    facts = [f"${inside(upper(what))}: {number(part)} of {number(whole)}"]
    final_result = f"{share:.2f}%"
  `
  return { title: titled(request, `share of ${what}`), result: 'share_of_whole', code }
}
