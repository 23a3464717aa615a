/** One number: the average salary, how many orders, the highest temperature, how many different customers. */
import { label, measured, PANDAS, titled, upper, variable } from '../naming.ts'
import { inside, key, list, py, text } from '../python.ts'
import type { Aggregate, Request } from '../request.ts'
import { stored, type Column } from '../table.ts'
import type { Rows, Written } from '../written.ts'
import { unitText } from './group.ts'

/** A count of people or things: different ones when they repeat, rows when each row is one. */
function counting(column: Column, request: Request): Aggregate {
  if (request.aggregate === 'distinct') return 'distinct'
  return column.role !== 'measure' && column.distinct < request.table.rows * 0.98 && request.conditions.length === 0
    ? 'distinct'
    : 'count'
}

export function writeValue(request: Request, rows: Rows): Written {
  const asked = request.aggregate
  if (
    request.measures.length === 0 ||
    (asked === 'count' && request.measures.every(column => column.role === 'measure'))
  )
    return writeCount(request, rows)
  const numbers = request.measures.filter(column => column.role === 'measure')
  const others = request.measures.filter(column => column.role !== 'measure')
  const [thing] = others
  if ((numbers.length === 0 || asked === 'count' || asked === 'distinct') && thing) {
    return counting(thing, request) === 'count' ? writeCount(request, rows) : writeDistinct(request, rows, thing)
  }
  return writeNumbers(request, rows, numbers)
}

function writeCount(request: Request, rows: Rows): Written {
  const code = py`
    # Count the rows
    ${'row_count'} = pd.DataFrame({"rows": [len(${rows.frame})], "of all rows": [len(${request.table.frame})]})
    share = len(${rows.frame}) / len(${request.table.frame}) * 100
    headline = f"There are {len(${rows.frame}):,} rows${inside(rows.says === '' ? ` in ${request.table.file}` : ` with ${rows.says}`)}"
    facts = ${request.conditions.length > 0 ? `[f"That is {share:.1f}% of all {len(${request.table.frame}):,} rows"]` : '[]'}
    final_result = len(${rows.frame})
  `
  return { title: titled(request, 'number of rows'), result: 'row_count', code }
}

function writeDistinct(request: Request, rows: Rows, column: Column): Written {
  const result = variable(`${column.name} counts`)
  const code = py`
    # How many different values, and how often each
    ${result} = ${rows.frame}[${text(column.name)}].value_counts().rename_axis(${text(column.name)}).reset_index(name="count")
    headline = f"There are {len(${result}):,} different values of ${inside(column.name)}"
    facts = [f"{name}: {count:,} rows" for name, count in zip(${result}[${text(column.name)}].head(5), ${result}["count"])]
    final_result = len(${result})
  `
  return { title: titled(request, `different values of ${label(column)}`), result, code }
}

const ALL: Aggregate[] = ['sum', 'mean', 'median', 'min', 'max', 'std']

function writeNumbers(request: Request, rows: Rows, numbers: Column[]): Written {
  const asked: Aggregate =
    request.aggregate ??
    (request.order === 'least' && !numbers[0]?.additive ? 'min' : numbers[0]?.additive ? 'sum' : 'mean')
  const columns = numbers.slice(0, 12)
  const [first] = columns
  if (!first) return writeCount(request, rows)
  const all = ALL.filter(each => each !== 'sum' || first.additive)
  const result = variable(`${first.name} figures`)
  const unit = unitText(first.unit ?? '')
  const series = columns.map(column => `${rows.frame}[${text(column.name)}]`)
  const figure = (each: Aggregate) =>
    `${text(each === 'std' ? 'standard deviation' : each)}: [${series.map(one => `${one}.${PANDAS[each]}()`).join(', ')}]`
  const others = columns
    .slice(1)
    .map(
      (column, place) =>
        `f"${inside(upper(measured(column, asked)))}: {number(${result}[${key(asked)}].iloc[${place + 1}])}${unitText(column.unit ?? '')}",`,
    )
  const rest = all
    .filter(each => each !== asked)
    .map(each => `f"${inside(upper(measured(first, each)))}: {number(values.${PANDAS[each]}())}${unit}",`)
  const code = py`
    # ${upper(
      columns
        .map(column => measured(column, asked))
        .join(', ')
        .replace(/\s+/g, ' '),
    )}
    ${result} = pd.DataFrame({"column": ${list(columns.map(column => column.name))}, ${[...new Set([asked, ...all])].map(figure).join(', ')}})
    values = ${series[0] ?? ''}
    answer = values.${PANDAS[asked]}()
    headline = f"${inside(upper(measured(first, asked)))}${inside(rows.says === '' ? '' : ` (${rows.says})`)}: {number(answer)}${unit}"
    facts = [
        ${others.join('\n')}
        ${rest.join('\n')}
        f"From {values.count():,} values${first.missing > 0 ? '; {values.isna().sum():,} are missing' : ''}",
    ]
    ${asked === 'max' || asked === 'min' ? whichRow(request, rows, { first, asked }) : ''}
    final_result = round(float(answer), 4) if not float(answer).is_integer() else int(answer)
  `
  return { title: titled(request, measured(first, asked)), result, code }
}

/** Whose value the highest or the lowest is. */
function whichRow(request: Request, rows: Rows, { first, asked }: { first: Column; asked: 'max' | 'min' }): string {
  const names = stored(request.table)
    .filter(
      column => (column.role === 'category' || column.role === 'id' || column.role === 'time') && column !== first,
    )
    .slice(0, 4)
  if (names.length === 0) return ''
  const shown = names.map(column => `f"${inside(column.name)} {holder[${key(column.name)}]}"`).join(', ')
  return `holder = ${rows.frame}.loc[${rows.frame}[${text(first.name)}].idx${asked}()]\nfacts.insert(0, "In the row with " + ", ".join([${shown}]))`
}
