/** How strongly numbers go together: one pair with its line, or all pairs as a heatmap. */
import { label, titled, variable, withUnit } from '../naming.ts'
import { inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import type { Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeCorrelation(request: Request, rows: Rows): Written {
  const named = request.measures.filter(column => column.role === 'measure')
  const [first, second] = named
  if (first && second && named.length === 2 && !request.about && request.chart !== 'heatmap')
    return ofPair(request, rows, { first, second })
  return ofMatrix(request, rows, { columns: named, about: request.about })
}

const STRENGTH = `
def strength(r):
    """Words for a correlation, by its size and sign."""
    size = "no" if abs(r) < 0.1 else "a weak" if abs(r) < 0.3 else "a moderate" if abs(r) < 0.6 else "a strong"
    return size + ("" if abs(r) < 0.1 else " positive" if r > 0 else " negative") + " linear relation"
`.trim()

export function ofPair(request: Request, rows: Rows, { first, second }: { first: Column; second: Column }): Written {
  const code = py`
    # Pearson (linear) and Spearman (rank) correlation over the rows that have both numbers
    from scipy import stats


    ${STRENGTH}


    pairs = ${rows.frame}[${list([first.name, second.name])}].dropna()
    if len(pairs) < len(${rows.frame}):
        notes.append(f"{len(${rows.frame}) - len(pairs):,} rows lack one of the two numbers and were left out")
    pearson, p_value = stats.pearsonr(pairs[${text(first.name)}], pairs[${text(second.name)}])
    spearman = stats.spearmanr(pairs[${text(first.name)}], pairs[${text(second.name)}]).statistic
    line = stats.linregress(pairs[${text(first.name)}], pairs[${text(second.name)}])
    correlation = pd.DataFrame({"measure": ["Pearson r", "p value", "Spearman r", "R squared", "slope", "intercept", "rows"], "value": [pearson, p_value, spearman, pearson ** 2, line.slope, line.intercept, len(pairs)]})

    # In words
    headline = f"${inside(label(first))} and ${inside(label(second))} have {strength(pearson)}: r = {pearson:.3f}"
    facts = [
        f"Pearson r = {pearson:.4f}, " + ("p < 0.0001" if p_value < 0.0001 else f"p = {p_value:.4f}") + f", from {len(pairs):,} rows",
        f"Spearman (by rank) = {spearman:.4f}",
        f"R squared = {pearson ** 2:.4f}: so much of the variation goes together",
        f"One more of ${inside(label(first))} goes with {line.slope:+.4g} of ${inside(label(second))}",
    ]
    notes.append("A correlation does not say what causes what")
    final_result = round(float(pearson), 4)
  `
  const chart = {
    kind: 'scatter' as const,
    frame: 'pairs',
    x: first.name,
    y: [second.name],
    xLabel: withUnit(first),
    yLabel: withUnit(second),
    raw: true,
  }
  return { title: titled(request, `${label(first)} and ${label(second)}`), result: 'correlation', code, chart }
}

function ofMatrix(
  request: Request,
  rows: Rows,
  { columns, about }: { columns: Column[]; about: Column | undefined },
): Written {
  const result = variable('correlation matrix')
  const code = py`
    # Pearson correlation of each pair of numbers
    ${result} = ${rows.frame}[${list(columns.map(column => column.name))}].corr(numeric_only=True)
    upper = ${result}.where(np.triu(np.ones(${result}.shape, dtype=bool), k=1)).stack().dropna()
    ${about ? `upper = upper[[${text(about.name)} in pair for pair in upper.index]]` : ''}
    strongest = upper.reindex(upper.abs().sort_values(ascending=False).index)

    # In words
    if len(strongest):
        (one, other), r = strongest.index[0], strongest.iloc[0]
        headline = f"Strongest correlation: {one} and {other}, r = {r:.3f}"
        final_result = f"{one} and {other}: {r:.4f}"
    else:
        headline = final_result = "Fewer than two columns of numbers: nothing to correlate"
    facts = [f"{one} and {other}: {r:.4f}" for (one, other), r in strongest.head(6).items()]
    notes.append("A correlation does not say what causes what")
  `
  const chart = {
    kind: 'heatmap' as const,
    frame: result,
    x: 'column',
    y: columns.map(column => column.name),
    xLabel: '',
    yLabel: 'correlation',
    raw: true,
  }
  return {
    title: titled(request, about ? `correlation with ${label(about)}` : 'correlation of all numbers'),
    result,
    code,
    chart,
    matrix: true,
  }
}
