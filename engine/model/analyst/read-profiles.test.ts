import { describe, expect, test } from 'vitest'
import type { Profile } from '@codingagent/protocol/artifacts.ts'
import { fileLine, profileText } from '../../tools/describe-file.ts'
import type { WorkspaceFile } from '../../tools/tool.ts'
import { filesIn, profilesIn } from './read-profiles.ts'
import { tableOf } from './table.ts'

const file: WorkspaceFile = {
  name: 'odd "name", 1.csv',
  path: '/workspace/odd "name", 1.csv',
  variable: 'odd_name_1_path',
  size: 2_500_000,
  kind: 'data',
  origin: 'upload',
}

const profile: Profile & { readHint: string } = {
  format: 'csv',
  rows: 1200,
  sampled: true,
  encoding: 'cp1252',
  delimiter: ';',
  sheets: [
    { name: 'One', hidden: false, rows: 1200 },
    { name: 'Old "2"', hidden: true, rows: 3 },
  ],
  columns: [
    { name: 'id', type: 'integer', missing: 0, distinct: 1200, min: 1, max: 1200 },
    { name: 'when: it was', type: 'date', missing: 3, distinct: 40, min: '2024-01-01', max: '2024-12-31' },
    {
      name: 'kind "x"',
      type: 'text',
      missing: 0,
      distinct: 3,
      top: [
        { value: 'a b', count: 900 },
        { value: 'say "no"', count: 200 },
        { value: '7×8', count: 100 },
      ],
    },
    {
      name: 'comment',
      type: 'text',
      missing: 0,
      distinct: 2,
      top: [
        { value: 'long '.repeat(30), count: 2 },
        { value: 'short', count: 1 },
      ],
    },
    {
      name: 'flag',
      type: 'boolean',
      missing: 0,
      distinct: 2,
      top: [
        { value: true, count: 700 },
        { value: false, count: 500 },
      ],
    },
  ],
  head: [
    [1, '2024-01-01', 'a b', 'short', true],
    [2, null, 'say "no"', 'long '.repeat(300), false],
  ],
  rejected: [{ line: 7, reason: 'too many cells' }],
  warnings: [{ code: 'mixed', column: 'id', message: 'some are odd' }],
  readHint: "pd.read_csv({path}, sep=';')",
}

describe('what profile_data says is read back', () => {
  const [read] = profilesIn(profileText(file, profile))

  test('the file and how to read it', () => {
    expect(read).toMatchObject({ file: file.name, path: file.path, variable: 'odd_name_1_path', origin: 'upload' })
    expect(read?.readHint).toContain("sep=';'")
    expect(read?.profile).toMatchObject({
      format: 'csv',
      rows: 1200,
      sampled: true,
      encoding: 'cp1252',
      delimiter: ';',
    })
    expect(read?.profile.sheets).toEqual(profile.sheets)
  })

  test('each column with its type, gaps, range and frequent values', () => {
    expect(read?.profile.columns.map(column => column.name)).toEqual(profile.columns.map(column => column.name))
    expect(read?.profile.columns[1]).toMatchObject({
      type: 'date',
      missing: 3,
      distinct: 40,
      min: '2024-01-01',
      max: '2024-12-31',
    })
    expect(read?.profile.columns[2]?.top?.map(entry => entry.value)).toEqual(['a b', 'say "no"', '7×8'])
    expect(read?.profile.columns[3]?.top?.at(-1)).toEqual({ value: 'short', count: 1 })
    expect(read?.profile.columns[4]?.top?.map(entry => String(entry.value))).toEqual(['true', 'false'])
  })

  test('the first rows, as far as they are whole', () => {
    expect(read?.profile.head?.[0]).toEqual([1, '2024-01-01', 'a b', 'short', true])
  })

  test('each sheet is a table of its own, called by the file and its name', () => {
    const column = { type: 'text', missing: 0, distinct: 3 }
    const people = { rows: 3, columns: [{ name: 'country', ...column }], head: [['FR']] }
    const book: Profile = {
      ...profile,
      sheet: 'Orders',
      sheets: [
        { name: 'Orders', hidden: false, rows: 1201 },
        { name: 'The "people"', hidden: true, rows: 4, table: people },
      ],
    }
    const tables = profilesIn(profileText(file, book)).map(tableOf)
    expect(tables.map(({ file: name, sheet, rows }) => [name, sheet, rows])).toEqual([
      [file.name, 'Orders', 1200],
      [`${file.name} › The "people"`, 'The "people"', 3],
    ])
    expect(tables[0]?.columns.map(({ name }) => name)).not.toContain('country')
    expect(tables[1]?.profile.head).toEqual([['FR']])
    expect(new Set(tables.map(({ frame }) => frame)).size).toBe(2)
  })

  test('a document has a length instead of columns', () => {
    const text = profileText(
      { ...file, name: 'report.pdf' },
      { format: 'pdf', rows: 0, sampled: false, pages: 12, words: 3400, columns: [], rejected: [], warnings: [] },
    )
    expect(profilesIn(text)[0]?.profile).toMatchObject({ format: 'pdf', pages: 12, words: 3400, columns: [] })
  })

  test('a refusal is no profile', () => {
    expect(profilesIn('There is no file “x.csv”. There are none.')).toEqual([])
    expect(profilesIn('')).toEqual([])
  })
})

test('the list of files in a system prompt', () => {
  const generated: WorkspaceFile = {
    ...file,
    name: 'out.xlsx',
    path: '/workspace/output/out.xlsx',
    variable: 'output_out_path',
    origin: 'generated',
  }
  const found = filesIn(`Some words\n<files>\n${fileLine(file)}\n  csv, 3 rows\n${fileLine(generated)}\n</files>`)
  expect(found).toMatchObject([
    { name: file.name, variable: 'odd_name_1_path', generated: false },
    { name: 'out.xlsx', path: '/workspace/output/out.xlsx', generated: true },
  ])
})
