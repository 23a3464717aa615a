/** How values are spread: quartiles and a histogram for numbers, counts for categories, apart for each group if asked. */
import { label, listed, resultName, titled, upper, withUnit } from '../naming.ts'
import { bare, figure, inside, key, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { percent, say, sentence } from '../say/say.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { missingNote, unitText } from './group.ts'

export function writeDistribution(request: Request, rows: Rows): Written {
  const numbers = request.measures.filter(column => column.role === 'measure')
  const [category] = [...request.measures.filter(column => column.role !== 'measure'), ...request.groups]
  if (numbers.length === 0 && category) return ofCategory(request, rows, category)
  const main = stored(request.table).filter(column => column.role === 'measure')
  const columns = (numbers.length > 0 ? numbers : main).slice(0, 8)
  const [first] = columns
  if (!first) return ofCategory(request, rows, stored(request.table)[0] as Column)
  return category && numbers.length === 1
    ? byGroup(request, rows, { first, category })
    : ofNumbers(request, rows, columns)
}

/** The slots of a line of \`describe()\`. */
const spread = (unit = ''): Record<'low' | 'high' | 'middle' | 'mean', string> => ({
  low: `${figure("row['min']")}${unit}`,
  high: `${figure("row['max']")}${unit}`,
  middle: `${figure("row['50%']")}${unit}`,
  mean: `${figure("row['mean']")}${unit}`,
})

function ofNumbers(request: Request, rows: Rows, columns: Column[]): Written {
  const { language } = request
  const names = columns.map(column => column.name)
  const [first] = columns as [Column, ...Column[]]
  const result = resultName(
    request,
    `${first.name} distribution`,
    sentence(language, 'distribution.title', { what: label(first, language) }),
  )
  const said = spread(unitText(first.unit ?? ''))
  const line = {
    ...spread(),
    column: "{row['column']}",
    low: figure("row['25%']"),
    high: figure("row['75%']"),
    deviation: figure("row['std']"),
    shape: '{shape}',
    skewness: figure("row['skewness']", '.2f'),
  }
  const gaps = { count: figure(`${rows.frame}[${key(first.name)}].isna().sum()`), column: inside(first.name) }
  const compute = py`
    # Count, mean, spread and quartiles
    ${result} = ${rows.frame}[${list(names)}].describe().T.rename_axis("column").reset_index()
    ${result}["skewness"] = [${rows.frame}[column].skew() for column in ${result}["column"]]
    ${result} = ${result}[${result}["count"] > 0].reset_index(drop=True)
  `
  const words = py`
    # In words
    facts = []
    for _, row in ${result}.iterrows():
        shape = ${text(sentence(language, 'distribution.high'))} if row["skewness"] > 0.5 else ${text(sentence(language, 'distribution.low'))} if row["skewness"] < -0.5 else ${text(sentence(language, 'distribution.even'))}
        facts.append(${say(language, 'distribution.line', line)})
    row = ${result}.iloc[0]
    headline = ${say(language, 'distribution.range', { ...said, what: inside(upper(label(first, language))) })}
    ${first.missing > 0 ? `notes.append(${say(language, 'distribution.missing', gaps)})` : ''}
    final_result = ${say(language, 'distribution.final', said)}
  `
  const chart = {
    kind: 'histogram' as const,
    frame: rows.frame,
    x: first.name,
    y: names,
    xLabel: withUnit(first),
    yLabel: withUnit(first),
    raw: true,
  }
  const what = listed(
    columns.map(column => label(column, language)),
    language,
  )
  return {
    title: titled(request, sentence(language, 'distribution.title', { what })),
    result,
    compute,
    words,
    whenEmpty: say(language, 'value.none', { column: inside(first.name) }),
    chart,
  }
}

function byGroup(request: Request, rows: Rows, { first, category }: { first: Column; category: Column }): Written {
  const { language } = request
  const result = resultName(
    request,
    `${first.name} by ${category.name} distribution`,
    sentence(language, 'distribution.title', {
      what: sentence(language, 'by.groups', { what: first.name, groups: category.name }),
    }),
  )
  const unit = unitText(first.unit ?? '')
  const group = key(category.name)
  const line = { ...spread(), name: `{row[${group}]}`, rows: figure("row['count']") }
  const highest = {
    what: inside(first.name),
    name: `{top[${group}]}`,
    middle: `${figure("top['50%']")}${unit}`,
  }
  const compute = py`
    # Count, mean, spread and quartiles for each ${bare(category.name)}
    ${result} = ${rows.frame}.dropna(subset=[${text(first.name)}]).groupby(${text(category.name)}, observed=True)[${text(first.name)}].describe().reset_index().sort_values("50%", ascending=False, ignore_index=True)
  `
  const words = py`
    # In words
    facts = [${say(language, 'distribution.group', line)} for _, row in ${result}.head(12).iterrows()]
    top = ${result}.iloc[0]
    headline = final_result = ${say(language, 'distribution.highest', highest)}
    if len(${result}) > 1 and ${result}["50%"].nunique() == 1:
        headline = final_result = ${say(language, 'distribution.same', { ...highest, count: figure(`len(${result})`) })}
    ${missingNote(request, rows.frame, category)}
  `
  const chart = {
    kind: 'box' as const,
    frame: rows.frame,
    x: category.name,
    y: [first.name],
    xLabel: withUnit(category),
    yLabel: withUnit(first),
    raw: true,
  }
  const named = { what: label(first, language), groups: label(category, language) }
  return {
    title: titled(request, sentence(language, 'by.groups', named)),
    result,
    compute,
    words,
    whenEmpty: say(language, 'group.none'),
    chart,
  }
}

export function ofCategory(request: Request, rows: Rows, column: Column): Written {
  const { language } = request
  const result = resultName(
    request,
    `${column.name} counts`,
    sentence(language, 'distribution.title', { what: column.name }),
  )
  const compute = py`
    # How often each value stands there
    ${result} = ${rows.frame}[${text(column.name)}].value_counts().rename_axis(${text(column.name)}).reset_index(name="count")
    ${result}["share %"] = (${result}["count"] / ${result}["count"].sum() * 100).round(2)
  `
  const line = { name: '{name}', count: figure('count'), share: percent(figure('share', ',.1f'), language) }
  const most = {
    column: inside(upper(label(column, language))),
    count: figure(`len(${result})`),
    name: `{${result}.iloc[0, 0]}`,
    rows: figure(`${result}.iloc[0, 1]`),
  }
  const words = py`
    # In words
    facts = [${say(language, 'category.line', line)} for name, count, share in ${result}.head(12).itertuples(index=False)]
    headline = ${say(language, 'category.most', most)}
    if gaps := int(${rows.frame}[${text(column.name)}].isna().sum()):
        notes.append(${say(language, 'category.missing', { count: figure('gaps'), column: inside(column.name) })})
    final_result = ${say(language, 'category.rows', { name: most.name, count: most.rows })}
  `
  const chart = {
    kind: 'bar' as const,
    frame: result,
    x: column.name,
    y: ['count'],
    xLabel: withUnit(column),
    yLabel: upper(sentence(language, 'of.rows')),
  }
  return {
    title: titled(request, sentence(language, 'distribution.title', { what: label(column, language) })),
    result,
    compute,
    words,
    whenEmpty: say(language, 'category.none', { column: inside(column.name) }),
    chart,
  }
}
