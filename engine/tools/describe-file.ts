/** Files and their passports in words for the model. What comes out of a file is quoted as JSON, so that it reads as data. */
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'
import type { WorkspaceFile } from './tool.ts'
import { truncate } from './truncate.ts'

const MOST_COLUMNS = 60
/** Of a wide table the columns from the 61st on are told in short, up to this many in all. */
const MOST_COLUMNS_IN_SHORT = 400
/** Letters of all these together. */
const MOST_LETTERS = 60_000
/** A name is told whole, so that code can call the column by it; ours are 200 letters at most, and a sign may take more than one here. */
const LONGEST_NAME = 400

export function fileLine(file: WorkspaceFile): string {
  const made = file.origin === 'generated' ? ', made in this session' : ''
  return `- ${quoted(file.name, 200)}: variable ${file.variable}, path ${quoted(file.path, 300)}, ${size(file.size)}, ${file.kind}${made}`
}

export function profileText(file: WorkspaceFile, profile: Profile): string {
  return [
    fileLine(file),
    ...shapeLines(profile, file.variable),
    ...columnLines(profile),
    ...warningLines(profile),
    ...headLines(profile),
    ...sheetLines(profile, file.variable),
  ].join('\n')
}

/** The same in few lines, for the system prompt. */
export function shortProfileText(file: WorkspaceFile): string {
  const { profile } = file
  if (!profile) return fileLine(file)
  const columns = profile.columns
    .slice(0, MOST_COLUMNS)
    .map(c => `${quoted(c.name, 80)} ${c.type}${rangeOf(c)}${missingOf(c)}`)
  const more = profile.columns.length - columns.length
  return [
    fileLine(file),
    ...shapeLines(profile, file.variable).map(line => `  ${line}`),
    ...(columns.length ? [`  columns: ${columns.join('; ')}${more > 0 ? `; and ${more} more` : ''}`] : []),
    ...warningLines(profile).map(line => `  ${line}`),
  ].join('\n')
}

function shapeLines(profile: Profile, variable: string): string[] {
  const { format, rows, encoding, delimiter, headerRows, sheets, sheet, pages, words } = profile
  const facts = [
    format,
    profile.columns.length ? `${rows} rows${sampledWords(profile)} × ${profile.columns.length} columns` : '',
    encoding ? `encoding ${encoding}` : '',
    delimiter ? `delimiter ${JSON.stringify(delimiter)}` : '',
    headerRows !== undefined && headerRows !== 1 ? `${headerRows} header rows` : '',
    pages === undefined ? '' : `${pages} pages`,
    words === undefined ? '' : `${words} words`,
  ].filter(Boolean)
  const lines = [facts.join(', ')]
  if (sheets) {
    const names = sheets.slice(0, 40).map(s => {
      // A title or a header above the table is no row of it.
      const own = s.name === sheet ? rows : (s.table?.rows ?? s.rows)
      return `${quoted(s.name, 80)}${s.hidden ? ' (hidden)' : ''} ${own} rows`
    })
    lines.push(`sheets: ${names.join('; ')}`)
    if (sheet && sheets.length > 1) lines.push(`described here: sheet ${quoted(sheet, 80)}`)
  }
  if (profile.readHint) lines.push(`read it with: ${profile.readHint.replaceAll('{path}', variable)}`)
  return lines
}

function columnLines({ columns }: Pick<Profile, 'columns'>): string[] {
  const lines = columns.slice(0, MOST_COLUMNS_IN_SHORT).map((c, place) => {
    const values = place < MOST_COLUMNS ? (c.distinct <= 12 ? 12 : 5) : 0
    const top = c.top?.slice(0, values).map(t => `${quoted(t.value, 40)}×${t.count}`)
    const often = top?.length ? `, most frequent ${top.join(' ')}` : ''
    return `  ${quoted(c.name, LONGEST_NAME)}: ${c.type}${missingOf(c)}, ${c.distinct} distinct${rangeOf(c)}${often}`
  })
  let letters = 0
  const told = lines.filter(line => (letters += line.length) <= MOST_LETTERS)
  const more = columns.length - told.length
  return lines.length ? ['columns:', ...told, ...(more > 0 ? [`  and ${more} more`] : [])] : []
}

function warningLines({ warnings, rejected }: Profile): string[] {
  const lines = warnings.slice(0, 12).map(w => {
    const examples = w.examples?.length
      ? ` (${w.examples
          .slice(0, 3)
          .map(e => quoted(e, 60))
          .join(', ')})`
      : ''
    return `beware: ${w.column ? `${quoted(w.column, 80)}: ` : ''}${oneLine(w.message, 300)}${examples}`
  })
  const bad = rejected.slice(0, 3).map(r => `line ${r.line}: ${oneLine(r.reason, 150)}`)
  const many = rejected.length === 1 ? '1 row does' : `${rejected.length} rows do`
  return rejected.length ? [...lines, `beware: ${many} not fit (${bad.join('; ')})`] : lines
}

function sampledWords({ sampled, rowsEstimated }: Profile): string {
  if (!sampled) return ''
  return rowsEstimated ? ' (about; a sample was looked at)' : ' (a sample was looked at)'
}

/** The sheets beside the one described above, each with its columns: a question may be about any of them. */
function sheetLines({ sheets = [] }: Profile, variable: string): string[] {
  return sheets.flatMap(({ name, table }) => {
    if (!table) return []
    const { rows, columns, readHint } = table
    return [
      `sheet ${quoted(name, 80)}: ${rows} rows × ${columns.length} columns`,
      ...(readHint ? [`read it with: ${readHint.replaceAll('{path}', variable)}`] : []),
      ...columnLines({ columns }),
      ...headLines({ columns, head: table.head?.slice(0, 3) }),
    ]
  })
}

function headLines({ head, columns }: Pick<Profile, 'head' | 'columns'>): string[] {
  if (!head?.length || columns.length === 0) return []
  return ['first rows:', ...head.slice(0, 5).map(row => `  ${truncate(JSON.stringify(row), 600)}`)]
}

const missingOf = (c: ColumnProfile): string => (c.missing > 0 ? `, ${c.missing} missing` : '')

function rangeOf(c: ColumnProfile): string {
  if (c.min === undefined || c.min === null || c.max === undefined || c.max === null || c.type === 'text') return ''
  return ` (${quoted(c.min, 40)} to ${quoted(c.max, 40)})`
}

/**
 * Words about a file may hold names out of it: were they to begin a line of their own, that line would read as ours, and what we say is
 * done, such as how to read the file.
 */
const oneLine = (words: string, most: number): string => truncate(words.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '), most)

const quoted = (value: string | number | boolean | null, most: number): string => truncate(JSON.stringify(value), most)

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
