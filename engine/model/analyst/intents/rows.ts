/** The rows that fit, as they are: list all orders above 1000, employees hired since 2020. */
import { label, titled, upper, variable } from '../naming.ts'
import { figure, inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeRows(request: Request, rows: Rows): Written {
  const { table, limit, order, language } = request
  const [measure] = request.measures
  const result = variable(`${table.frame} rows`)
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
  const fit = rows.says === '' ? 'rows.fit' : 'rows.fit.with'
  const compute = py`
    # The rows as they are
    ${result} = ${rows.frame}${sorted}${limit ? `.head(${limit})` : ''}.reset_index(drop=True)
  `
  const words = py`
    # In words
    headline = ${say(language, fit, { count, all, rows: inside(rows.says) })}
    facts = [${sums.join(', ')}]
    final_result = ${say(language, 'rows.count', { count })}
  `
  const title = sentence(language, 'rows.title', { file: table.file.replace(/\.[^.]+$/, '') })
  return { title: titled(request, title), result, compute, words }
}
