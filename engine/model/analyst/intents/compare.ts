/** Columns side by side: their sums, means, spread, and how they go together. */
import { label, listed, titled, resultName } from '../naming.ts'
import { figure, inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeOverview } from './overview.ts'

export function writeCompare(request: Request, rows: Rows): Written {
  const { language } = request
  const named = request.measures.filter(column => column.role === 'measure')
  const columns = (named.length >= 2 ? named : stored(request.table).filter(column => column.role === 'measure')).slice(
    0,
    12,
  )
  if (columns.length < 2) return writeOverview(request, rows)
  const names = columns.map(column => column.name)
  const what = listed(
    columns.map(column => label(column, language)),
    language,
  )
  const result = resultName(
    request,
    `${columns.length === 2 ? names.join(' and ') : 'columns'} compared`,
    sentence(language, 'compare.title', { columns: what }),
  )
  const compute = py`
    # The columns side by side
    ${result} = ${rows.frame}[${list(names)}].agg(["count", "sum", "mean", "median", "std", "min", "max"]).T.rename_axis("column").reset_index()
    ${result} = ${result}[${result}["count"] > 0].sort_values("mean", ascending=False, kind="stable", ignore_index=True)
  `
  const higher = {
    high: "{high['column']}",
    most: figure("high['mean']"),
    low: "{low['column']}",
    least: figure("low['mean']"),
  }
  const line = {
    column: "{row['column']}",
    mean: figure("row['mean']"),
    middle: figure("row['median']"),
    low: figure("row['min']"),
    high: figure("row['max']"),
    total: figure("row['sum']"),
  }
  const together = {
    one: inside(names[0] ?? ''),
    other: inside(names[1] ?? ''),
    r: figure('together', '.4f'),
  }
  const words = py`
    # In words
    high, low = ${result}.iloc[0], ${result}.iloc[-1]
    headline = final_result = ${say(language, 'compare.higher', higher)}
    facts = [${say(language, 'compare.line', line)} for _, row in ${result}.iterrows()]
    facts.append(${say(language, 'compare.difference', { value: figure("high['mean'] - low['mean']") })})
    ${columns.length === 2 ? `together = ${rows.frame}[${list(names)}].corr().iloc[0, 1]\nif pd.notna(together):\n    facts.append(${say(language, 'compare.correlation', together)})` : ''}
  `
  const chart = {
    kind: 'box' as const,
    frame: rows.frame,
    x: names[0] ?? '',
    y: names,
    xLabel: '',
    yLabel: '',
    raw: true,
  }
  return {
    title: titled(request, sentence(language, 'compare.title', { columns: what })),
    result,
    compute,
    words,
    whenEmpty: say(language, 'value.none', { column: inside(names.join(', ')) }),
    chart,
  }
}
