/** Whether numbers are normally distributed, or skewed: a verdict, and the figures and the test it rests on. */
import { label, listed, titled, resultName, withUnit } from '../naming.ts'
import { figure, inside, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Key } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'
import { unitText } from './group.ts'
import { writeOverview } from './overview.ts'

/** Fewer values tell nothing about a shape. */
const FEWEST = '8'
/** Beyond this Shapiro and Wilk's p is not accurate. */
const MOST_FOR_SHAPIRO = '5000'

export function writeNormality(request: Request, rows: Rows): Written {
  const { language } = request
  const named = request.measures.filter(column => column.role === 'measure')
  const numbers = stored(request.table).filter(column => column.role === 'measure')
  const columns = (named.length > 0 ? named : numbers).slice(0, 20)
  const [first] = columns
  if (!first) return writeOverview(request, rows)
  const [group] = columns.length === 1 ? request.groups : []
  const what = listed(
    columns.map(column => label(column, language)),
    language,
  )
  const title = sentence(language, 'normality.title', { what })
  const english = group ? `${first.name} by ${group.name}` : columns.length === 1 ? first.name : 'numbers'
  const result = resultName(request, `${english} normality`, title)
  return {
    title: titled(
      request,
      group ? sentence(language, 'by.groups', { what: title, groups: label(group, language) }) : title,
    ),
    result,
    compute: judged(rows.frame, result, { columns, group }),
    words: group || columns.length > 1 ? severalWords(request, result) : oneWords(request, result, first),
    chart: chartOf(rows.frame, { columns, first, group }),
  }
}

type Judged = { columns: Column[]; group: Column | undefined }

function judged(frame: string, result: string, { columns, group }: Judged): string {
  const [first] = columns
  const parts = group
    ? `[(str(name), part[${text(first?.name ?? '')}]) for name, part in ${frame}.groupby(${text(group.name)}, observed=True)]`
    : `[(column, ${frame}[column]) for column in ${list(columns.map(column => column.name))}]`
  return py`
    # Skewness, excess kurtosis and a test of each: Shapiro and Wilk's, of many values D'Agostino and Pearson's
    from scipy import stats

    lines = []
    for name, values in ${parts}:
        values = values.astype(float).replace([np.inf, -np.inf], np.nan).dropna()
        line = {${text(group ? group.name : 'column')}: name, "count": len(values), "mean": values.mean(), "median": values.median(), "skewness": np.nan, "excess kurtosis": np.nan, "test": "", "statistic": np.nan, "p value": np.nan}
        verdict = "few" if len(values) < ${FEWEST} else "same" if values.nunique() == 1 else ""
        if verdict == "":
            tested = stats.shapiro(values) if len(values) <= ${MOST_FOR_SHAPIRO} else stats.normaltest(values)
            skew, kurtosis = float(values.skew()), float(values.kurt())
            line.update({"skewness": skew, "excess kurtosis": kurtosis, "test": "Shapiro-Wilk" if len(values) <= ${MOST_FOR_SHAPIRO} else "D’Agostino-Pearson", "statistic": float(tested.statistic), "p value": float(tested.pvalue)})
            verdict = "yes" if tested.pvalue >= 0.05 else "nearly" if abs(skew) <= 0.5 and abs(kurtosis) <= 1 else "no"
        lines.append({**line, "verdict": verdict})
    ${result} = pd.DataFrame(lines, columns=[${text(group ? group.name : 'column')}, "count", "mean", "median", "skewness", "excess kurtosis", "test", "statistic", "p value", "verdict"])
  `
}

const comma = (language: Request['language']): string => (language === 'en' ? '.' : ',')

/** A Python expression for the p-value of `row`, as people write it. */
const probability = (language: Request['language']): string =>
  `("p < 0${comma(language)}0001" if row["p value"] < 0.0001 else f"p = ${figure("row['p value']", '.4f')}")`

const figuresOf = {
  skew: figure("row['skewness']", '.2f'),
  kurtosis: figure("row['excess kurtosis']", '.2f'),
  count: figure("row['count']"),
}

