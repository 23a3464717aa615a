/** Values far from the rest, by the quartiles (1.5 × IQR) and by the z-score (beyond 3). */
import { titled } from '../naming.ts'
import { inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeOverview } from './overview.ts'

export function writeOutliers(request: Request, rows: Rows): Written {
  const named = request.measures.filter(column => column.role === 'measure')
  const columns = (named.length > 0 ? named : stored(request.table).filter(column => column.role === 'measure')).slice(
    0,
    20,
  )
  const [first] = columns
  if (!first) return writeOverview(request, rows)
  const names = columns.map(column => column.name)
  const main = request.zScore ? 'z_score' : 'iqr'
  const code = py`
    # Two usual rules: outside 1.5 × the middle half (IQR), and more than 3 standard deviations from the mean (z-score)
    found, lines = [], []
    for column in ${list(names)}:
        values = ${rows.frame}[column].dropna()
        lower, upper = values.quantile(0.25), values.quantile(0.75)
        reach = 1.5 * (upper - lower)
        iqr = values[(values < lower - reach) | (values > upper + reach)]
        spread = values.std(ddof=0)
        z_score = values[((values - values.mean()) / spread).abs() > 3] if spread else values.iloc[0:0]
        lines.append({"column": column, "values": len(values), "outliers (IQR)": len(iqr), "outliers (z-score)": len(z_score), "low limit": lower - reach, "high limit": upper + reach, "lowest": values.min(), "highest": values.max()})
        found.append(${rows.frame}.loc[${main}.index].assign(**{"outlier in": column}))
    outliers = pd.DataFrame(lines).sort_values("outliers (${main === 'iqr' ? 'IQR' : 'z-score'})", ascending=False, ignore_index=True)
    outlier_rows = pd.concat(found)

    # In words
    facts = [f"{row['column']}: {row['outliers (IQR)']:,} outside {number(row['low limit'])} to {number(row['high limit'])} (IQR), {row['outliers (z-score)']:,} by z-score" for _, row in outliers.head(12).iterrows()]
    total = int(outliers["outliers (${main === 'iqr' ? 'IQR' : 'z-score'})"].sum())
    headline = f"{total:,} outlier{'' if total == 1 else 's'} in ${inside(columns.length === 1 ? first.name : `${columns.length} columns`)} by the ${main === 'iqr' ? '1.5 × IQR' : 'z-score (beyond 3)'} rule"
    ${columns.length === 1 ? `if total:\n    facts.append("The values: " + ", ".join(number(value) for value in sorted(outlier_rows[${JSON.stringify(first.name)}].tolist())[:20]) + (" …" if total > 20 else ""))` : ''}
    notes.append("An outlier is not an error by itself; nothing was removed")
    final_result = total
    display(outlier_rows)
  `
  const chart = {
    kind: 'box' as const,
    frame: rows.frame,
    x: first.name,
    y: names.slice(0, 8),
    xLabel: '',
    yLabel: columns.length === 1 ? first.label : 'Value',
    raw: true,
  }
  return {
    title: titled(request, `outliers in ${columns.length === 1 ? first.name : 'all numbers'}`),
    result: 'outliers',
    code,
    chart,
  }
}
