/** Rows that stand there more than once. */
import { titled } from '../naming.ts'
import { inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import type { Rows, Written } from '../written.ts'

export function writeDuplicates(request: Request, rows: Rows): Written {
  const names = [...request.measures, ...request.groups].map(column => column.name)
  const subset = names.length > 0 ? `[${list(names)}]` : ''
  const code = py`
    # Rows that are the same in ${names.length > 0 ? names.join(', ').replace(/\s+/g, ' ') : 'every column'} as an earlier one
    repeated = ${rows.frame}${subset}.astype(str).duplicated()
    duplicate_rows = ${rows.frame}[${rows.frame}${subset}.astype(str).duplicated(keep=False)]

    # In words
    headline = f"{int(repeated.sum()):,} of {len(${rows.frame}):,} rows repeat an earlier one${inside(names.length > 0 ? ` in ${names.join(', ')}` : '')}"
    facts = [f"{len(duplicate_rows):,} rows are involved, {int((~repeated).sum()):,} rows would stay without the repeats"]
    notes.append("Nothing was removed; ask to clean the data for that")
    final_result = int(repeated.sum())
  `
  return { title: titled(request, 'duplicate rows'), result: 'duplicate_rows', code }
}
