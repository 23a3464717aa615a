/** Files as people have them: workbooks of several sheets, damaged CSV, nested JSON, and what is no table at all. */
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evalEngine, type EvalEngine, type EvalSession } from './session.ts'

let engine: EvalEngine
beforeAll(async () => {
  engine = await evalEngine()
})
afterAll(() => engine.close())

const timeout = 180_000

/** A session with one file, which Python of the test's own writes to `path`. */
async function sessionWith(name: string, write: string): Promise<EvalSession> {
  const desk = await engine.session([])
  const encoded = await desk.python(
    `import base64\npath = "/workspace/${name}"\n${write}\nprint(base64.b64encode(open(path, "rb").read()).decode())`,
  )
  await desk.close()
  return engine.session([{ name, bytes: Buffer.from(encoded, 'base64') }])
}

const faults = (run: RunState): string[] =>
  run.steps.flatMap(({ stderr, repairs }) => [stderr, ...repairs.map(repair => repair.errorSummary)].filter(Boolean))

const BOOK = `from openpyxl import Workbook
book = Workbook()
orders = book.active
orders.title = "Orders"
rows = [["order_id", "order_date", "customer_id", "region", "revenue"]]
rows += [[n, f"2024-{n % 12 + 1:02d}-15", f"C{n % 4}", "NSEW"[n % 4] + " side", n * 1.5] for n in range(1, 41)]
for row in rows:
    orders.append(row)
people = book.create_sheet("Customers")
for row in [["customer_id", "country"], ["C0", "FR"], ["C1", "FR"], ["C2", "DE"], ["C3", "ES"], ["C4", "FR"]]:
    people.append(row)
targets = book.create_sheet("Targets")
for row in [["Targets of the year, in EUR"], [], ["region", "target_2023"], ["N side", 9000], ["S side", 7000]]:
    targets.append(row)
book.save(path)`

describe('a workbook of several sheets', () => {
  let book: EvalSession
  beforeAll(async () => {
    book = await sessionWith('company.xlsx', BOOK)
  }, timeout)

  test.each([
    [
      'What is in this file?',
      ['company.xlsx has 40 rows', 'order_date runs from 2024-01-15 to 2024-12-15', 'Customers: 5 rows'],
    ],
    [
      'List the sheets',
      ['3 sheets: Orders, Customers, Targets', 'Customers: 5 rows and 2 columns (customer_id, country)'],
    ],
    ['Welche Blätter gibt es?', ['company.xlsx hat 3 Blätter: Orders, Customers, Targets']],
    ['Which country has the most customers?', ['FR has the highest number of rows: 3', 'company.xlsx › Customers']],
    ['Show the Targets sheet', ['2 of 2 rows', 'company.xlsx › Targets']],
    ['average target 2023', ['Average target 2023: 8,000']],
    // 1.5 times each n of 1 to 40: FR has those of C0 and C1, whose n leaves 0 or 1 when parted by 4.
    ['total revenue by country', ['FR: 615', 'DE: 300', 'ES: 315', 'company.xlsx › Customers']],
    ['What is in this file?', ['company.xlsx has 40 rows']],
  ])('%s', { timeout }, async (question, parts) => {
    const run = await book.ask(question)
    expect(faults(run)).toEqual([])
    for (const part of parts) expect(run.answer).toContain(part)
  })

  test('a target that many rows share is not added up for each of them', { timeout }, async () => {
    const { answer } = await book.ask('target 2023 by region')
    expect(answer).toContain('9,000')
    expect(answer).not.toContain('90,000')
  })
})

