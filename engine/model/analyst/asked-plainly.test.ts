/** Questions whose first reading would give another number: each figure here was worked out by hand. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Answer, type Desk } from './desk-for-tests.ts'
import { writeOverview } from './intents/overview.ts'
import { request, table } from './tables-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

async function asked(questions: string | string[]): Promise<Answer> {
  const answer = await desk.ask(questions)
  expect(answer.error).toBeNull()
  expect(answer.warned).toEqual([])
  return answer
}

const rows = (count: number, row: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => row(index)).join('\n')

describe('dates written as text, the days first', () => {
  const days = ['10/09/2023', '07/04/2023', '11/02/2023']
  // The passport's few values can be read both ways; the last row settles it.
  const cells = [...Array.from({ length: 60 }, (_, index) => days[index % 3]), '31/01/2023']
  beforeEach(() =>
    desk.open({ 'sales.json': JSON.stringify(cells.map((date, id) => ({ id: `A${id}`, date, amount: 1 }))) }),
  )

  test('each of them is read so, not only those that fit no other way', async () => {
    const { text } = await asked('amount per month')
    expect(text).toContain('from 1 (Jan 2023) to 20 (Sep 2023)')
  })

  test('the overview tells the same span', async () =>
    expect((await asked('overview')).text).toContain('from 2023-01-31 to 2023-09-10'))
})

describe('a table of orders', () => {
  const regions = ['North', 'South']
  beforeEach(() =>
    desk.open({
      'orders.csv': `Bestellnr,order_date,region,Sales Rep,paid,amount\n${rows(
        40,
        index =>
          `B${100 + index},2023-0${1 + (index % 4)}-15,${regions[index % 2]},${index % 4 === 0 ? 'Ana' : 'Ben'},${index % 5 === 0 ? 'no' : 'yes'},${index < 20 ? 10 : 30}`,
      )}\n`,
    }),
  )

  test.each([
    ['Bestellungen pro Region', 'North: 20'],
    ['orders per region', 'North: 20'],
    ['Welche Region hat die meisten Bestellungen?', 'North: 20'],
    ['average amount per order by region', 'North: 20'],
    ['average amount per order', '20'],
    ['paid rate by region', 'North: 80%'],
    ['what % of orders are paid', '80.00%'],
    ['what % of orders are not paid', '20.00%'],
    ['Ana rate by region', 'North: 50%'],
    ['who sold the least', 'Ana: 200'],
    ['which day of the week has the highest amount', 'Wednesday: 400'],
  ])('%s: %s', async (question, final) => {
    expect((await asked(question)).final).toContain(final)
  })

  test.each(['tax rate by region', 'average age by region'])('%s: no other number stands in for it', async question =>
    expect((await asked(question)).final).toBeNull(),
  )

  test('two times by region are told apart', async () => {
    const { text } = await asked('compare january 2023 and march 2023 by region')
    expect(text).toMatch(/North \/ 2023-01: 200\b/)
    expect(text).toMatch(/North \/ 2023-03: 200\b/)
  })

  test('yes beside no', async () => {
    const { text } = await asked('average amount for paid orders vs not paid')
    expect(text).toContain('yes: 20')
    expect(text).toContain('no: 20')
  })

  test('a rate is of the rows with it, over time too', async () =>
    expect((await asked('paid rate by month')).text).toContain('80%'))

  test('of all time leaves the limits of the question before', async () => {
    const { text } = await asked(['amount per month', 'only february 2023', 'the best month ever'])
    expect(text).not.toContain('only')
    expect(text).toContain('All together: 800')
  })

  test('a count of the rows is no share of them, whatever was asked before', async () => {
    expect((await asked(['share of amount by region', 'wie viele Zeilen sind es jetzt?'])).final).toBe('40')
  })

  test('rows come back in German too', async () => {
    const chain = ['Entferne Zeilen mit Region North', 'mach das rückgängig', 'wie viele Zeilen gibt es?']
    expect((await asked(chain)).final).toBe('40')
  })

  test.each([
    ['amount per month', 'remove the chart'],
    ['amount by region', 'entferne das Diagramm'],
  ])('%s, then: %s', async (question, then) => {
    expect((await asked(question)).shown).toContain('Figure')
    expect((await asked([question, then])).shown).toEqual(['DataFrame'])
    expect((await asked([question, then, 'only 2023'])).shown).toContain('Figure')
  })

  test('without an answer before, a chart that is to go is no wish for one', async () =>
    expect((await asked('remove the chart')).shown).toEqual([]))

  test('a course over time as bars keeps its dates, and all of them', async () => {
    const { code } = await asked(['amount per month', 'make it a bar chart'])
    expect(code).not.toContain('.head(')
    expect(code).toContain('if not pd.api.types.is_datetime64_any_dtype(')
  })
})

test('an order that no column numbers is a row', async () => {
  await desk.open({ 'sales.csv': `region,amount\n${rows(24, index => `${index % 3 === 0 ? 'Oslo' : 'Rome'},5`)}\n` })
  expect((await asked('orders by region')).final).toBe('Rome: 16')
  expect((await asked('Bestellungen pro Region')).final).toBe('Rome: 16')
})

test('an id among numbers stays as it is written', async () => {
  await desk.open({ 'a.csv': `customer_id,amount\n${rows(40, index => `${index % 4},${index % 4}`)}\n` })
  expect((await asked('top 2 customers by amount')).final).toBe('3: 30; 2: 20')
})

test('the sums of a sheet are no rows of it', async () => {
  await desk.open({ 'report.csv': `region,units,revenue\nNorth,1,10\nSouth,2,20\nEast,3,30\nTotal,6,60\n` })
  const { text } = await asked('total revenue')
  expect(text).toContain('60')
  expect(text).not.toContain('120')
  expect(text).toContain('“Total” in region')
  expect((await asked('revenue by region')).final).toBe('East: 30')
  expect((await asked('revenue where region is Total')).text).not.toContain('left out')
})

test('what a second table says once is not added up over the rows of the first', async () => {
  await desk.open({
    'orders.csv': `region,amount\n${rows(24, index => `${index % 3 === 0 ? 'Oslo' : 'Rome'},5`)}\n`,
    'targets.csv': 'region,target\nOslo,30\nRome,90\n',
  })
  const { text } = await asked('amount and target by region')
  expect(text).toContain('Rome: 80; average target: 90')
  expect(text).toContain('Oslo: 40; average target: 30')
})

test('a date among numbers is none of them', async () => {
  const cells = [...Array.from({ length: 30 }, (_, index) => `${index} kg`), '30/11/2019']
  await desk.open({ 'a.csv': `weight,kind\n${cells.map(cell => `${cell},x`).join('\n')}\n` })
  expect((await asked('highest weight')).final).toContain('29')
})

test.each([
  ['Report', undefined],
  ['Orders', 'Further sheet Targets: 5 rows'],
])('a workbook tells of the sheets beside %s, and of that one as none of them', (sheet, further) => {
  const [only, other] = [
    { name: 'Report', hidden: false, rows: 11 },
    { name: 'Targets', hidden: false, rows: 5 },
  ]
  const book = table({ file: 'book.xlsx', rows: 11, columns: [{ name: 'amount', type: 'integer', min: 1, max: 9 }] })
  const sheets = further === undefined ? [only] : [{ ...only, name: sheet }, other]
  const named = {
    ...book,
    ...(further === undefined ? {} : { sheet }),
    profile: { ...book.profile, sheets: sheets.filter(each => each !== undefined) },
  }
  const { words } = writeOverview(request('overview', [named]), { frame: 'book', says: '' })
  if (further === undefined) expect(words).not.toContain('Further sheet')
  else expect(words).toContain('Further sheet Targets')
})
