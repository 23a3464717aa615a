/** Python that reads a table, gives its columns their true types and keeps the rows asked for. What it leaves out, it says. */
import { says } from './naming.ts'
import { comment, figure, indented, inside, key, list, py, text } from './python.ts'
import type { Action, Condition, Request } from './request.ts'
import { say, type Language } from './say/say.ts'
import { isDocument, type Column, type Table } from './table.ts'

const pathOf = (table: Table): string => table.pathVariable ?? text(table.path)

/** The expression that reads a table. */
export function readerOf(table: Table): string {
  if (table.builtIn) return 'px.data.gapminder()'
  const path = pathOf(table)
  if (table.readHint) return table.readHint.replace(/^\w+\s*=\s*/, '').replaceAll('{path}', path)
  const { encoding, delimiter } = table.profile
  const more = [
    delimiter && delimiter !== ',' ? `, sep=${text(delimiter)}` : '',
    encoding && !/^(utf-?8|ascii)$/i.test(encoding) ? `, encoding=${text(encoding)}` : '',
  ].join('')
  if (/^(xlsx|xls|ods|xlsm|xlsb|excel)/.test(table.format))
    return `pd.read_excel(${path}${table.sheet === undefined ? '' : `, sheet_name=${text(table.sheet)}`}, engine="calamine")`
  if (table.format === 'sqlite') {
    const query = `select * from "${(table.sheet ?? '').replaceAll('"', '""')}"`
    return `pd.read_sql(${text(query)}, __import__("sqlite3").connect(${path}))`
  }
  if (/parquet/.test(table.format)) return `pd.read_parquet(${path})`
  if (/jsonl|ndjson/.test(table.format)) return `pd.read_json(${path}, lines=True)`
  if (/json/.test(table.format)) return `pd.read_json(${path})`
  return `pd.read_csv(${path}${more})`
}

function readLines(table: Table): string {
  const from = table.builtIn
    ? '# The Gapminder table that comes inside the plotly package (142 countries, 1952 to 2007)'
    : comment(`Read ${table.file}`)
  return `${from}\n${table.frame} = ${readerOf(table)}`
}

function joinLines(table: Table): string {
  const { join } = table
  if (!join) return readLines(table)
  const main = {
    ...table,
    join: undefined,
    frame: leftOf(table),
  }
  return py`
    ${readLines(main)}

    ${readLines(join.other)}

    # Each row of the first, with what the second knows about it
    ${table.frame} = ${main.frame}.merge(
        ${join.other.frame}.drop_duplicates(${text(join.right.name)}),
        left_on=${text(join.left.name)}, right_on=${text(join.right.name)}, how="left", suffixes=("", "_2"),
    )
  `
}

const leftOf = (table: Table): string => table.frame.slice(0, table.frame.indexOf('_with_')) || `${table.frame}_left`

/** Lines of a damaged file that are not among its rows are told, with what was wrong with them. */
function leftOut({ table, language }: Request): string {
  return [table, ...(table.join ? [table.join.other] : [])]
    .map(each => {
      const said = (pattern: RegExp): string | undefined =>
        each.profile.warnings.map(({ message }) => pattern.exec(message)?.[1]).find(found => found !== undefined)
      const count = said(/^(\d+) rows? (?:was|were) left out;/)
      const lines = said(/^\d+ rows? (?:does|do) not fit \((.*)\)$/s)
      if (!count || !lines || each.profile.sampled) return ''
      const more = Number(count) > lines.split('; line ').length ? ' …' : ''
      const slots = { count: figure(count), file: inside(each.file), lines: `${inside(lines)}${more}` }
      return `notes.append(${say(language, 'load.rejected.lines', slots)})`
    })
    .filter(line => line !== '')
    .join('\n')
}

/** Rows that the join left without a partner are told. */
function unmatched({ table: { frame, join }, language }: Request): string {
  if (!join) return ''
  const slots = { count: figure('unmatched'), file: inside(join.other.file) }
  return py`
    unmatched = int((~${frame}[${text(join.left.name)}].isin(${join.other.frame}[${text(join.right.name)}])).sum())
    if unmatched:
        notes.append(${say(language, 'load.partners', slots)})
  `
}