test('a database of two tables: who spends stands in the one, where from in the other', { timeout }, async () => {
  const shop = await sessionWith(
    'shop.sqlite',
    `import sqlite3
base = sqlite3.connect(path)
base.execute("create table customers (customer_id integer, name text, country text)")
base.execute("create table orders (order_id integer, customer_id integer, order_date text, amount real)")
people = [(1, "Ann", "Germany"), (2, "Ben", "Germany"), (3, "Eva", "Italy"), (4, "Gus", "France")]
base.executemany("insert into customers values (?, ?, ?)", people)
orders = [(10, 1, "2024-01-05", 20.0), (11, 2, "2024-02-06", 30.0), (12, 3, "2024-03-07", 400.0), (13, 3, "2024-04-08", 50.0)]
base.executemany("insert into orders values (?, ?, ?, ?)", orders)
base.commit()`,
  )
  for (const [question, part] of [
    ['which country spends most', 'Italy has the highest amount: 450'],
    ['customers without orders', 'Gus'],
    ['how many customers never ordered?', 'There is 1 row where customer_id not in orders'],
    ['top 2 customers by amount', '1. Eva: 450'],
  ] as const) {
    const run = await shop.ask(question)
    expect(faults(run)).toEqual([])
    expect(run.answer).toContain(part)
    expect(run.evidence.filter(claim => claim.status === 'missing')).toEqual([])
  }
})

describe('files that are not as they should be', () => {
  test('of a damaged CSV the lines that were left out are counted and named', { timeout }, async () => {
    const bytes = 'a,b,c\n1,2\n"unterminated,4,5\n6,7,8,9,10\n\0\x01'
    const session = await engine.session([{ name: 'broken.csv', bytes }])
    const run = await session.ask('how many rows are there?')
    expect(faults(run)).toEqual([])
    expect(run.answer).toContain('There are 2 rows in broken.csv')
    expect(run.answer).toContain('2 lines of broken.csv do not fit and were left out')
    expect(run.answer).toContain('line 3: A quotation mark is opened here and never closed')
  })

  test('objects in JSON are opened as columns', { timeout }, async () => {
    const rows = Array.from({ length: 12 }, (_, id) => ({
      id,
      user: { name: `U${id}`, age: 20 + id },
      grade: 'AB'[id % 2],
    }))
    const session = await engine.session([{ name: 'students.json', bytes: JSON.stringify(rows) }])
    const mean = await session.ask('average age')
    expect([faults(mean), mean.answer.includes('25.50')]).toEqual([[], true])
    const grouped = await session.ask('average age by grade')
    expect(grouped.answer).toContain('B: 26')
    const lines = rows.map(row => JSON.stringify(row)).join('\n')
    const streamed = await engine.session([{ name: 'students.jsonl', bytes: lines }])
    expect((await streamed.ask('highest age')).answer).toContain('31')
  })

  test.each([
    ['photo.png', 'from PIL import Image\nImage.new("RGB", (64, 48)).save(path)', 'A picture of 64 × 48 pixels.'],
    [
      'setup.exe',
      'open(path, "wb").write(b"MZ" + bytes(range(256)) * 8)',
      'This is a program; upload the data that it works on.',
    ],
    [
      'package.zip',
      'import zipfile\nwith zipfile.ZipFile(path, "w") as z:\n    z.writestr("a.csv", "x,y\\n1,2\\n")\n    z.writestr("b.csv", "x\\n1\\n")',
      'This archive holds 2 files: a.csv, b.csv. Unpack it and upload the files that matter.',
    ],
  ])('%s is told for what it is, and nothing is run on it', { timeout }, async (name, write, words) => {
    const session = await sessionWith(name, write)
    for (const question of ['overview', 'What are the most frequent words?', 'total revenue']) {
      const run = await session.ask(question)
      expect(run.answer).toContain(words)
      expect(run.evidence.filter(claim => claim.status === 'missing')).toEqual([])
      expect(run.steps.filter(step => step.code !== '')).toEqual([])
    }
  })

  test('a moment beyond the year 9999 in a nested value does not stop the rest', { timeout }, async () => {
    const session = await sessionWith(
      'far.parquet',
      `import pyarrow as pa
import pyarrow.parquet as pq
when = pa.array([{"at": 1_600_000_000_000_000}, {"at": 0}], pa.struct([("at", pa.timestamp("ms"))]))
pq.write_table(pa.table({"n": [1, 2], "when": when}), path)`,
    )
    const run = await session.ask('overview')
    expect(faults(run)).toEqual([])
    expect(run.answer).toContain('far.parquet has 2 rows and 2 columns')
  })
})
