/** Columns side by side: their sums, means, spread, and how they go together. */
import { label, titled, variable } from '../naming.ts'
import { inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeOverview } from './overview.ts'

export function writeCompare(request: Request, rows: Rows): Written {
  const named = request.measures.filter(column => column.role === 'measure')
  const columns = (named.length >= 2 ? named : stored(request.table).filter(column => column.role === 'measure')).slice(
    0,
    12,
  )
  if (columns.length < 2) return writeOverview(request, rows)
  const names = columns.map(column => column.name)
  const result = variable(`${columns.length === 2 ? names.join(' and ') : 'columns'} compared`)
  const title = titled(request, `${columns.map(label).join(columns.length === 2 ? ' and ' : ', ')} compared`)
  const code = py`
    # The columns side by side
    values = ${rows.frame}[${list(names)}]
    ${result} = values.agg(["count", "sum", "mean", "median", "std", "min", "max"]).T.rename_axis("column").reset_index()

    # In words
    ranked = ${result}.sort_values("mean", ascending=False)
    high, low = ranked.iloc[0], ranked.iloc[-1]
    headline = f"{high['column']} is higher on average ({number(high['mean'])}) than {low['column']} ({number(low['mean'])})"
    facts = [f"{row['column']}: mean {number(row['mean'])}, median {number(row['median'])}, from {number(row['min'])} to {number(row['max'])}, total {number(row['sum'])}" for _, row in ranked.iterrows()]
    facts.append(f"Difference of the means: {number(high['mean'] - low['mean'])}")
    ${columns.length === 2 ? `facts.append(f"Correlation of ${inside(names[0] ?? '')} and ${inside(names[1] ?? '')}: r = {values.corr().iloc[0, 1]:.4f}")` : ''}
    final_result = f"{high['column']} {number(high['mean'])}, {low['column']} {number(low['mean'])}"
  `
  const chart = {
    kind: 'box' as const,
    frame: rows.frame,
    x: names[0] ?? '',
    y: names,
    xLabel: '',
    yLabel: 'Value',
    raw: true,
  }
  return { title, result, code, chart }
}
