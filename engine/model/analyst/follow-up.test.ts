import { describe, expect, test } from 'vitest'
import { read, request, tables } from './tables-for-tests.ts'
import { understand } from './understand.ts'

const { sales, staff } = tables

describe('a follow-up changes one thing of what was asked before', () => {
  test.each([
    [['revenue by region', 'now only for 2023'], 'revenue by region, from sales data.csv, only 2023'],
    [['revenue by region', 'now only for 2023', 'and 2024?'], 'revenue by region, from sales data.csv, only 2024'],
    [['revenue by region', 'save it as Excel'], 'revenue by region, from sales data.csv, saved as Excel'],
    [['revenue by region', 'save it as Excel', 'and as pdf'], 'revenue by region, from sales data.csv, saved as PDF'],
    [['monthly revenue', 'and by region?'], 'monthly revenue by region, from sales data.csv'],
    [['monthly revenue', 'weekly instead'], 'weekly revenue, from sales data.csv'],
    [['revenue by region', 'by product'], 'revenue by product, from sales data.csv'],
    [['revenue by region', 'what about quantity?'], 'quantity by region, from sales data.csv'],
    [['revenue by region', 'only the top 2'], 'the 2 regions with the highest revenue, from sales data.csv'],
    [['average salary by department', 'median instead'], 'median salary by department, from staff.csv'],
    [
      ['average salary by department', 'only women'],
      'average salary by department, from staff.csv, only gender is female',
    ],
    [
      ['average salary by department', 'only women', 'now for everything without the filter'],
      'average salary by department, from staff.csv',
    ],
    [['What is the average salary?', 'and by gender?'], 'average salary by gender, from staff.csv'],
  ])('%j', (questions, expected) => expect(read(questions, [sales, staff])).toBe(expected))

  test('a chart asked for by kind draws the same numbers', () => {
    expect(request(['revenue by region', 'as a pie chart'], [sales])).toMatchObject({
      chart: 'pie',
      groups: [{ name: 'region' }],
    })
    expect(request(['monthly revenue', 'as a bar chart'], [sales])).toMatchObject({ chart: 'bar', action: 'trend' })
  })

  test('an edit keeps the file and changes its looks or columns', () => {
    const edited = request(['revenue by region as excel', 'make it red and add the title "Sales at a glance"'], [sales])
    expect(edited).toMatchObject({
      outputs: ['xlsx'],
      style: { colour: 'red', title: 'Sales at a glance' },
      groups: [{ name: 'region' }],
    })
    expect(request(['revenue by region as excel', 'add a total row'], [sales]).style).toEqual({ totalRow: true })
    expect(request(['revenue by region', 'change the title to Regions'], [sales]).style).toEqual({ title: 'Regions' })
    expect(request(['show all rows', 'add a column cost = quantity * unit_price'], [sales]).newColumns).toMatchObject([
      { name: 'cost', op: '*', left: { name: 'quantity' }, right: { name: 'unit_price' } },
    ])
  })

  test.each([
    [['monthly revenue', 'average salary by department'], 'average salary by department, from staff.csv'],
    [
      ['revenue by region', 'show correlation heatmap'],
      'correlation of quantity, unit price and revenue, from sales data.csv',
    ],
    [['revenue by region in 2023', 'How many orders are there?'], 'count of order id, from sales data.csv'],
    [['revenue by region in 2023', 'missing values'], 'missing values, from sales data.csv'],
    [
      ['total revenue of Laptop in 2024', 'export rows where quantity is above 7 as csv'],
      'the rows that fit, from sales data.csv, only quantity > 7, saved as CSV',
    ],
    [
      ['average salary of women', 'pie chart of employees by department'],
      'number of rows by department, from staff.csv',
    ],
  ])('%j stands on its own', (questions, expected) => expect(read(questions, [sales, staff])).toBe(expected))
})

describe('what no word of is known is no change of the answer before', () => {
  const before = request('revenue by region as a bar chart', [sales])

  test.each([
    'draw me a cat',
    'draw a unicorn',
    'draw it as a dog',
    'plot the cat',
    'now draw the sun',
    'make it prettier',
    'make it nicer',
    'show the dog by region',
    'only for unicorns in 2023',
    'zeichne mir eine Katze',
    'dessine-moi un mouton',
    'dibuja un gato',
  ])('%s', question => {
    expect(understand(question, [sales], before).kind).toBe('unclear')
    expect(understand(question, [sales]).kind).toBe('unclear')
  })

  test('a change that is known is made, and the word beside it is told', () => {
    const saved = request(['revenue by region', 'save it as Excel on the moon'], [sales])
    expect(saved).toMatchObject({ outputs: ['xlsx'], groups: [{ name: 'region' }], unused: ['moon'] })
  })
})
