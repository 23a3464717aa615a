/** Values far from the rest, by the quartiles (1.5 × IQR) and by the z-score (beyond 3). */
import { resultName, titled, upper } from '../naming.ts'
import { figure, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence } from '../say/say.ts'
import { stored } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { writeOverview } from './overview.ts'

export function writeOutliers(request: Request, rows: Rows): Written {
  const { language, zScore } = request
  const named = request.measures.filter(column => column.role === 'measure')
  const columns = (named.length > 0 ? named : stored(request.table).filter(column => column.role === 'measure')).slice(
    0,
    20,
  )
  const [first] = columns
  if (!first) return writeOverview(request, rows)
  const names = columns.map(column => column.name)
  const where =
    columns.length === 1 ? first.name : sentence(language, 'outliers.columns', { count: String(columns.length) })
  const by = zScore ? 'z' : 'iqr'
  const counted = `outliers (${zScore ? 'z-score' : 'IQR'})`
  const line = {
    column: "{row['column']}",
    iqr: figure("row['outliers (IQR)']"),
    z: figure("row['outliers (z-score)']"),
    low: figure("row['low limit']"),
    high: figure("row['high limit']"),
  }
  const result = resultName(request, 'outliers', sentence(language, 'outliers.title', { column: where }))
  const far = resultName(request, 'outlier rows', sentence(language, 'outliers.rows', { column: where }))
  const slots = { count: figure('total'), column: inside(where) }
  const compute = py`
    # Two usual rules: outside 1.5 × the middle half (IQR), and more than 3 standard deviations from the mean (z-score)
    found, lines = [], []
    for column in ${list(names)}:
        values = ${rows.frame}[column].dropna()
        if values.empty:
            continue
        lower, upper = values.quantile(0.25), values.quantile(0.75)
        reach = 1.5 * (upper - lower)
        iqr = values[(values < lower - reach) | (values > upper + reach)]
        spread = values.std(ddof=0)
        z_score = values[((values - values.mean()) / spread).abs() > 3] if spread else values.iloc[0:0]
        lines.append({"column": column, "values": len(values), "outliers (IQR)": len(iqr), "outliers (z-score)": len(z_score), "low limit": lower - reach, "high limit": upper + reach, "lowest": values.min(), "highest": values.max()})
        found.append(${rows.frame}.loc[${zScore ? 'z_score' : 'iqr'}.index].assign(**{"outlier in": column}))
    ${result} = pd.DataFrame(lines)
    ${far} = pd.concat([part for part in found if len(part)] or [${rows.frame}.iloc[0:0]])
  `
  const values = { values: "{', '.join(number(value) for value in shown)}{' …' if len(outer) > len(shown) else ''}" }
  const words = py`
    # In words
    ${result} = ${result}.sort_values(${text(counted)}, ascending=False, kind="stable", ignore_index=True)
    facts = [${say(language, 'outliers.line', line)} for _, row in ${result}.head(12).iterrows()]
    total = int(${result}[${text(counted)}].sum())
    headline = ${say(language, 'outliers.none', slots)} if total == 0 else ${say(language, `outliers.single.${by}`, slots)} if total == 1 else ${say(language, `outliers.one.${by}`, slots)}
    ${columns.length === 1 ? `middle = ${rows.frame}[${text(first.name)}].median()\nouter = sorted(set(${far}[${text(first.name)}]), key=lambda value: -abs(value - middle))\nshown = outer[:20]  # the farthest first\nif total:\n    facts.append(${say(language, 'outliers.values', values)})` : ''}
    notes.append(${say(language, 'outliers.note')})
    final_result = headline
    if total:
        ${columns.length === 1 ? `${far} = ${far}.sort_values(${text(first.name)}, key=lambda column: -(column - middle).abs(), kind="stable")` : ''}
        display(${far})
  `
  const chart = {
    kind: 'box' as const,
    frame: rows.frame,
    x: first.name,
    y: names.slice(0, 8),
    xLabel: upper(sentence(language, 'box.column')),
    yLabel: columns.length === 1 ? first.label : '',
    raw: true,
  }
  const title = sentence(language, 'outliers.title', {
    column: columns.length === 1 ? first.name : sentence(language, 'outliers.all'),
  })
  return {
    title: titled(request, title),
    result,
    compute,
    words,
    whenEmpty: say(language, 'value.none', { column: inside(first.name) }),
    also: [far],
    chart,
  }
}