/** Of a text column: "1,234.50 kg", "(12.00)" and "EUR 5" read as numbers; what is none, as 30/11/2019, 12:30 and 5-10, becomes missing. */
export function asNumbers(cellOf: string, column: Column): string {
  const plain = `${cellOf}.astype(str).str.strip().str.replace(r"^\\((.*)\\)$", r"-\\1", regex=True).str.replace("\u2212", "-")`
  const cleaned =
    column.convert === 'decimal comma'
      ? String.raw`.str.replace(r"[^\d,+-]", "", regex=True).str.replace(",", ".")`
      : String.raw`.str.replace(r"[^\d.eE+-]|(?<!\d)[eE]|[eE](?![+-]?\d)", "", regex=True)`
  return String.raw`pd.to_numeric(${plain}.mask(${cellOf}.astype(str).str.contains(r"\d\s*[/:]\s*\d|\d-\d"))${cleaned}, errors="coerce")`
}

/**
 * Dates of a column. The passport shows a few values of a text, and 10/09 and 07/04 can all be read both ways; one 13/01
 * anywhere in the column settles that each of them begins with the day, so the rows themselves are asked.
 */
export function asDates(cellOf: string, column: Column, zoned = mixesZones(cellOf, column)): string {
  const { type, convert } = column
  const isText = type !== 'date' && type !== 'datetime'
  const days = String.raw`${cellOf}.astype(str).str.extract(r"^\s*(\d{1,2})[./-]\d{1,2}[./-]\d{2,4}", expand=False)`
  const order =
    convert === 'day first' ? ', dayfirst=True' : isText ? `, dayfirst=bool(${days}.astype(float).gt(12).any())` : ''
  return `pd.to_datetime(${cellOf}, errors="coerce", format="mixed"${order}${zoned === '' ? '' : `, utc=${zoned}`})`
}

/** Whether a column has times of several zones, or some with and some without one: only as UTC do they compare. Empty where it has no times. */
function mixesZones(cellOf: string, { type, min, max, top }: Column): string {
  const seen = [min, max, ...top].filter(value => value !== null && value !== undefined)
  if (type === 'date' || (seen.length > 0 && !seen.some(value => /\d:\d{2}/.test(String(value))))) return ''
  // A column that is a time already has one zone, whose summer and winter time are no two.
  return String.raw`not pd.api.types.is_datetime64_any_dtype(${cellOf}) and ${cellOf}.dropna().astype(str).str.extract(r"\d:\d{2}.*?(Z|[+-]\d{2}:?\d{2})?\s*$", expand=False).fillna("").nunique() > 1`
}

/** Text that is a number or a date: read as one, and the cells that are none counted. */
function typed(table: Table, column: Column, language: Language): string {
  const cellOf = `${table.frame}[${text(column.name)}]`
  if (column.formula) return `${cellOf} = ${column.formula.code(table.frame)}`
  switch (column.convert) {
    case 'date':
    case 'day first': {
      const zones = mixesZones(cellOf, column)
      return py`
        before = ${cellOf}.notna().sum()
        ${zones === '' ? '' : `zones = ${zones}\nif zones:\n    notes.append(${say(language, 'load.zones', { column: inside(column.name) })})`}
        ${cellOf} = ${asDates(cellOf, column, zones === '' ? '' : 'zones')}
        if unreadable := int(before - ${cellOf}.notna().sum()):
            notes.append(${say(language, 'load.dates', { count: figure('unreadable'), column: inside(column.name) })})
      `
    }
    case 'duration':
      return py`
        if not pd.api.types.is_numeric_dtype(${cellOf}):
            ${cellOf} = pd.to_timedelta(${cellOf}.astype(str), errors="coerce").dt.total_seconds()  # as seconds
      `
    case 'number':
    case 'decimal comma': {
      return py`
        if not pd.api.types.is_numeric_dtype(${cellOf}):
            before = ${cellOf}.notna().sum()
            ${cellOf} = ${asNumbers(cellOf, column)}
            if unreadable := int(before - ${cellOf}.notna().sum()):
                notes.append(${say(language, 'load.numbers', { count: figure('unreadable'), column: inside(column.name) })})
      `
    }
    default:
      return ''
  }
}

