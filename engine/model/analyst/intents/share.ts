/** What part of the whole: revenue share by region, what percentage of orders were returned. */
import { label, titled, upper, variable, withUnit } from '../naming.ts'
import { bare, figure, inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { percent, say, sentence } from '../say/say.ts'
import type { Rows, Written } from '../written.ts'
import { aggregated, groupsSay, keysOf, rowName, unitText } from './group.ts'

export function writeShare(request: Request, rows: Rows): Written {
  if (request.groups.length === 0) return ofRows(request, rows)
  const { language } = request
  const groups = request.groups.slice(0, 2)
  const figures = aggregated({ ...request, measures: request.measures.slice(0, 1) }, rows.frame, keysOf(groups))
  const [first = 'count'] = figures.columns
  const what = sentence(language, 'share.title', { what: figures.says })
  const groupNames = groups.map(group => group.name).join(' ')
  const result = variable(sentence(language, 'by.groups', { what, groups: groupNames }))
  const by = groups[0]?.name ?? ''
  const unit = unitText(figures.unit)
  const share = percent(figure('share', ',.2f'), language)
  const compute = py`
    # What part of the whole each ${bare(groupNames)} has
    ${result} = ${figures.code}.sort_values(${text(first)}, ascending=False, ignore_index=True)
    ${result}["share %"] = (${result}[${text(first)}] / ${result}[${text(first)}].sum() * 100).round(2)
  `
  const words = py`
    # In words
    names = [${rowName(groups)} for row in ${result}.to_dict("records")]
    facts = [f"{name}: ${share} (${figure('value')}${unit})" for name, share, value in zip(names[:12], ${result}["share %"], ${result}[${text(first)}])]
    share = ${result}["share %"].iloc[0]
    headline = ${say(language, 'share.largest', { name: '{names[0]}', what: inside(figures.says), share })}
    facts.append(${say(language, 'share.whole', { value: `${figure(`${result}[${key(first)}].sum()`)}${unit}` })})
    final_result = f"{names[0]}: ${share}"
  `
  const chart = {
    kind: request.chart === 'bar' || (groups[0]?.distinct ?? 99) > 8 ? ('bar' as const) : ('pie' as const),
    frame: result,
    x: by,
    y: ['share %'],
    xLabel: groups[0] ? withUnit(groups[0]) : '',
    yLabel: '%',
  }
  const title = titled(request, sentence(language, 'by.groups', { what, groups: groupsSay(groups, language) }))
  return { title, result, compute, words, whenEmpty: say(language, 'group.none'), chart }
}

function ofRows(request: Request, rows: Rows): Written {
  const { language } = request
  const [measure] = request.measures
  const { frame } = request.table
  const part = measure ? `${rows.frame}[${text(measure.name)}].sum()` : `len(${rows.frame})`
  const whole = measure ? `${frame}[${text(measure.name)}].sum()` : `len(${frame})`
  const what = measure ? label(measure, language) : sentence(language, 'rows')
  const share = percent(figure('share', ',.2f'), language)
  const figures = { what: inside(upper(what)), part: figure('part'), whole: figure('whole') }
  const words = py`
    # The part that fits, of the whole
    part, whole = ${part}, ${whole}
    share = part / whole * 100 if whole else 0
    share_of_whole = pd.DataFrame({"part": [part], "whole": [whole], "share %": [round(share, 2)]})
    headline = ${say(language, 'share.part', { share, what: inside(what), rows: inside(rows.says) })}
    facts = [${say(language, 'share.figures', figures)}]
    final_result = f"${share}"
  `
  const title = titled(request, sentence(language, 'share.title', { what }))
  return { title, result: 'share_of_whole', compute: '', words }
}
