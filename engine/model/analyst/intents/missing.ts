/** Which cells are empty, by column. */
import { resultName, titled, upper } from '../naming.ts'
import { figure, inside, list, py } from '../python.ts'
import type { Request } from '../request.ts'
import { percent, say, sentence } from '../say/say.ts'
import type { Rows, Written } from '../written.ts'

export function writeMissing(request: Request, rows: Rows): Written {
  const { frame } = rows
  const { language } = request
  const names = request.measures.map(column => column.name)
  const some = names.length > 0 ? `[${list(names)}]` : ''
  const total = {
    count: figure('total'),
    cells: figure('gaps.size'),
    share: percent(figure('total / max(gaps.size, 1) * 100', ',.1f'), language),
    columns: inside(names.join(', ')),
  }
  const line = {
    column: "{row['column']}",
    count: figure("row['missing']"),
    share: percent(figure("row['missing %']", ',.1f'), language),
  }
  const complete = { count: figure('int((~gaps.any(axis=1)).sum())'), rows: figure('len(gaps)') }
  const result = resultName(request, 'missing values', sentence(language, 'missing.title'))
  const words = py`
    # Empty cells in each column; texts of spaces alone count as empty
    gaps = ${frame}${some}.apply(lambda column: column.isna() | column.astype(str).str.strip().eq(""))
    ${result} = pd.DataFrame({"column": gaps.columns, "missing": gaps.sum().tolist(), "missing %": (gaps.mean() * 100).round(2).tolist()}).sort_values("missing", ascending=False, kind="stable", ignore_index=True)

    # In words
    total = int(gaps.to_numpy().sum())
    headline = ${say(language, names.length > 0 ? 'missing.columns' : 'missing.some', total)} if total else ${say(language, 'missing.none')}
    facts = [${say(language, 'missing.line', line)} for _, row in ${result}[${result}["missing"] > 0].head(15).iterrows()]
    facts.append(${say(language, 'missing.complete', complete)})
    final_result = headline
  `
  const chart = {
    kind: 'bar' as const,
    frame: result,
    x: 'column',
    y: ['missing'],
    xLabel: '',
    yLabel: upper(sentence(language, 'missing.cells')),
  }
  const title = titled(request, sentence(language, 'missing.title'))
  return { title, result, compute: '', words, chart }
}