function columnsOf(condition: Condition): Column[] {
  switch (condition.kind) {
    case 'lookup':
      return []
    case 'empty':
      return condition.columns
    case 'rest':
      return condition.of.flatMap(columnsOf)
    default:
      return [condition.column]
  }
}

/** The columns a request touches. */
export function columnsUsed(request: Request): Column[] {
  const ofConditions = request.conditions.flatMap(condition => columnsOf(condition))
  const sides = request.newColumns.flatMap(column => [
    column.left,
    ...(typeof column.right === 'number' ? [] : [column.right]),
  ])
  const time = request.time && (request.action === 'trend' || request.frequency) ? [request.time] : []
  const used = [...request.measures, ...request.groups, ...time, ...ofConditions, ...sides]
  return [...new Set([...used.flatMap(column => column.formula?.needs ?? []), ...used])]
}

const numeric = (column: Column): boolean => column.role === 'measure' && column.type === 'mixed'

/** Above this many rows only the columns that are needed are read. */
const MANY_ROWS = 1_000_000
const LEAN: Action[] = [
  'trend',
  'group',
  'value',
  'share',
  'pivot',
  'distribution',
  'normality',
  'correlation',
  'outliers',
  'scatter',
  'compare',
]

/** The table as this request needs it: of a very large CSV the columns used, and those that its reading names as dates. */
function lean(request: Request, columns: Column[]): Table {
  const { table } = request
  const hint = table.readHint ?? ''
  if (table.rows <= MANY_ROWS || table.join || !hint.startsWith('pd.read_csv(') || !LEAN.includes(request.action))
    return table
  if (request.conditions.some(condition => condition.kind === 'lookup')) return table
  const dates = table.columns.filter(
    column => hint.includes(`parse_dates=`) && hint.includes(`'${column.name}'`) && column.role === 'time',
  )
  const names = new Set([...columns.filter(column => !column.formula), ...dates].map(column => column.name))
  if (names.size === 0) return table
  return { ...table, readHint: `${hint.slice(0, -1)}, usecols=${list([...names])})` }
}

/** A very large table is read anew each time, with other columns. */
export const isHuge = (table: Table): boolean => table.rows > MANY_ROWS

/** Puts the table into its variable; a document has none, its words are read where they are counted. */
export function readCode(request: Request, reuse: boolean): string {
  const { table } = request
  if (isDocument(table)) return ''
  const others = request.conditions.flatMap(condition => (condition.kind === 'absent' ? [condition.other] : []))
  const read = [lean(request, columnsUsed(request)), ...others].map(joinLines).join('\n\n')
  if (!reuse || others.length > 0) return read
  const head = comment(`${table.file} was read before; it is read again only when it is gone`)
  return `${head}\nif ${text(table.frame)} not in globals():\n${indented(read)}`
}

/** Gives the columns that are used their true types, and makes the new ones. */
export function typesCode(request: Request): string[] {
  const { table, language } = request
  const asNumber = (column: Column): Column =>
    numeric(column) && !column.convert ? { ...column, convert: 'number' } : column
  const absent = request.conditions.flatMap(condition => (condition.kind === 'absent' ? [condition] : []))
  const types = [
    ...columnsUsed(request).map(column => typed(table, asNumber(column), language)),
    ...absent.flatMap(({ other, of }) => of.flatMap(columnsOf).map(column => typed(other, asNumber(column), language))),
  ].filter(code => code !== '')
  const made = request.newColumns.map(column => {
    const right = typeof column.right === 'number' ? String(column.right) : `${table.frame}[${text(column.right.name)}]`
    return `${table.frame}[${text(column.name)}] = ${table.frame}[${text(column.left.name)}] ${column.op} ${right}`
  })
  return [
    leftOut(request),
    unmatched(request),
    types.length > 0 ? `# Give the columns their true types; nothing is dropped silently\n${types.join('\n')}` : '',
    made.length > 0 ? `# New columns\n${made.join('\n')}` : '',
  ]
}

