/** How values are spread: quartiles and a histogram for numbers, counts for categories, apart for each group if asked. */
import { label, titled, upper, variable, withUnit } from '../naming.ts'
import { inside, key, list, py, text } from '../python.ts'
import type { Request } from '../request.ts'
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

function ofNumbers(request: Request, rows: Rows, columns: Column[]): Written {
  const names = columns.map(column => column.name)
  const [first] = columns as [Column, ...Column[]]
  const result = variable(`${first.name} distribution`)
  const unit = unitText(first.unit ?? '')
  const code = py`
    # Count, mean, spread and quartiles
    ${result} = ${rows.frame}[${list(names)}].describe().T.rename_axis("column").reset_index()
    ${result}["skewness"] = [${rows.frame}[column].skew() for column in ${result}["column"]]

    # In words
    facts = []
    for _, row in ${result}.iterrows():
        shape = "leans to high values" if row["skewness"] > 0.5 else "leans to low values" if row["skewness"] < -0.5 else "about symmetric"
        facts.append(f"{row['column']}: half of the values lie between {number(row['25%'])} and {number(row['75%'])}, median {number(row['50%'])}, mean {number(row['mean'])}, standard deviation {number(row['std'])}; {shape} (skewness {row['skewness']:.2f})")
    row = ${result}.iloc[0]
    headline = f"${inside(upper(label(first)))} runs from {number(row['min'])}${unit} to {number(row['max'])}${unit}, with the middle at {number(row['50%'])}${unit}"
    ${first.missing > 0 ? `notes.append(f"{${rows.frame}[${key(first.name)}].isna().sum():,} missing values of ${inside(first.name)} were left out")` : ''}
    final_result = f"median {number(row['50%'])}${unit}, mean {number(row['mean'])}${unit}"
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
  return { title: titled(request, `distribution of ${columns.map(label).join(', ')}`), result, code, chart }
}

function byGroup(request: Request, rows: Rows, { first, category }: { first: Column; category: Column }): Written {
  const result = variable(`${first.name} by ${category.name} distribution`)
  const code = py`
    # Count, mean, spread and quartiles for each ${category.name.replace(/\s+/g, ' ')}
    ${result} = ${rows.frame}.groupby(${text(category.name)}, observed=True)[${text(first.name)}].describe().reset_index().sort_values("50%", ascending=False, ignore_index=True)
    ${missingNote(rows.frame, category)}

    # In words
    facts = [f"{row[${key(category.name)}]}: median {number(row['50%'])}, mean {number(row['mean'])}, from {number(row['min'])} to {number(row['max'])} ({row['count']:,.0f} rows)" for _, row in ${result}.head(12).iterrows()]
    top = ${result}.iloc[0]
    headline = f"The median of ${inside(first.name)} is highest for {top[${key(category.name)}]}: {number(top['50%'])}${unitText(first.unit ?? '')}"
    final_result = f"{top[${key(category.name)}]}: median {number(top['50%'])}"
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
  return { title: titled(request, `${label(first)} by ${label(category)}`), result, code, chart }
}

export function ofCategory(request: Request, rows: Rows, column: Column): Written {
  const result = variable(`${column.name} counts`)
  const code = py`
    # How often each value stands there
    ${result} = ${rows.frame}[${text(column.name)}].value_counts().rename_axis(${text(column.name)}).reset_index(name="count")
    ${result}["share %"] = (${result}["count"] / ${result}["count"].sum() * 100).round(2)

    # In words
    facts = [f"{name}: {count:,} rows ({share:.1f}%)" for name, count, share in ${result}.head(12).itertuples(index=False)]
    headline = f"${inside(upper(label(column)))}: {len(${result}):,} different values, most often {${result}.iloc[0, 0]} ({${result}.iloc[0, 1]:,} rows)"
    if gaps := int(${rows.frame}[${text(column.name)}].isna().sum()):
        notes.append(f"{gaps:,} rows have no ${inside(column.name)}")
    final_result = f"{${result}.iloc[0, 0]}: {${result}.iloc[0, 1]:,} rows"
  `
  const chart = {
    kind: 'bar' as const,
    frame: result,
    x: column.name,
    y: ['count'],
    xLabel: withUnit(column),
    yLabel: 'Number of rows',
  }
  return { title: titled(request, `distribution of ${label(column)}`), result, code, chart }
}