function oneWords(request: Request, result: string, column: Column): string {
  const { language, terms } = request
  const unit = unitText(column.unit ?? '')
  const what = inside(label(column, language))
  const word = (key: Key): string => text(sentence(language, key))
  const verdicts = (['yes', 'nearly', 'no'] as const).map(
    verdict =>
      `"${verdict}": ${say(language, `normality.${verdict}`, { what, shape: '{shape}', count: figuresOf.count })},`,
  )
  const figures = say(language, 'normality.figures', figuresOf)
  const means = say(language, 'normality.mean', {
    mean: `${figure("row['mean']")}${unit}`,
    middle: `${figure("row['median']")}${unit}`,
  })
  const tested = say(language, 'normality.test', {
    name: "{row['test']}",
    statistic: figure("row['statistic']", '.4f'),
    p: '{p}',
  })
  const skewed = terms.includes('skew')
    ? py`
      side = ${word('normality.right')} if skew > 0 else ${word('normality.left')}
      shape = means
      headline = ${say(language, 'normality.skewed', { what, side: '{side}', shape: '{shape}' })} if abs(skew) > 0.5 else ${say(language, 'normality.even', { what, shape: '{shape}' })}
    `
    : ''
  return py`
    # In words
    row = ${result}.iloc[0]
    facts = []
    if row["verdict"] in ("few", "same"):
        headline = ${say(language, 'normality.few', { what, count: figuresOf.count })} if row["verdict"] == "few" else ${say(language, 'normality.same', { what })}
        final_result = ${word('normality.verdict.few')} if row["verdict"] == "few" else ${word('normality.verdict.same')}
    else:
        skew, kurtosis, p, means = row["skewness"], row["excess kurtosis"], ${probability(language)}, ${means}
        shape = ${word('normality.shape.right')} if skew > 0.5 else ${word('normality.shape.left')} if skew < -0.5 else ${word('normality.shape.heavy')} if kurtosis > 1 else ${word('normality.shape.light')} if kurtosis < -1 else ${word('normality.shape.even')}
        headline = {
            ${verdicts.join('\n')}
        }[row["verdict"]]
        ${skewed}
        facts = [${figures}, ${tested}${skewed === '' ? ', means[:1].upper() + means[1:]' : ''}]
        verdict = {"yes": ${word('normality.verdict.yes')}, "nearly": ${word('normality.verdict.nearly')}, "no": ${word('normality.verdict.no')}}[row["verdict"]]
        final_result = ${skewed === '' ? say(language, 'normality.final', { verdict: '{verdict}', skew: figuresOf.skew, p: '{p}' }) : 'headline'}
    ${column.distinct <= 10 && column.distinct < request.table.rows - column.missing ? `notes.append(${say(language, 'normality.distinct', { what, count: String(column.distinct) })})` : ''}
  `
}

function severalWords({ language, terms }: Request, result: string): string {
  const verdicts = (['yes', 'nearly', 'no', 'few', 'same'] as const).map(
    verdict => `"${verdict}": ${text(sentence(language, `normality.verdict.${verdict}`))}`,
  )
  const line = { ...figuresOf, name: '{name}', verdict: '{words}', test: "{row['test']}", p: '{p}' }
  const total = { count: figure('len(found)'), all: figure(`len(${result})`), names: '{names}' }
  return py`
    # In words
    verdicts = {${verdicts.join(', ')}}
    facts, found = [], []
    for _, row in ${result}.iterrows():
        name, words, p = str(row.iloc[0]), verdicts[row["verdict"]], ${probability(language)}
        facts.append(${say(language, 'normality.line', line)} if row["test"] else f"{name}: {words}")
        if ${terms.includes('skew') ? 'abs(row["skewness"]) > 0.5' : 'row["verdict"] in ("yes", "nearly")'}:
            found.append(name)
    facts = facts[:20]
    names = ": " + ", ".join(found[:10]) if found else ""
    headline = ${say(language, terms.includes('skew') ? 'normality.skews' : 'normality.several', total)}
    final_result = f"{len(found)} / {len(${result})}"
  `
}

function chartOf(frame: string, { columns, first, group }: Judged & { first: Column }): Chart {
  const drawn = { frame, y: columns.slice(0, 8).map(column => column.name), yLabel: withUnit(first), raw: true }
  return group
    ? { ...drawn, kind: 'box', x: group.name, xLabel: withUnit(group) }
    : { ...drawn, kind: 'histogram', x: first.name, xLabel: withUnit(first) }
}
