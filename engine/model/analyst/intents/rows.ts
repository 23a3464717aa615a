/** The rows that fit, as they are: list all orders above 1000, employees hired since 2020. */
import { label, titled, upper, variable } from '../naming.ts'
import { inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeRows(request: Request, rows: Rows): Written {
  const { table, limit, order } = request
  const [measure] = request.measures
  const result = variable(`${table.frame} rows`)
  const sorted =
    measure && (limit || request.sorted)
      ? `.sort_values(${text(measure.name)}, ascending=${order === 'least' ? 'True' : 'False'})`
      : ''
  const sums = stored(table)
    .filter(column => column.role === 'measure' && column.additive && !column.convert)
    .slice(0, 2)
  const code = py`
    # The rows as they are
    ${result} = ${rows.frame}${sorted}${limit ? `.head(${limit})` : ''}.reset_index(drop=True)

    # In words
    headline = f"{len(${rows.frame}):,} of {len(${table.frame}):,} rows fit${inside(rows.says === '' ? '' : `: ${rows.says}`)}"
    facts = []
    ${sums.map(column => `facts.append(f"${inside(upper(label(column)))} of these rows: {number(${rows.frame}[${key(column.name)}].sum())} in total, {number(${rows.frame}[${key(column.name)}].mean())} on average")`).join('\n')}
    final_result = f"{len(${rows.frame}):,} rows"
  `
  return { title: titled(request, `${table.file.replace(/\.[^.]+$/, '')} rows`), result, code }
}
