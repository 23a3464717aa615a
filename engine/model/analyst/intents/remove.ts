/** The table without the rows that were to go. The file stays as it is, and so does the table as it was read. */
import { conditionsSay, label, titled, upper, resultName } from '../naming.ts'
import { comment, figure, inside, key, py } from '../python.ts'
import { goingSays } from '../removal.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeRemove(request: Request, rows: Rows): Written {
  const { table, language, conditions } = request
  const result = resultName(request, `${table.frame} left`, sentence(language, 'remove.name', { file: table.frame }))
  const going = goingSays(conditions, language)
  const counts = {
    removed: figure(`len(${table.frame}) - len(${result})`),
    all: figure(`len(${table.frame})`),
    left: figure(`len(${result})`),
    rows: inside(going),
  }
  const sums = stored(table)
    .filter(column => column.role === 'measure' && column.additive && !column.convert)
    .slice(0, 2)
    .map(column =>
      say(language, 'remove.sum', {
        what: inside(upper(label(column, language))),
        before: figure(`${table.frame}[${key(column.name)}].sum()`),
        after: figure(`${result}[${key(column.name)}].sum()`),
      }),
    )
  const compute = py`
    ${comment(`The rows that stay: ${conditionsSay({ ...request, language: 'en' })}`)}
    ${result} = ${rows.frame}.reset_index(drop=True)
  `
  const words = py`
    # In words
    headline = ${say(language, 'remove.done', counts)} if len(${result}) < len(${table.frame}) else ${say(language, 'remove.none', counts)}
    facts = [
        ${say(language, 'remove.before', counts)},
        ${say(language, 'remove.after', counts)},
        ${sums.map(sum => `${sum},`).join('\n')}
    ]
    notes.append(${say(language, 'remove.kept', { file: inside(table.file), frame: result })})
    final_result = ${say(language, 'remove.final', counts)}
  `
  const title = titled(request, sentence(language, 'rows.title', { file: table.file.replace(/\.[^.]+$/, '') }))
  return { title, result, compute, words }
}
