/** One number: the average salary, how many orders, the highest temperature, how many different customers. */
import { label, measured, PANDAS, resultName, titled, upper } from '../naming.ts'
import { bare, figure, inside, key, list, py, text } from '../python.ts'
import type { Aggregate, Request } from '../request.ts'
import { percent, say, sentence } from '../say/say.ts'
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
  const { language, table } = request
  const count = figure(`len(${rows.frame})`)
  const whole = figure(`len(${table.frame})`)
  const headline =
    rows.says === ''
      ? say(language, 'count.all', { count, file: inside(table.file) })
      : say(language, 'count.some', { count, rows: inside(rows.says) })
  const share = percent(figure(`len(${rows.frame}) / max(len(${table.frame}), 1) * 100`, ',.1f'), language)
  const words = py`
    # Count the rows
    row_count = pd.DataFrame({"rows": [len(${rows.frame})], "of all rows": [len(${table.frame})]})
    headline = ${headline}
    facts = [${request.conditions.length > 0 ? say(language, 'count.share', { share, whole }) : ''}]
    final_result = len(${rows.frame})
  `
  return { title: titled(request, sentence(language, 'of.rows')), result: 'row_count', compute: '', words }
}

function writeDistinct(request: Request, rows: Rows, column: Column): Written {
  const { language } = request
  const result = resultName(
    request,
    `${column.name} counts`,
    sentence(language, 'distribution.title', { what: column.name }),
  )
  const slots = { count: figure(`len(${result})`), column: inside(column.name) }
  const words = py`
    # How many different values, and how often each
    ${result} = ${rows.frame}[${text(column.name)}].value_counts().rename_axis(${text(column.name)}).reset_index(name="count")
    headline = ${say(language, 'distinct.count', slots)}
    facts = [${say(language, 'category.rows', { name: '{name}', count: figure('count') })} for name, count in zip(${result}[${text(column.name)}].head(5), ${result}["count"])]
    final_result = len(${result})
  `
  const title = titled(request, sentence(language, 'distinct.title', { column: label(column, language) }))
  return { title, result, compute: '', words }
}

const ALL: Aggregate[] = ['sum', 'mean', 'median', 'min', 'max', 'std']

const askedOf = (request: Request, [first]: Column[]): Aggregate =>
  request.aggregate ?? (request.order === 'least' && !first?.additive ? 'min' : first?.additive ? 'sum' : 'mean')

function writeNumbers(request: Request, rows: Rows, numbers: Column[]): Written {
  const { language } = request
  const asked = askedOf(request, numbers)
  const columns = numbers.slice(0, 12)
  const [first] = columns
  if (!first) return writeCount(request, rows)
  const all = ALL.filter(each => each !== 'sum' || first.additive)
  const result = resultName(request, `${first.name} figures`, `${first.name} ${sentence(language, 'file.numbers')}`)
  const unit = unitText(first.unit ?? '')
  const series = columns.map(column => `${rows.frame}[${text(column.name)}]`)
  const each = (one: Aggregate) =>
    `${text(one === 'std' ? 'standard deviation' : one)}: [${series.map(values => `${values}.${PANDAS[one]}()`).join(', ')}]`
  const named = (column: Column, one: Aggregate) => inside(upper(measured(column, one, language)))
  const others = columns
    .slice(1)
    .map(
      (column, place) =>
        `f"${named(column, asked)}: ${figure(`${result}[${key(asked)}].iloc[${place + 1}]`)}${unitText(column.unit ?? '')}",`,
    )
  const rest = all
    .filter(one => one !== asked)
    .map(one => `f"${named(first, one)}: ${figure(`values.${PANDAS[one]}()`)}${unit}",`)
  const counted = { count: figure('values.count()'), missing: figure('values.isna().sum()') }
  const compute = py`
    # ${bare(upper(columns.map(column => measured(column, asked, language)).join(', ')))}
    ${result} = pd.DataFrame({"column": ${list(columns.map(column => column.name))}, ${[...new Set([asked, ...all])].map(each).join(', ')}})
  `
  const words = py`
    # In words
    values = ${series[0] ?? ''}
    answer = ${first.ratio && asked === 'mean' ? `${rows.frame}[${text(first.ratio.part.name)}].sum() / ${rows.frame}[${text(first.ratio.whole.name)}].sum() * 100` : `values.${PANDAS[asked]}()`}
    headline = f"${first.ratio && asked === 'mean' ? inside(upper(label(first, language))) : named(first, asked)}${inside(rows.says === '' ? '' : ` (${rows.says})`)}: ${figure('answer')}${unit}"
    facts = [
        ${others.join('\n')}
        ${rest.join('\n')}
        ${say(language, first.missing > 0 ? 'value.missing' : 'value.count', counted)},
    ]
    if values.count() == 0:
        headline, facts, final_result = ${say(language, 'value.none', { column: inside(first.name) })}, [], ${text(sentence(language, 'nothing'))}
    else:
        ${asked === 'max' || asked === 'min' ? whichRow(request, rows, { first, asked }) : ''}
        final_result = f"${figure('answer')}${unit}"
  `
  return { title: titled(request, measured(first, asked, language)), result, compute, words }
}

/** Whose value the highest or the lowest is. */
function whichRow(request: Request, rows: Rows, { first, asked }: { first: Column; asked: 'max' | 'min' }): string {
  const names = stored(request.table)
    .filter(
      column => (column.role === 'category' || column.role === 'id' || column.role === 'time') && column !== first,
    )
    .slice(0, 4)
  if (names.length === 0) return ''
  const shown = names
    .map(
      column =>
        `f"${inside(column.name)} {str(holder[${key(column.name)}]).removesuffix('+00:00').removesuffix(' 00:00:00')}"`,
    )
    .join(', ')
  return py`
    holder = ${rows.frame}.loc[values.idx${asked}()]
    names = [${shown}]
    facts.insert(0, ${say(request.language, 'value.row', { names: "{', '.join(names)}" })})
  `
}
