/** Reads back what `profile_data` and the list of files say in words (tools/describe-file.ts): the analyst sees no more than any model. */
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'
import type { FileProfile } from './table.ts'

export type ListedFile = { name: string; variable: string; path: string; kind: string; generated: boolean }

const FILE_LINE =
  /^\s*- ("(?:[^"\\]|\\.)*"): variable (\S+), path ("(?:[^"\\]|\\.)*"), ([^,]+), (.*?)(, made in this session)?\s*$/s

function unquoted(json: string): string {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : json
  } catch {
    // Cut in the middle: what is left of it will do.
    return json.replace(/^"|"$/g, '')
  }
}

export function fileOf(line: string): ListedFile | undefined {
  const match = FILE_LINE.exec(line)
  if (!match?.[1] || !match[2] || !match[3]) return undefined
  return {
    name: unquoted(match[1]),
    variable: match[2],
    path: unquoted(match[3]),
    kind: match[5] ?? '',
    generated: match[6] !== undefined,
  }
}

/** The files that a system prompt or `list_files` names. */
export const filesIn = (text: string): ListedFile[] => {
  const found = new Map<string, ListedFile>()
  for (const line of text.split('\n')) {
    const file = fileOf(line)
    if (file) found.set(file.name, file)
  }
  return [...found.values()]
}

const COLUMN_LINE =
  /^ {2}("(?:[^"\\]|\\.)*"?[^:]*): ([a-z]+)(?:, (\d+) missing)?, (\d+) distinct(?: \((.+?) to (.+?)\))?(?:, most frequent (.*))?$/s
const VALUE = /("(?:[^"\\]|\\.)*"|[^\s"×]+|"[^×]*?)×(\d+)/g

const scalar = (json: string): string | number =>
  json.startsWith('"') ? unquoted(json) : Number.isNaN(Number(json)) ? json : Number(json)

function columnOf(line: string): ColumnProfile | undefined {
  const match = COLUMN_LINE.exec(line)
  if (!match?.[1] || !match[2]) return undefined
  const [, name, type, missing, distinct, min, max, often] = match
  return {
    name: unquoted(name),
    type,
    missing: Number(missing ?? 0),
    distinct: Number(distinct ?? 0),
    ...(min === undefined || max === undefined ? {} : { min: scalar(min), max: scalar(max) }),
    ...(often === undefined
      ? {}
      : { top: [...often.matchAll(VALUE)].map(found => ({ value: scalar(found[1] ?? ''), count: Number(found[2]) })) }),
  }
}

function head(lines: string[]): NonNullable<Profile['head']> {
  const rows: NonNullable<Profile['head']> = []
  for (const line of lines) {
    try {
      const row: unknown = JSON.parse(line)
      if (Array.isArray(row)) rows.push(row)
    } catch {
      // A row cut for its length tells nothing safe.
    }
  }
  return rows
}

function shapeOf(
  shape: string,
): Pick<Profile, 'format' | 'rows' | 'sampled' | 'rowsEstimated' | 'encoding' | 'delimiter' | 'pages' | 'words'> {
  const number = (pattern: RegExp): number | undefined => {
    const digits = pattern.exec(shape)?.[1]
    return digits === undefined ? undefined : Number(digits)
  }
  const delimiter = /delimiter ("(?:[^"\\]|\\.)*")/.exec(shape)?.[1]
  return {
    format: /^\w+/.exec(shape)?.[0] ?? 'csv',
    rows: number(/(\d+) rows/) ?? 0,
    sampled: shape.includes('a sample was looked at'),
    ...(shape.includes('(about; ') ? { rowsEstimated: true } : {}),
    encoding: /encoding ([\w-]+)/.exec(shape)?.[1],
    delimiter: delimiter && unquoted(delimiter),
    pages: number(/(\d+) pages/),
    words: number(/(\d+) words/),
  }
}

const SHEET = /("(?:[^"\\]|\\.)*")( \(hidden\))? (\d+) rows/g

const sheetsIn = (line: string | undefined): Pick<Profile, 'sheets'> =>
  line === undefined
    ? {}
    : {
        sheets: [...line.matchAll(SHEET)].map(match => ({
          name: unquoted(match[1] ?? ''),
          hidden: match[2] !== undefined,
          rows: Number(match[3]),
        })),
      }

const SHEET_HEAD = /^sheet ("(?:[^"\\]|\\.)*"?): (\d+) rows/

/** The lines on the file itself, and those on each further sheet. */
function parted(lines: string[]): { own: string[]; sheets: string[][] } {
  const starts = lines.flatMap((line, at) => (SHEET_HEAD.test(line) ? [at] : []))
  return {
    own: lines.slice(0, starts[0]),
    sheets: starts.map((start, place) => lines.slice(start, starts[place + 1])),
  }
}

const after = (label: string, lines: string[]): string | undefined =>
  lines.find(line => line.startsWith(label))?.slice(label.length)

function columnsAndHead(lines: string[]): Pick<Profile, 'columns' | 'head'> & { body: string[] } {
  const first = lines.findIndex(line => line.startsWith('first rows:'))
  const body = first < 0 ? lines : lines.slice(0, first)
  return {
    body,
    columns: body.map(columnOf).filter(column => column !== undefined),
    head: first < 0 ? [] : head(lines.slice(first + 1).map(line => line.trim())),
  }
}

/** The tables that a text of `profile_data` tells of, the file's own first; none when it is no profile (a refusal, say). */
export function profilesIn(text: string): FileProfile[] {
  // A long value is cut in its middle, with a line of words between the halves.
  const lines = text.replace(/\n… [^\n]* left out …\n/g, '…').split('\n')
  const start = lines.findIndex(line => fileOf(line))
  const file = fileOf(lines[start] ?? '')
  if (!file) return []
  const { own: rest, sheets } = parted(lines.slice(start + 1))
  const { body, ...found } = columnsAndHead(rest)
  const profile: Profile = {
    ...shapeOf(rest[0] ?? ''),
    ...sheetsIn(after('sheets: ', body)),
    ...found,
    rejected: [],
    warnings: body
      .filter(line => line.startsWith('beware: '))
      .map(line => ({ code: 'beware', message: line.slice('beware: '.length) })),
  }
  const sheet = after('described here: sheet ', body)
  const own: FileProfile = {
    file: file.name,
    path: file.path,
    variable: file.variable,
    origin: file.generated ? 'generated' : 'upload',
    readHint: after('read it with: ', body),
    profile,
    ...(sheet === undefined ? {} : { sheet: unquoted(sheet) }),
  }
  return [own, ...sheets.map(each => sheetOf(each, own))]
}

function sheetOf(lines: string[], book: FileProfile): FileProfile {
  const [, name = '', rows = '0'] = SHEET_HEAD.exec(lines[0] ?? '') ?? []
  const { body, ...found } = columnsAndHead(lines)
  const { format, sheets } = book.profile
  return {
    ...book,
    sheet: unquoted(name),
    further: true,
    readHint: after('read it with: ', body),
    profile: { format, rows: Number(rows), sampled: false, sheets, ...found, rejected: [], warnings: [] },
  }
}
