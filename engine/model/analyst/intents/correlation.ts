/** How strongly numbers go together: one pair with its line, or all pairs as a heatmap. */
import { label, titled, upper, resultName, withUnit } from '../naming.ts'
import { figure, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Language } from '../say/say.ts'
import type { Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'

export function writeCorrelation(request: Request, rows: Rows): Written {
  const named = request.measures.filter(column => column.role === 'measure')
  const [first, second] = named
  if (first && second && named.length === 2 && !request.about && request.chart !== 'heatmap')
    return ofPair(request, rows, { first, second })
  return ofMatrix(request, rows, { columns: named, about: request.about })
}

/** Sets \`strength\`: words for a correlation, by its size and sign. */
const strength = (language: Language): string => py`
  size = abs(pearson)
  strength = ${text(sentence(language, 'pair.none'))} if size < 0.1 else ${text(sentence(language, 'pair.weak'))} if size < 0.3 else ${text(sentence(language, 'pair.moderate'))} if size < 0.6 else ${text(sentence(language, 'pair.strong'))}
  if size >= 0.1:
      strength = ${say(language, 'pair.positive', { relation: '{strength}' })} if pearson > 0 else ${say(language, 'pair.negative', { relation: '{strength}' })}
`

type Pair = { first: Column; second: Column }

export function ofPair(request: Request, rows: Rows, { first, second }: Pair): Written {
  const { language } = request
  const [one, other] = [text(first.name), text(second.name)]
  const two = { one: inside(label(first, language)), other: inside(label(second, language)) }
  const pairName = sentence(language, 'and', { one: first.name, other: second.name })
  const result = resultName(request, 'correlation', sentence(language, 'correlation.with', { column: pairName }))
  const compute = py`
    # Pearson (linear) and Spearman (rank) correlation over the rows that have both numbers
    from scipy import stats

    pairs = ${rows.frame}[${list([first.name, second.name])}].dropna()
    ${result} = pd.DataFrame({"measure": [], "value": []})
    if len(pairs) > 2 and pairs.nunique().min() > 1:
        pearson, p_value = stats.pearsonr(pairs[${one}], pairs[${other}])
        spearman = stats.spearmanr(pairs[${one}], pairs[${other}]).statistic
        line = stats.linregress(pairs[${one}], pairs[${other}])
        ${result} = pd.DataFrame({"measure": ["Pearson r", "p value", "Spearman r", "R squared", "slope", "intercept", "rows"], "value": [pearson, p_value, spearman, pearson ** 2, line.slope, line.intercept, len(pairs)]})
  `
  const words = py`
    # In words
    ${strength(language)}
    slope_form = f"+,.{max(0, 3 - int(np.floor(np.log10(abs(line.slope) or 1))))}f"  # four digits that say something
    significance = "p < ${language === 'en' ? '0.0001' : '0,0001'}" if p_value < 0.0001 else f"p = ${figure('p_value', '.4f')}"
    headline = final_result = ${say(language, 'pair.strength', { one: upper(two.one), other: two.other, strength: '{strength}', r: figure('pearson', '.3f') })}
    facts = [
        ${say(language, 'pair.pearson', { r: figure('pearson', '.4f'), p: '{significance}', count: figure('len(pairs)') })},
        ${say(language, 'pair.spearman', { r: figure('spearman', '.4f') })},
        ${say(language, 'pair.squared', { r: figure('pearson ** 2', '.4f') })},
        ${say(language, 'pair.slope', { ...two, slope: '{number(line.slope, slope_form)}' })},
    ]
    if lacking := len(${rows.frame}) - len(pairs):
        notes.append(${say(language, 'pair.lacking', { count: figure('lacking') })})
    notes.append(${say(language, 'correlation.note')})
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
  return {
    title: titled(request, sentence(language, 'and', { one: label(first, language), other: label(second, language) })),
    result,
    compute,
    words,
    whenEmpty: `(${say(language, 'pair.few', two)} if len(pairs) <= 2 else ${say(language, 'pair.constant', { column: '{pairs.nunique().idxmin()}' })})`,
    chart,
  }
}

type Matrix = { columns: Column[]; about: Column | undefined }

function ofMatrix(request: Request, rows: Rows, { columns, about }: Matrix): Written {
  const { language } = request
  const result = resultName(request, 'correlation matrix', sentence(language, 'correlation.title'))
  const compute = py`
    # Pearson correlation of each pair of numbers
    ${result} = ${rows.frame}[${list(columns.map(column => column.name))}].corr(numeric_only=True)
  `
  const pair = { one: '{one}', other: '{other}' }
  const words = py`
    # In words
    upper = ${result}.where(np.triu(np.ones(${result}.shape, dtype=bool), k=1)).stack().dropna()
    ${about ? `upper = upper[[${text(about.name)} in pair for pair in upper.index]]` : ''}
    strongest = upper.reindex(upper.abs().sort_values(ascending=False).index)
    if len(strongest):
        (one, other), r = strongest.index[0], strongest.iloc[0]
        headline = ${say(language, 'correlation.strongest', { ...pair, r: figure('r', '.3f') })}
    else:
        headline = ${say(language, 'correlation.few')}
    final_result = headline
    facts = [f"{one} / {other}: ${figure('r', '.4f')}" for (one, other), r in strongest.head(6).items()]
    notes.append(${say(language, 'correlation.note')})
  `
  const chart = {
    kind: 'heatmap' as const,
    frame: result,
    x: 'column',
    y: columns.map(column => column.name),
    xLabel: '',
    yLabel: '',
    signed: true,
    raw: true,
  }
  const title = about
    ? sentence(language, 'correlation.with', { column: label(about, language) })
    : sentence(language, 'correlation.title')
  return {
    title: titled(request, title),
    result,
    compute,
    words,
    whenEmpty: say(language, 'correlation.few'),
    chart,
    matrix: true,
  }
}
