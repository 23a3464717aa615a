/** What is in the file: rows, columns, types, ranges, what is missing, what stands out. */
import { titled } from '../naming.ts'
import { inside, key, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { stored } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'

export function writeOverview(request: Request, rows: Rows): Written {
  const { table } = request
  const frame = rows.frame
  const category = stored(table).find(
    column => column.role === 'category' && column.distinct > 1 && column.distinct <= 30,
  )
  const measure =
    stored(table).find(column => column.role === 'measure' && column.additive) ??
    stored(table).find(column => column.role === 'measure')
  const time = stored(table).find(column => column.role === 'time')
  const code = py`
    # One line for each column: type, gaps, different values, range
    overview = pd.DataFrame({
        "column": ${frame}.columns,
        "type": [str(kind) for kind in ${frame}.dtypes],
        "missing": ${frame}.isna().sum().tolist(),
        "distinct": [${frame}[column].astype(str).nunique() for column in ${frame}.columns],
    })
    numbers = ${frame}.select_dtypes("number")
    for measure in ["min", "mean", "median", "max"]:
        overview[measure] = overview["column"].map(numbers.agg(measure).round(4) if len(numbers.columns) else {})

    # In words
    missing = int(overview["missing"].sum())
    duplicates = int(${frame}.astype(str).duplicated().sum())
    headline = f"${inside(table.file)} has {len(${frame}):,} rows and {${frame}.shape[1]} columns"
    facts = [
        f"{missing:,} of {${frame}.size:,} cells are missing" + (f", most in {overview.loc[overview['missing'].idxmax(), 'column']} ({overview['missing'].max():,})" if missing else ""),
        f"{duplicates:,} rows are exact duplicates of another",
    ]
    ${time ? `facts.append(f"${inside(time.name)} runs from {${frame}[${key(time.name)}].min()${time.convert ? ':%Y-%m-%d' : ''}} to {${frame}[${key(time.name)}].max()${time.convert ? ':%Y-%m-%d' : ''}}")` : ''}
    for column in numbers.columns[:6]:
        facts.append(f"{column}: from {number(numbers[column].min())} to {number(numbers[column].max())}, mean {number(numbers[column].mean())}, median {number(numbers[column].median())}")
    ${category ? `most = ${frame}[${text(category.name)}].value_counts()\nfacts.append(f"${inside(category.name)}: {len(most)} different values, most often {most.index[0]} ({most.iloc[0]:,} rows)")` : ''}
    final_result = f"{len(${frame}):,} rows × {${frame}.shape[1]} columns"
    ${chartData(frame, { category: category?.name, measure: measure?.name })}
  `
  const chart = overviewChart({ category: category?.name, measure: measure?.name, frame })
  return { title: titled(request, `overview of ${table.file}`), result: 'overview', code, ...(chart ? { chart } : {}) }
}

const chartData = (
  frame: string,
  { category, measure }: { category: string | undefined; measure: string | undefined },
): string =>
  category && !measure
    ? `most_frequent = ${frame}[${text(category)}].value_counts().rename_axis(${text(category)}).reset_index(name="count")`
    : ''

function overviewChart({
  category,
  measure,
  frame,
}: {
  category: string | undefined
  measure: string | undefined
  frame: string
}): Chart | undefined {
  if (measure)
    return { kind: 'histogram', frame, x: measure, y: [measure], xLabel: measure, yLabel: measure, raw: true }
  if (category)
    return {
      kind: 'bar',
      frame: 'most_frequent',
      x: category,
      y: ['count'],
      xLabel: category,
      yLabel: 'Number of rows',
      raw: true,
    }
  return undefined
}