function mask(condition: Exclude<Condition, { kind: 'lookup' }>, frame: string): string {
  if (condition.kind === 'rest') {
    const known = condition.of.filter(each => each.kind !== 'lookup')
    return `~(${known.map(each => mask(each, frame)).join(' & ')}).fillna(False)`
  }
  if (condition.kind === 'empty') return emptyMask(condition, frame)
  if (condition.kind === 'absent') return absentMask(condition, frame)
  const cellOf = `${frame}[${text(condition.column.name)}]`
  if (condition.kind === 'outlier')
    return `((${cellOf} - ${cellOf}.quantile([0.25, 0.75]).mean()).abs() > 2 * (${cellOf}.quantile(0.75) - ${cellOf}.quantile(0.25)))`
  return columnMask(condition, cellOf)
}

function columnMask(
  condition: Exclude<Condition, { kind: 'lookup' | 'rest' | 'empty' | 'outlier' | 'absent' }>,
  cellOf: string,
): string {
  switch (condition.kind) {
    case 'equals':
      return (condition.not ? '~' : '') + equals(condition, cellOf)
    case 'contains':
      return `${condition.not ? '~' : ''}${cellOf}.astype(str).str.contains(${text(condition.text)}, case=False, regex=False)`
    case 'number':
      return `(${cellOf} ${condition.op} ${condition.value})`
    case 'mean':
      return `(${cellOf} ${condition.op} ${cellOf}.${condition.of}())`
    case 'between':
      return `${cellOf}.between(${condition.low}, ${condition.high})`
    case 'time':
      return timeMask(condition, cellOf)
    case 'calendar':
      return calendarMask(condition, cellOf)
    case 'recent':
      return recentMask(condition, cellOf)
    case 'latest':
      return `(${cellOf} == ${cellOf}.max())`
    case 'present':
      return `${cellOf}.${condition.present ? 'notna' : 'isna'}()`
  }
}

/** Texts of spaces alone count as empty, as they do where missing cells are counted. */
function emptyMask({ columns, every }: Extract<Condition, { kind: 'empty' }>, frame: string): string {
  const cells = columns.length === 0 ? frame : `${frame}[${list(columns.map(({ name }) => name))}]`
  return `${cells}.apply(lambda column: column.isna() | column.astype(str).str.strip().eq("")).${every ? 'all' : 'any'}(axis=1)`
}

/** A key that is missing occurs nowhere. */
function absentMask({ column, other, key: theirs, of }: Extract<Condition, { kind: 'absent' }>, frame: string): string {
  const masks = of.flatMap(each => (each.kind === 'lookup' ? [] : [mask(each, other.frame)]))
  const rows = masks.length === 0 ? other.frame : `${other.frame}.loc[${masks.join(' & ')}]`
  return `~${frame}[${text(column.name)}].isin(${rows}[${text(theirs.name)}].dropna())`
}

function calendarMask({ part, value, day, or }: Extract<Condition, { kind: 'calendar' }>, cellOf: string): string {
  if (day !== undefined) return `((${cellOf}.dt.month == ${value}) & (${cellOf}.dt.day == ${day}))`
  return or ? `${cellOf}.dt.${part}.isin([${[value, ...or].join(', ')}])` : `(${cellOf}.dt.${part} == ${value})`
}

/** A month before 30 November is 30 October; the month that ends with 30 November begins with the first. */
function recentMask(condition: Extract<Condition, { kind: 'recent' }>, cellOf: string): string {
  const { column, count, unit } = condition
  if (column.yearOnly) return `(${cellOf} > ${cellOf}.max() - ${count})`
  const long = /month|quarter|year/.test(unit)
  const since = long ? `>= ${cellOf}.max().floor("D") + pd.Timedelta(days=1)` : `> ${cellOf}.max()`
  return `(${cellOf} ${since} - pd.DateOffset(${offset(condition)}))`
}

const offset = ({ count, unit }: { count: number; unit: string }) =>
  unit === 'quarter' ? `months=${count * 3}` : `${unit}s=${count}`

