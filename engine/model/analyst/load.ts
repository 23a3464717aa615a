/** Python that reads a table, gives its columns their true types and keeps the rows asked for. What it leaves out, it says. */
import { apartCode } from './list-cells.ts'
import { says } from './naming.ts'
import { comment, figure, indented, inside, key, list, py, text } from './python.ts'
import type { Action, Condition, Request } from './request.ts'
import { goingSays } from './removal.ts'
import { mask } from './row-masks.ts'
import { say, type Language } from './say/say.ts'
import { isDocument, type Column, type Table } from './table.ts'
import { isWhole, latestWhole } from './whole-periods.ts'

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

/** `selected`: the rows that fit. Words whose column is not known are looked up in the text columns. */
export function filterCode(request: Request): { code: string; frame: string } {
  const { table, conditions, language } = request
  if (conditions.length === 0) {
    const apart = apartCode(request, table.frame)
    return { code: apart, frame: apart === '' ? table.frame : 'selected' }
  }
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
  const whole = conditions.filter(isWhole).map(condition => latestWhole(request, condition))
  const searches = unknown.map(condition => search(condition, language))
  return {
    code: [...whole, head, first, ...searches, which, ...leftOutNotes(request), apartCode(request, 'selected')]
      .filter(line => line !== '')
      .join('\n'),
    frame: 'selected',
  }
}

/** How many rows are outliers and so no part of the figures. */
function leftOutNotes({ action, conditions, table, language }: Request): string[] {
  if (action === 'remove') return []
  return conditions.flatMap(condition => {
    if (condition.kind !== 'rest' || !condition.of.some(({ kind }) => kind === 'outlier')) return []
    const slots = { count: figure('outside'), rows: inside(goingSays([condition], language)) }
    return py`
      outside = int((~${mask(condition, table.frame)}).sum())
      notes.append(${say(language, 'load.outside', slots)})
    `
  })
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
