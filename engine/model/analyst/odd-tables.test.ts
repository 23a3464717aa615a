/** Tables as people really have them: every question gets an answer, no name gets into the code, nothing is converted in silence. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const lines = (...rows: string[]): string => `${rows.join('\n')}\n`
const numbered = (head: string, row: (index: number) => string, count = 24): string =>
  lines(head, ...Array.from({ length: count }, (_, index) => row(index)))
const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const COMMON = [
  'give me an overview',
  'missing values',
  'are there duplicate rows',
  'clean the data',
  'save all rows as excel',
]

const tables: Record<string, string> = {
  'a single column': numbered('colour', index => ['red', 'green', 'blue'][index % 3] ?? ''),
  'a single column of numbers': numbered('value', index => String(index * 3)),
  'no number at all': numbered('name,city', index => `N${index},${['Rome', 'Oslo'][index % 2]}`),
  'a column without any value': numbered('city,empty,amount', index => `${['Rome', 'Oslo'][index % 2]},,${index}`),
  'a head and no rows': lines('city,amount,order_date'),
  'one row': lines('city,amount,order_date', 'Rome,5,2024-01-01'),
  'the same name twice': numbered(
    'city,amount,amount',
    index => `${['Rome', 'Oslo'][index % 2]},${index},${index * 2}`,
  ),
  'two hundred columns': numbered(Array.from({ length: 200 }, (_, column) => `c${column}`).join(','), index =>
    Array.from({ length: 200 }, (_, column) => String(index * column)).join(','),
  ),
  'names in other scripts': numbered(
    'город,売上,المدينة',
    index => `${['Рим', 'Осло'][index % 2]},${index},ب${index % 2}`,
  ),
}

describe.each(Object.entries(tables))('%s', (_, text) => {
  test('is answered, without an error or a warning', async () => {
    await desk.open({ 'odd.csv': text })
    for (const question of [...COMMON, 'are there outliers', 'correlation heatmap', 'show the distribution']) {
      const answer = await desk.ask(question)
      expect(answer.error, question).toBeNull()
      expect(answer.warned, question).toEqual([])
      expect(answer.text.length, question).toBeGreaterThan(30)
    }
  })
})

describe('a name that would be code', () => {
  test.each([
    'a "quoted" name',
    "it's",
    'back\\slash\\',
    'curly {x} {1/0}',
    '"); global hacked; hacked = 1; ("',
    "'); open('/tmp/x') #",
    'new\nline = 1\nhacked = 1',
    '{__import__("os")}',
    '\\" + str(hacked) + \\"',
    '# comment',
    '%s %d $1',
  ])('%j is a name and nothing else', async name => {
    await desk.open({
      'odd.csv': lines(
        `${quoted(name)},kind`,
        ...Array.from({ length: 24 }, (_, index) => `${index % 7},${quoted(`${name} ${index % 2}`)}`),
      ),
    })
    const asked = name.replace(/["\n]/g, ' ')
    const about = [
      `average "${asked}" by kind`,
      `outliers in "${asked}"`,
      'average by kind as excel',
      'top 2 kind as pdf',
    ]
    for (const question of [...COMMON, ...about]) {
      const answer = await desk.ask(question)
      expect(answer.error, question).toBeNull()
    }
    expect(await desk.value('"hacked" in globals()')).toBe(false)
  })
})

test('a column of groups whose name would be code within a sentence', async () => {
  const name = "a'+str(globals().update(hacked=1))+'b"
  await desk.open({
    'odd.csv': numbered(`${name},amount`, index => `${['Rome', 'Oslo', 'Bern'][index % 3]},${index}`),
  })
  for (const question of [`which "${name}" have a total amount above 90`, `count of rows by "${name}"`])
    expect((await desk.ask(question)).error, question).toBeNull()
  expect(await desk.value('"hacked" in globals()')).toBe(false)
})

describe('names of files that our own code has for something else', () => {
  test.each(['table', 'path', 'book', 'values', 'names', 'rows', 'document', 'line', 'total', 'overview'])(
    '%s.csv is read, computed with and saved',
    async name => {
      await desk.open({
        [`${name}.csv`]: numbered(
          'day,region,revenue',
          index => `2024-0${(index % 6) + 1}-03,${['N', 'S'][index % 2]},${index}`,
        ),
      })
      for (const question of [
        'monthly revenue by region, save as excel',
        'total revenue by region as pdf',
        'top 5 rows by revenue as word',
        'give me an overview',
      ])
        expect((await desk.ask(question)).error, question).toBeNull()
      expect(await desk.value(`list(${name}_table.columns)`)).toEqual(['day', 'region', 'revenue'])
    },
  )
})

describe('values that need reading', () => {
  test('amounts of different money are told, not converted', async () => {
    await desk.open({
      'm.csv': numbered('shop,price', index => `${['A', 'B'][index % 2]},${['$', '€'][index % 2]}${index}.50`),
    })
    const { text, error } = await desk.ask('average price by shop')
    expect(error).toBeNull()
    expect(text).toMatch(/price holds amounts in .* nothing is converted/)
  })

  test.each([
    ['2024-01-31', '2024-02-29'],
    ['31.01.2024', '29.02.2024'],
    ['31/01/2024', '29/02/2024'],
    ['Jan 31, 2024', 'Feb 29, 2024'],
    ['31 January 2024', '29 February 2024'],
  ])('dates written as %s are dates', async (one, other) => {
    await desk.open({ 'd.csv': numbered('day,amount', index => `${quoted(index % 2 ? one : other)},${10 + index}`) })
    const { final, error } = await desk.ask('monthly amount')
    expect(error).toBeNull()
    expect(final).toContain('(Jan 2024)')
    expect(final).toContain('(Feb 2024)')
  })
})
