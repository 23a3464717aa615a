/** The rows that fit, as they are: list all orders above 1000, employees hired since 2020. */
import { label, titled, upper, resultName } from '../naming.ts'
import { figure, inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { conceptsOf } from '../synonyms.ts'
import { stored, type Column } from '../table.ts'
import { rowName } from './group.ts'
import { ownerOf } from './rank.ts'
import type { Rows, Written } from '../written.ts'

const ends = ({ terms }: Request) =>
  terms.includes('last')
    ? ({ part: 'tail', says: 'rows.last' } as const)
    : ({ part: 'head', says: 'rows.first' } as const)

export function writeRows(request: Request, rows: Rows): Written {
  const { table, limit, order, language } = request
  const [measure] = request.measures
  const result = resultName(request, `${table.frame} rows`, sentence(language, 'rows.title', { file: table.frame }))
  const sorted =
    measure && (limit || request.sorted)
      ? `.sort_values(${text(measure.name)}, ascending=${order === 'least' ? 'True' : 'False'})`
      : ''
  const sums = stored(table)
    .filter(column => column.role === 'measure' && column.additive && !column.convert)
    .slice(0, 2)
    .map(column =>
      say(language, 'rows.sum', {
        what: inside(upper(label(column, language))),
        total: figure(`${rows.frame}[${key(column.name)}].sum()`),
        mean: figure(`${rows.frame}[${key(column.name)}].mean()`),
      }),
    )
  const count = figure(`len(${rows.frame})`)
  const all = figure(`len(${table.frame})`)
  const end = ends(request)
  const shown = figure(`len(${result})`)
  const some = limit !== undefined && rows.says === '' && sorted === ''
  const fit = rows.says === '' ? 'rows.fit' : 'rows.fit.with'
  const compute = py`
    # The rows as they are
    ${result} = ${rows.frame}${sorted}${limit ? `.${end.part}(${limit})` : ''}.reset_index(drop=True)
  `
  const title = titled(request, sentence(language, 'rows.title', { file: table.file.replace(/\.[^.]+$/, '') }))
  if (measure?.role === 'time')
    return {
      title,
      result,
      compute,
      words: datedWords(request, result, measure),
      whenEmpty: text(sentence(language, 'none.final')),
    }
  const words = py`
    # In words
    headline = ${some ? say(language, end.says, { count: shown, all }) : say(language, fit, { count, all, rows: inside(rows.says) })}
    facts = [${some ? '' : sums.join(', ')}]
    ${some ? '' : namesOfFew(request, result)}
    final_result = ${say(language, 'rows.count', { count: some ? shown : count })}
  `
  return { title, result, compute, words }
}

const MOST_NAMED = 20
const PEOPLE = new Set(['employee', 'customer', 'student'])

/** Who or what the rows are, where they have a name and are few enough to read. */
function namesOfFew({ table }: Request, result: string): string {
  const names = stored(table).filter(column => column.role !== 'measure' && column.role !== 'time')
  const isPerson = (word: string): boolean => conceptsOf(word).some(concept => PEOPLE.has(concept))
  const name =
    names.find(({ words }) => words.includes('name') || words.includes('title')) ??
    names.find(({ words, role }) => role !== 'id' && words.some(isPerson)) ??
    names.find(({ distinct, type }) => type === 'text' && distinct >= table.rows)
  if (!name) return ''
  return py`
    if len(${result}) <= ${String(MOST_NAMED)}:
        facts.insert(0, ", ".join(${result}[${text(name.name)}].dropna().astype(str)))
  `
}

/** Whose row is the first by its date, and the next ones. */
function datedWords(request: Request, result: string, time: Column): string {
  const { language, order } = request
  const owner = ownerOf(request) ?? time
  const first = { name: '{names[0]}', column: inside(label(time, language)), when: '{dates[0]}' }
  return py`
    # In words
    names = [${rowName([owner])} for row in ${result}.to_dict("records")]
    dates = ${result}[${text(time.name)}]${time.yearOnly ? '.astype(str)' : '.dt.strftime("%Y-%m-%d")'}.tolist()
    headline = final_result = ${say(language, order === 'least' ? 'rows.earliest' : 'rows.latest', first)}
    facts = [f"{place}. {name}: {date}" for place, (name, date) in enumerate(zip(names, dates), start=1)]
  `
}
