/** What is in the file: rows, columns, types, ranges, what is missing, what stands out. */
import { asDates } from '../load.ts'
import { resultName, titled, upper } from '../naming.ts'
import { figure, inside, py, text } from '../python.ts'
import type { Request } from '../request.ts'
import { say, sentence, type Language } from '../say/say.ts'
import { stored, type Column, type Table } from '../table.ts'
import type { Chart, Rows, Written } from '../written.ts'

type Interesting = { category?: Column | undefined; measure?: Column | undefined; time?: Column | undefined }

function interesting(table: Table): Interesting {
  const columns = stored(table)
  const measures = columns.filter(column => column.role === 'measure' && column.missing < table.rows)
  return {
    category: columns.find(column => column.role === 'category' && column.distinct > 1 && column.distinct <= 30),
    measure: measures.find(column => column.additive) ?? measures[0],
    time: columns.find(column => column.role === 'time'),
  }
}

export function writeOverview(request: Request, rows: Rows): Written {
  const { table, language } = request
  const { frame } = rows
  const { category, measure, time } = interesting(table)
  const result = resultName(request, 'overview', sentence(language, 'overview.title', { file: table.frame }))
  const size = { file: inside(table.file), rows: figure(`len(${frame})`), columns: figure(`${frame}.shape[1]`) }
  const gaps = {
    count: figure('missing'),
    cells: figure(`${frame}.size`),
    column: `{${result}.loc[${result}['missing'].idxmax(), 'column']}`,
    most: figure(`${result}['missing'].max()`),
  }
  const line = {
    column: '{column}',
    low: figure('numbers[column].min()'),
    high: figure('numbers[column].max()'),
    mean: figure('numbers[column].mean()'),
    middle: figure('numbers[column].median()'),
  }
  const words = py`
    # One line for each column: type, gaps, different values, range
    ${result} = pd.DataFrame({
        "column": ${frame}.columns,
        "type": [str(kind) for kind in ${frame}.dtypes],
        "missing": ${frame}.isna().sum().tolist(),
        "distinct": [${frame}[column].astype(str).nunique() for column in ${frame}.columns],
    })
    numbers = ${frame}.select_dtypes("number").dropna(axis="columns", how="all")
    for measure in ["min", "mean", "median", "max"]:
        ${result}[measure] = ${result}["column"].map(numbers.agg(measure).round(4) if len(numbers.columns) else {})

    # In words
    missing = int(${result}["missing"].sum())
    headline = ${say(language, 'overview.size', size)}
    facts = [${say(language, 'overview.gaps', gaps)} if missing else ${say(language, 'overview.full')}]
    if duplicates := int(${frame}.astype(str).duplicated().sum()):
        facts.append(${say(language, 'overview.duplicates', { count: figure('duplicates') })})
    ${time ? rangeOf(frame, time, language) : ''}
    ${furtherSheets(table, language)}
    for column in numbers.columns[:6]:
        facts.append(${say(language, 'overview.number', line)})
    ${category ? mostOf(frame, category, language) : ''}
    final_result = ${say(language, 'overview.final', size)}
    ${category && !measure ? `most_frequent = most.rename_axis(${text(category.name)}).reset_index(name="count")` : ''}
  `
  const chart = overviewChart({ category, measure, frame, language })
  const title = titled(request, sentence(language, 'overview.title', { file: table.file }))
  return { title, result, compute: '', words, ...(chart ? { chart } : {}) }
}

function rangeOf(frame: string, time: Column, language: Language): string {
  const cellOf = `${frame}[${text(time.name)}]`
  // Dates that stand in the file as text; those that no reader takes are shown as they are written.
  const read = time.convert ? asDates(cellOf, time) : cellOf
  const slots = {
    column: inside(time.name),
    low: time.convert ? '{str(span.min())[:10]}' : '{span.min()}',
    high: time.convert ? '{str(span.max())[:10]}' : '{span.max()}',
  }
  return `span = ${read}\nif span.notna().any():\n    facts.append(${say(language, 'overview.range', slots)})`
}

/** Of a workbook, what else there is to ask about. */
function furtherSheets({ sheet, profile }: Table, language: Language): string {
  // A workbook of one sheet does not say which one it is.
  const others =
    sheet === undefined ? [] : (profile.sheets ?? []).filter(({ name, rows }) => name !== sheet && rows > 0)
  return others
    .slice(0, 12)
    .map(({ name, rows, table }) => {
      const slots = { name: inside(name), rows: figure(String(table?.rows ?? rows)) }
      return `facts.append(${say(language, 'sheets.other', slots)})`
    })
    .join('\n')
}

function mostOf(frame: string, category: Column, language: Language): string {
  const slots = {
    column: inside(category.name),
    count: figure('len(most)'),
    name: '{most.index[0]}',
    rows: figure('most.iloc[0]'),
  }
  return `most = ${frame}[${text(category.name)}].value_counts()\nif len(most):\n    facts.append(${say(language, 'overview.category', slots)})`
}

type Drawn = Interesting & { frame: string; language: Language }

function overviewChart({ category, measure, frame, language }: Drawn): Chart | undefined {
  if (measure) {
    const { name } = measure
    return {
      kind: 'histogram',
      frame,
      x: name,
      y: [name],
      xLabel: name,
      yLabel: name,
      raw: true,
      title: upper(sentence(language, 'distribution.title', { what: name })),
    }
  }
  if (!category) return undefined
  return {
    kind: 'bar',
    frame: 'most_frequent',
    x: category.name,
    y: ['count'],
    xLabel: category.name,
    yLabel: upper(sentence(language, 'of.rows')),
    raw: true,
  }
}
