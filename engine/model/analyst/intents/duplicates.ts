/** Rows that stand there more than once. */
import { resultName, titled } from '../naming.ts'
import { bare, figure, inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import type { Rows, Written } from '../written.ts'

export function writeDuplicates(request: Request, rows: Rows): Written {
  const { language } = request
  const names = [...request.measures, ...request.groups].map(column => column.name)
  const subset = names.length > 0 ? `[${list(names)}]` : ''
  const slots = {
    count: figure('int(repeated.sum())'),
    rows: figure(`len(${rows.frame})`),
    columns: inside(names.join(', ')),
  }
  const result = resultName(request, 'duplicate rows', sentence(language, 'duplicates.title'))
  const involved = { count: figure(`len(${result})`), rest: figure('int((~repeated).sum())') }
  const words = py`
    # Rows that are the same in ${names.length > 0 ? bare(names.join(', ')) : 'every column'} as an earlier one
    repeated = ${rows.frame}${subset}.astype(str).duplicated()
    ${result} = ${rows.frame}[${rows.frame}${subset}.astype(str).duplicated(keep=False)]

    # In words
    headline = final_result = ${say(language, names.length > 0 ? 'duplicates.columns' : 'duplicates.count', slots)}
    facts = [${say(language, 'duplicates.involved', involved)}] if len(${result}) else []
    if facts:
        notes.append(${say(language, 'duplicates.note')})
  `
  const title = titled(request, sentence(language, 'duplicates.title'))
  return { title, result, compute: '', words }
}
