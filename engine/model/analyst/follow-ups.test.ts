/** Questions that stand on the one before, carried out: what changes, what stays, and that the numbers are those of the change. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { sales, salesCsv, shown, total } from './files-for-tests.ts'

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'sales.csv': salesCsv })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

const of = (region: string, year = '') =>
  shown(total(sales.filter(row => row.region === region && row.date.startsWith(year))))
const ofProduct = (product: string, year = '') =>
  shown(total(sales.filter(row => row.product === product && row.date.startsWith(year))))

describe('one thing changes', () => {
  test.each<[string[], string, string]>([
    [['revenue by region', 'only 2023'], 'revenue by region, from sales.csv, only 2023', `West: ${of('West', '2023')}`],
    [
      ['revenue by region', 'now for 2024'],
      'revenue by region, from sales.csv, only 2024',
      `West: ${of('West', '2024')}`,
    ],
    [
      ['revenue by region', 'only 2023', 'what about 2024?'],
      'revenue by region, from sales.csv, only 2024',
      `North: ${of('North', '2024')}`,
    ],
    [['revenue by region', 'by product instead'], 'revenue by product, from sales.csv', `Desk: ${ofProduct('Desk')}`],
    [
      ['revenue by region in 2023', 'and by product?'],
      'revenue by product, from sales.csv, only 2023',
      `Desk: ${ofProduct('Desk', '2023')}`,
    ],
    [
      ['revenue by region', 'only Desk'],
      'revenue by region, from sales.csv, only product is Desk',
      `West: ${shown(total(sales.filter(row => row.region === 'West' && row.product === 'Desk')))}`,
    ],
    [
      ['revenue by region', 'without West'],
      'revenue by region, from sales.csv, only region is not West',
      `North: ${of('North')}`,
    ],
    [
      ['revenue by region', 'what about quantity?'],
      'quantity by region, from sales.csv',
      `North: ${shown(
        total(
          sales.filter(row => row.region === 'North'),
          'quantity',
        ),
      )}`,
    ],
    [
      ['revenue by region', 'average instead'],
      'average revenue by region, from sales.csv',
      `West: ${shown(total(sales.filter(row => row.region === 'West')) / sales.filter(row => row.region === 'West').length)}`,
    ],
    [
      ['revenue by region', 'only the top 2'],
      'the 2 regions with the highest revenue, from sales.csv',
      `1. West: ${of('West')}`,
    ],
    [['top 3 regions by revenue', 'now the bottom 2'], 'the 2 regions with the lowest revenue, from sales.csv', '1. '],
    [['monthly revenue', 'quarterly instead'], 'quarterly revenue, from sales.csv', '(Q1 2023)'],
    [['monthly revenue', 'by region'], 'monthly revenue by region, from sales.csv', 'North: from '],
    [['monthly revenue in 2023', 'for all data'], 'monthly revenue, from sales.csv', 'Average of the 24 points'],
    [['Umsatz pro Region', 'nur 2023'], 'Revenue je Region, aus sales.csv, nur 2023', 'West: '],
    [['ventes par région', 'seulement 2023'], 'revenue par region, d’après sales.csv, seulement 2023', 'West: '],
    [['ventas por región', 'solo 2023'], 'revenue por region, de sales.csv, solo 2023', 'West: '],
  ])('%j', async (questions, read, says) => {
    const { error, warned, text } = await desk.ask(questions)
    expect(error).toBeNull()
    expect(warned).toEqual([])
    expect(text).toContain(read)
    expect(text).toContain(says)
  })
})

describe('the picture changes, the numbers stay', () => {
  const before = 'revenue by region'
  test.each([
    ['as a pie chart', 'px.pie('],
    ['now as a bar chart', 'px.bar('],
    ['plot it as a line', 'px.line('],
    ['make the bars green', '#2ca02c'],
    ['change the title to "Where it came from"', 'title = "Where it came from"'],
  ])('%s', async (question, piece) => {
    const { error, code, text } = await desk.ask([before, question])
    expect(error).toBeNull()
    expect(code).toContain(piece)
    expect(code).toContain('revenue_by_region stands from an earlier question')
    expect(text).toContain(`West: ${of('West')}`)
  })

  test.each([
    ['save it as Excel', '.xlsx'],
    ['export that as csv', '.csv'],
    ['as PDF please', '.pdf'],
    ['and as a Word document', '.docx'],
    ['put it into a PowerPoint', '.pptx'],
    ['save the chart as an image', '.png'],
    ['als Excel speichern', '.xlsx'],
    ['enregistre-le en PDF', '.pdf'],
    ['guárdalo como CSV', '.csv'],
  ])('%s', async (question, ending) => {
    const { error, text } = await desk.ask([before, question])
    expect(error).toBeNull()
    expect(/(?:Saved|Gespeichert|Enregistré|Guardado)[^:]*: (\w+\.\w+)/.exec(text)?.[1]).toMatch(
      new RegExp(`^revenue_.*\\${ending}$`),
    )
  })

  test('a second file is of the same numbers, and the first is not written again', async () => {
    await desk.ask([before, 'save it as Excel'])
    const { text, code } = await desk.ask('and as csv')
    expect(text).toContain('revenue_by_region.csv')
    expect(code).not.toContain('ExcelWriter')
  })
})

describe('what was made before is used', () => {
  test('a person’s own change to the table is seen by the next question', async () => {
    await desk.ask('total revenue')
    await desk.run('sales = sales[sales.region == "West"]')
    expect((await desk.ask('how many orders are there?')).final).toBe(
      String(sales.filter(row => row.region === 'West').length),
    )
    await desk.run('del sales')
    desk.anew()
    expect((await desk.ask('how many orders are there?')).final).toBe('240')
  })

  test('a new column is made, named and added to the answer', async () => {
    const { error, text } = await desk.ask(['revenue by region', 'add a column price = revenue / quantity'])
    expect(error).toBeNull()
    expect(text).toContain('the new column price is revenue / quantity')
    expect(await desk.value('bool((sales["price"] == sales["revenue"] / sales["quantity"]).all())')).toBe(true)
  })

  test('a question of another kind stands on its own', async () => {
    const { text } = await desk.ask(['revenue by region in 2023', 'Which values are missing?'])
    expect(text).toContain('No cell is missing')
    expect(text).not.toContain('2023')
    const again = await desk.ask('average quantity by product')
    expect(again.text).toContain('average quantity by product, from sales.csv.')
  })

  test('what was not understood is forgotten, what was before it is not', async () => {
    await desk.ask(['revenue by region', 'xyzzy plugh frob'])
    const { text } = await desk.ask('only 2023')
    expect(text).toContain('revenue by region, from sales.csv, only 2023')
  })

  test('a chain of six changes holds together', async () => {
    const { text, error } = await desk.ask([
      'revenue by region',
      'only 2024',
      'by product',
      'average instead',
      'as a pie chart',
      'save it as Excel',
    ])
    const mean = (product: string) => {
      const rows = sales.filter(row => row.product === product && row.date.startsWith('2024'))
      return shown(total(rows) / rows.length)
    }
    expect(error).toBeNull()
    expect(text).toContain('average revenue by product, from sales.csv, only 2024, saved as Excel')
    for (const product of ['Laptop', 'Mouse', 'Desk']) expect(text).toContain(`${product}: ${mean(product)}`)
  })
})

describe('of two tables', () => {
  beforeAll(() =>
    desk.open({
      'sales.csv': salesCsv,
      'staff.csv': `name,team,salary\n${Array.from({ length: 20 }, (_, index) => `P${index},${['Red', 'Blue'][index % 2]},${1000 + index}`).join('\n')}\n`,
    }),
  )

  test('each question finds its own, and a follow-up stays with the last', async () => {
    expect((await desk.ask('total revenue')).text).toContain('from sales.csv')
    expect((await desk.ask('average salary by team')).final).toBe('Blue: 1,010')
    expect((await desk.ask('only Red')).text).toContain('from staff.csv, only team is Red')
    expect((await desk.ask('what is in sales.csv?')).text).toContain('sales.csv has 240 rows')
  })
})
