/** Which cells are empty, by column. */
import { titled } from '../naming.ts'
import { inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import type { Rows, Written } from '../written.ts'

export function writeMissing(request: Request, rows: Rows): Written {
  const { frame } = rows
  const names = request.measures.map(column => column.name)
  const some = names.length > 0 ? `[${list(names)}]` : ''
  const code = py`
    # Empty cells in each column; texts of spaces alone count as empty
    gaps = ${frame}${some}.apply(lambda column: column.isna() | column.astype(str).str.strip().eq(""))
    missing_values = pd.DataFrame({"column": gaps.columns, "missing": gaps.sum().tolist(), "missing %": (gaps.mean() * 100).round(2).tolist()}).sort_values("missing", ascending=False, ignore_index=True)

    # In words
    total, worst = int(gaps.to_numpy().sum()), missing_values.iloc[0]
    headline = f"{total:,} of {gaps.size:,} cells are missing ({total / max(gaps.size, 1) * 100:.1f}%)${inside(names.length > 0 ? ` in ${names.join(', ')}` : '')}" if total else "No cell is missing"
    facts = [f"{row['column']}: {row['missing']:,} missing ({row['missing %']:.1f}%)" for _, row in missing_values[missing_values["missing"] > 0].head(15).iterrows()]
    facts.append(f"{int((~gaps.any(axis=1)).sum()):,} of {len(gaps):,} rows are complete")
    final_result = total
  `
  const chart = {
    kind: 'bar' as const,
    frame: 'missing_values',
    x: 'column',
    y: ['missing'],
    xLabel: 'Column',
    yLabel: 'Missing cells',
  }
  return { title: titled(request, 'missing values by column'), result: 'missing_values', code, chart }
}
