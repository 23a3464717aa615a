/** One number against another, with their correlation. */
import type { Request } from '../request.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { ofPair } from './correlation.ts'
import { writeDistribution } from './distribution.ts'

export function writeScatter(request: Request, rows: Rows): Written {
  const others = stored(request.table).filter(column => column.role === 'measure' && !request.measures.includes(column))
  const [first, second] = [...request.measures.filter(column => column.role === 'measure'), ...others]
  if (!first || !second) return writeDistribution(request, rows)
  return ofPair(request, rows, { first, second })
}
