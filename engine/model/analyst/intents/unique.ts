/** Which different values a column has, and how often. */
import { label, titled } from '../naming.ts'
import type { Request } from '../request.ts'
import { sentence } from '../say/say.ts'
import type { Rows, Written } from '../written.ts'
import { ofCategory } from './distribution.ts'
import { writeOverview } from './overview.ts'

export function writeUnique(request: Request, rows: Rows): Written {
  const [column] = [...request.measures, ...request.groups]
  if (!column) return writeOverview(request, rows)
  const title = sentence(request.language, 'distinct.title', { column: label(column, request.language) })
  return { ...ofCategory(request, rows, column), title: titled(request, title) }
}