function equals(condition: Extract<Condition, { kind: 'equals' }>, cellOf: string): string {
  const { column, values } = condition
  const [only = ''] = values
  if (values.length === 1 && /^true$/i.test(only)) return `${cellOf}.eq(True)`
  if (values.length === 1 && /^false$/i.test(only)) return `${cellOf}.eq(False)`
  const known = values.every(value => column.top.includes(value))
  if (column.role === 'measure' || column.yearOnly || column.type === 'integer')
    return `${cellOf}.isin([${values.map(value => (Number.isNaN(Number(value)) ? text(value) : value)).join(', ')}])`
  const variants =
    known &&
    values.some(value =>
      column.top.some(other => other !== value && other.trim().toLowerCase() === value.trim().toLowerCase()),
    )
  if (known && !variants)
    return values.length === 1 ? `(${cellOf} == ${text(only)})` : `${cellOf}.isin(${list(values)})`
  return `${cellOf}.astype(str).str.strip().str.lower().isin(${list(values.map(value => value.trim().toLowerCase()))})`
}

type Span = { from?: string; until?: string }

function timeMask(condition: Extract<Condition, { kind: 'time' }>, cellOf: string): string {
  const masks = [condition, ...(condition.or ?? [])].map(span => spanMask(span, condition.column, cellOf))
  return masks.length === 1 ? (masks[0] ?? 'True') : `(${masks.join(' | ')})`
}

function spanMask({ from, until }: Span, column: Column, cellOf: string): string {
  if (column.yearOnly) {
    const first = from ? Number(from.slice(0, 4)) : undefined
    const last = until ? Number(until.slice(0, 4)) - (until.slice(5) === '01-01' ? 1 : 0) : undefined
    if (first !== undefined && last !== undefined)
      return first === last ? `(${cellOf} == ${first})` : `${cellOf}.between(${first}, ${last})`
    return first === undefined ? `(${cellOf} <= ${last})` : `(${cellOf} >= ${first})`
  }
  const parts = [from ? `(${cellOf} >= "${from}")` : '', until ? `(${cellOf} < "${until}")` : ''].filter(
    part => part !== '',
  )
  return parts.length === 2 ? `(${parts.join(' & ')})` : (parts[0] ?? 'True')
}

/** `selected`: the rows that fit. Words whose column is not known are looked up in the text columns. */
export function filterCode(request: Request): { code: string; frame: string } {
  const { table, conditions, language } = request
  if (conditions.length === 0) return { code: '', frame: table.frame }
  const known = conditions.filter(condition => condition.kind !== 'lookup')
  const unknown = conditions.filter(condition => condition.kind === 'lookup')
  const masks = known.map(condition => mask(condition, table.frame))
  const latest = conditions.find(condition => condition.kind === 'latest')
  const head = comment(`Only the rows asked for: ${conditions.map(condition => says(condition, 'en')).join('; ')}`)
  const first =
    masks.length > 0 ? `selected = ${table.frame}[${masks.join(' & ')}].copy()` : `selected = ${table.frame}.copy()`
  // A year that the passport knows stands in the condition's own words.
  const newest = latest &&
    !(latest.column.yearOnly && latest.column.max) && {
      column: inside(latest.column.name),
      value: `{${table.frame}[${key(latest.column.name)}].max()}`,
    }
  const which = newest ? `notes.append(${say(language, 'load.latest', newest)})` : ''
  const searches = unknown.map(condition => search(condition, language))
  return { code: [head, first, ...searches, which].filter(line => line !== '').join('\n'), frame: 'selected' }
}

function search({ columns, text: wanted, not }: Extract<Condition, { kind: 'lookup' }>, language: Language): string {
  const found = { text: inside(wanted), column: '{holders[0]}' }
  return py`
    ${comment(`Which column holds ${wanted}?`)}
    holders = [column for column in ${list(columns.map(column => column.name))} if selected[column].astype(str).str.strip().str.lower().eq(${text(wanted.toLowerCase())}).any()]
    if holders:
        selected = selected[selected[holders[0]].astype(str).str.strip().str.lower().${not ? 'ne' : 'eq'}(${text(wanted.toLowerCase())})]
        notes.append(${say(language, 'load.found', found)})
    else:
        ${not ? 'pass' : 'selected = selected.iloc[0:0]'}
        notes.append(${say(language, 'load.unknown', found)})
  `
}
