/** The Python of every task over tables of every sort: it compiles, it uses no name it did not set, and it leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ColumnProfile } from '@codingagent/protocol/artifacts.ts'
import { writeCell } from './cell.ts'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { shapes, table, tables } from './tables-for-tests.ts'
import type { Table } from './table.ts'
import { understand } from './understand.ts'

/** Compiles, and gives the names that are read in it without being set in it, given, or Python's own. */
const CHECK = `
import ast, builtins

def strangers(code):
    tree = ast.parse(code)
    compile(code, "<cell>", "exec")
    known = set(dir(builtins)) | {"OUTPUT_DIR", "display"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            known.add(node.id)
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            known.update((alias.asname or alias.name).split(".")[0] for alias in node.names)
        elif isinstance(node, (ast.FunctionDef, ast.Lambda)):
            known.update(argument.arg for argument in node.args.args)
            if isinstance(node, ast.FunctionDef):
                known.add(node.name)
    return sorted({n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id not in known and not n.id.endswith("_path")})

def outside(code):
    """What a cell sets at its top: imports, the table, and the one function."""
    return sorted({type(node).__name__ for node in ast.parse(code).body})
`

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'a.csv': 'x\n1\n' })
  await desk.run(CHECK)
})
afterAll(() => desk.close())

const NASTY = [`it's`, 'a "b" {c}', 'back\\slash', 'new\nline', 'percent %s', '#', '{1/0}', 'ünïcödé 数']
const nastyColumns = (): (Partial<ColumnProfile> & { name: string; values?: (string | number)[] })[] =>
  NASTY.flatMap((name, place): (Partial<ColumnProfile> & { name: string; values?: (string | number)[] })[] => [
    { name, type: 'decimal', min: 0, max: place, missing: place % 2 },
    { name: `${name} kind`, values: [`${name} one`, `two ' " \\ {`], missing: place % 3 },
  ])

const known: Record<string, Table> = {
  'a table of sales': tables.sales,
  'a table of staff': tables.staff,
  'a panel of countries': tables.countries,
  'nasty names': table({ file: `it's "odd" {1/0}.csv`, rows: 60, columns: nastyColumns() }),
  'dates as text': table({
    file: 'dates.csv',
    rows: 60,
    columns: [
      { name: 'Zeit', values: ['13.01.2024', '14.02.2024'] },
      { name: 'Betrag (€)', values: ['1.234,50', '2,00'], missing: 3 },
      { name: 'Dauer', values: ['00:01:30', '01:00:00'] },
      { name: 'Ort', values: ['Köln', 'köln ', 'Bonn'], missing: 2 },
    ],
  }),
  'one column of words': table({ file: 'w.csv', rows: 9, columns: [{ name: 'word', values: ['a', 'b'] }] }),
  'two million rows': table({
    ...shapes.sales,
    rows: 2_000_000,
    more: { readHint: "pd.read_csv({path}, parse_dates=['order_date'])" },
  }),
}

const asked = (of: Table): string[] => {
  const number = of.columns.find(column => column.role === 'measure')?.name.replace(/["\n]/g, ' ') ?? 'number'
  const kind = of.columns.find(column => column.role === 'category')?.name.replace(/["\n]/g, ' ') ?? 'kind'
  const value = of.columns.find(column => column.role === 'category')?.top[0] ?? 'x'
  const [n, k] = [`"${number}"`, `"${kind}"`]
  const tasks = [
    'overview',
    'clean the data',
    'fill the missing values',
    'missing values',
    'are there duplicates',
    `average ${n}`,
    `total ${n} by ${k}`,
    `median ${n} by ${k} where ${k} is "${value}"`,
    `top 3 ${k} by ${n}`,
    `monthly ${n}`,
    `monthly ${n} by ${k}`,
    `cumulative ${n} by month`,
    `growth of ${n} by year`,
    `which month had the highest ${n} and what is its share of the year`,
    `distribution of ${n}`,
    `distribution of ${n} by ${k}`,
    'correlation heatmap',
    `outliers in ${n}`,
    `outliers in ${n} by z-score`,
    `scatter plot of ${n}`,
    'compare all columns',
    `list rows with ${n} above 3`,
    `list rows with ${n} between 1 and 2.5`,
    `how many rows in Atlantis`,
    `pivot of ${n} by ${k} and month`,
    `share of ${n} by ${k}`,
    `list all ${k}`,
    `most recent rows`,
    'how many rows are there',
  ]
  const formats = ['excel', 'csv', 'pdf', 'word', 'powerpoint', 'png', 'json', 'markdown', 'html']
  return [...tasks, ...tasks.map((task, place) => `${task} as ${formats[place % formats.length]}`)]
}

describe.each(Object.entries(known))('%s', (_, of) => {
  test('every cell compiles, and knows each name it uses', async () => {
    const cells = asked(of).flatMap(question =>
      (['en', 'de', 'fr', 'es'] as const).flatMap(language => {
        const understood = understand(question, [of])
        if (understood.kind !== 'request') return []
        return [false, true].map(reuse => ({
          question,
          code: writeCell({ ...understood.request, language }, { reuse }),
        }))
      }),
    )
    expect(cells.length).toBeGreaterThan(80)
    const codes = [...new Set(cells.map(({ code }) => code))]
    const literal = JSON.stringify(JSON.stringify(codes))
    await desk.run(`import json; codes = json.loads(${literal})`)
    expect(await desk.value('[(s, c) for c in codes for s in [strangers(c)] if s]')).toEqual([])
    const top = (await desk.value('sorted({kind for c in codes for kind in outside(c)})')) as string[]
    expect(top.filter(kind => !['Import', 'ImportFrom', 'Assign', 'If', 'FunctionDef', 'Expr'].includes(kind))).toEqual(
      [],
    )
    for (const { question, code } of cells) {
      expect(code, question).not.toMatch(/undefined|\[object|NaN|\$\{/)
      expect(code, question).not.toMatch(/[ \t]\n/)
    }
  })
})

test('of a very large file only the columns that are needed are read, and anew each time', () => {
  const huge = known['two million rows'] as Table
  const code = (question: string, reuse: boolean) => {
    const understood = understand(question, [huge])
    if (understood.kind !== 'request') throw new Error(question)
    return writeCell(understood.request, { reuse })
  }
  expect(code('total revenue by region', false)).toContain(`usecols=["revenue", "region", "order_date"]`)
  expect(code('monthly revenue', false)).toContain('usecols=["revenue", "order_date"]')
  expect(code('give me an overview', false)).not.toContain('usecols')
  expect(code('revenue in Atlantis', false)).not.toContain('usecols')
})
