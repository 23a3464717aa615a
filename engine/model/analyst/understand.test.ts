import { describe, expect, test } from 'vitest'
import { read, request, table, tables } from './tables-for-tests.ts'
import { understand } from './understand.ts'

const { sales, staff, countries, customers } = tables

describe('a question to a table of sales', () => {
  test.each([
    ['Show the monthly revenue trend and save it as Excel', 'monthly revenue, from sales data.csv, saved as Excel'],
    ['total revenue by region', 'revenue by region, from sales data.csv'],
    ['Show sales by region', 'revenue by region, from sales data.csv'],
    ['revenue by region and product', 'revenue by region and product, from sales data.csv'],
    ['weekly revenue', 'weekly revenue, from sales data.csv'],
    ['revenue per quarter by region', 'quarterly revenue by region, from sales data.csv'],
    ['average unit price per product', 'average unit price by product, from sales data.csv'],
    ['What are the top 5 products by revenue?', 'the 5 products with the highest revenue, from sales data.csv'],
    ['worst 2 regions', 'the 2 regions with the lowest revenue, from sales data.csv'],
    ['top 10 orders by revenue', 'the 10 order IDs with the highest revenue, from sales data.csv'],
    ['most expensive product', 'the product with the highest average unit price, from sales data.csv'],
    ['how many units did we sell in the North?', 'quantity, from sales data.csv, only region is North'],
    ['How many orders are there?', 'count of order id, from sales data.csv'],
    [
      'sum of quantity where product is Desk and region is West',
      'quantity, from sales data.csv, only product is Desk, region is West',
    ],
    ['sales in Q1 2023', 'revenue, from sales data.csv, only Q1 2023'],
    ['revenue without North', 'revenue, from sales data.csv, only region is not North'],
    ['orders with revenue above 500', 'the rows that fit, from sales data.csv, only revenue > 500'],
    [
      'list orders with a unit price between 20 and 30',
      'the rows that fit, from sales data.csv, only unit_price from 20 to 30',
    ],
    ['revenue for Atlantis', 'revenue, from sales data.csv, only Atlantis'],
    ['compare revenue 2023 vs 2024', 'yearly revenue, from sales data.csv, only 2023 or 2024'],
    ['share of revenue by product', 'share of revenue by product, from sales data.csv'],
    ['What percentage of orders are from North?', 'share of number of rows, from sales data.csv, only region is North'],
    [
      'pivot table of revenue by region and product',
      'pivot table of revenue by region and product, from sales data.csv',
    ],
    ['scatter plot of quantity vs revenue', 'scatter of quantity and revenue, from sales data.csv'],
    ['correlation between quantity and revenue', 'correlation of quantity and revenue, from sales data.csv'],
    ['outliers in unit price', 'outliers of unit price, from sales data.csv'],
    ['distribution of unit price', 'distribution of unit price, from sales data.csv'],
    ['compare quantity and unit price', 'comparison of quantity and unit price, from sales data.csv'],
    ['missing values', 'missing values, from sales data.csv'],
    ['clean the data', 'a cleaned copy, from sales data.csv'],
    ['are there duplicates', 'repeated rows, from sales data.csv'],
    ['list all regions', 'different values of region, from sales data.csv'],
    ['revenue by weekday', 'revenue by weekday, from sales data.csv'],
    ['convert this csv to excel', 'the rows that fit, from sales data.csv, saved as Excel'],
    ['analyze the data', 'overview, from sales data.csv'],
    ['Umsatz pro Monat als Liniendiagramm', 'Revenue pro Monat, aus sales data.csv'],
    ['Zeige die Top 3 Produkte nach Umsatz', 'die 3 Product mit dem höchsten Wert: Revenue, aus sales data.csv'],
    ['revnue by regoin', 'revenue by region, from sales data.csv'],
    ['Which month had the highest revenue?', 'the month with the highest revenue, from sales data.csv'],
    ['last 3 months of revenue', 'revenue, from sales data.csv, only last 3 months'],
  ])('%s', (question, expected) => expect(read(question, [sales])).toBe(expected))

  test.each([
    ['Create a PDF report of revenue by product', ['pdf']],
    ['generate word document with revenue by region', ['docx']],
    ['write a report', ['docx']],
    ['export as csv: revenue by region', ['csv']],
    ['save revenue by region as Excel and PDF', ['xlsx', 'pdf']],
    ['make a powerpoint about revenue by region', ['pptx']],
    ['save a png chart of revenue by region', ['png']],
    ['revenue by region in this csv', []],
    ['what does the excel file say about revenue', []],
  ])('%s makes %j', (question, outputs) => expect(request(question, [sales]).outputs).toEqual(outputs))

  test('a name for the file is kept', () => {
    const asked = request('save revenue by region as regions-2024.xlsx', [sales])
    expect(asked).toMatchObject({ outputs: ['xlsx'], fileName: 'regions-2024' })
  })

  test('what was taken for granted is said', () => {
    expect(request('best product', [sales]).assumptions.join()).toContain('revenue is used')
    expect(request('orders above 100', [sales]).assumptions.join()).toContain('100 is taken to be about revenue')
  })

  test('a number the data does not have is not replaced by another', () => {
    expect(understand('average margin', [sales])).toMatchObject({ kind: 'unclear', unknown: ['margin'] })
    expect(understand('qwertz asdf', [sales])).toMatchObject({ kind: 'unclear' })
  })
})

describe('a question to a table of staff', () => {
  test.each([
    ['Who earns the most?', 'the name with the highest salary, from staff.csv'],
    ['who is the oldest employee', 'the name with the highest age, from staff.csv'],
    ['5 highest paid people', 'the 5 names with the highest salary, from staff.csv'],
    ['the 3 youngest employees', 'the 3 names with the lowest age, from staff.csv'],
    ['average salary in Sales', 'average salary, from staff.csv, only department is Sales'],
    [
      'compare average salary in Sales and Support',
      'average salary by department, from staff.csv, only department is Sales or Support',
    ],
    ['median salary of women in Sales', 'median salary, from staff.csv, only gender is female, department is Sales'],
    ['how many people were hired each year', 'yearly number of rows, from staff.csv'],
    ['headcount by department', 'number of rows by department, from staff.csv'],
    ['How many active employees are there?', 'count of employee id, from staff.csv, only active is true'],
    ['average age of active employees', 'average age, from staff.csv, only active is true'],
    ['count employees older than 40 by department', 'number of rows by department, from staff.csv, only age > 40'],
    [
      'employees in Sales or Finance with salary over 60k',
      'the rows that fit, from staff.csv, only department is Sales or Finance, salary > 60000',
    ],
    ['employees not in Sales', 'the rows that fit, from staff.csv, only department is not Sales'],
    ['List employees hired after 2020', 'the rows that fit, from staff.csv, only after 2020'],
    ['total payroll', 'total salary, from staff.csv'],
    ['pie chart of employees by department', 'number of rows by department, from staff.csv'],
    ['box plot of salary per department', 'distribution of salary by department, from staff.csv'],
    ['what is the gender split', 'number of rows by gender, from staff.csv'],
    ['is there a relationship between age and salary', 'scatter of age and salary, from staff.csv'],
  ])('%s', (question, expected) => expect(read(question, [staff])).toBe(expected))
})

describe('a panel of countries and years', () => {
  test('without a time the latest year is meant, and said', () => {
    const asked = request('top 3 countries by population', [countries])
    expect(asked.conditions).toMatchObject([{ kind: 'latest' }])
    expect(asked.assumptions.join()).toContain('2019')
  })
  test.each([
    ['population of Germany over time', 'yearly population, from countries.csv, only country is Germany'],
    [
      'life expectancy of France and Germany over time',
      'yearly average life exp by country, from countries.csv, only country is France or Germany',
    ],
    ['average gdp per capita in 2015', 'average gdp per capita, from countries.csv, only 2015'],
  ])('%s', (question, expected) => expect(read(question, [countries])).toBe(expected))
})

describe('several files, or none', () => {
  test('the file whose columns are meant is taken', () => {
    expect(request('average salary by department', [sales, staff]).table.file).toBe('staff.csv')
    expect(request('revenue by region', [staff, sales]).table.file).toBe('sales data.csv')
    expect(request('what is in staff.csv', [staff, sales]).table.file).toBe('staff.csv')
  })
  test('two files are joined on the key they share', () => {
    const asked = request('revenue by segment', [sales, customers])
    expect(asked.table.join).toMatchObject({
      left: { name: 'customer' },
      right: { name: 'customer' },
      other: { file: 'customers.csv' },
    })
  })
  test('Gapminder needs no upload, and does not push itself before one', () => {
    expect(read('Create a CSV of top 10 countries by population', [])).toBe(
      'the 10 countries with the highest population, from the Gapminder table of the plotly package, only year 2007, saved as CSV',
    )
    expect(request('Create a CSV of top 10 countries by population', [sales]).table.builtIn).toBe(true)
    expect(request('top 3 countries by population', [countries]).table.builtIn).toBeUndefined()
    expect(understand('what is the meaning of this', [])).toEqual({ kind: 'no file', language: 'en' })
  })
  test('small talk is no analysis', () => {
    expect(understand('hello', [sales]).kind).toBe('greeting')
    expect(understand('Are you an AI?', [sales]).kind).toBe('about')
  })
})

describe('columns with odd names and types', () => {
  const odd = table({
    file: '2024 Messwerte.csv',
    rows: 50,
    columns: [
      { name: 'Zeit', values: ['13.01.2024', '14.01.2024', '02.02.2024'] },
      { name: 'Preis (€)', values: ['1.234,50', '12,90', '7,00'] },
      { name: 'temp_1', type: 'decimal' },
      { name: 'temp_2', type: 'decimal' },
      { name: 'wait time', values: ['00:00:07', '00:01:15'] },
      { name: 'code', values: ['A-1', 'B-2'] },
      { name: 'Jahr', type: 'integer', min: 1990, max: 2024 },
    ],
  })
  test('roles and conversions come from what the values look like', () => {
    const role = (name: string) => odd.columns.find(column => column.name === name)
    expect(role('Zeit')).toMatchObject({ role: 'time', convert: 'day first' })
    expect(role('Preis (€)')).toMatchObject({ role: 'measure', convert: 'decimal comma', unit: 'EUR', label: 'Preis' })
    expect(role('wait time')).toMatchObject({ role: 'measure', convert: 'duration', unit: 's' })
    expect(role('code')).toMatchObject({ role: 'id' })
    expect(role('Jahr')).toMatchObject({ role: 'time', yearOnly: true })
    expect(odd.frame).toBe('data_2024_messwerte')
  })
  test('a word that fits several columns equally means all of them', () => {
    expect(request('average temperature', [odd]).measures.map(column => column.name)).toEqual(['temp_1', 'temp_2'])
  })
  test('revenue is made of quantity and price where the file has none', () => {
    const shop = table({
      file: 'shop.csv',
      rows: 9,
      columns: [
        { name: 'item', values: ['a', 'b'] },
        { name: 'qty', type: 'integer' },
        { name: 'unit_price', type: 'decimal' },
      ],
    })
    const asked = request('total revenue by item', [shop])
    expect(asked.assumptions.join()).toContain('qty × unit_price')
  })
})

describe('a value behind the column that it is of', () => {
  const coats = table({
    file: 'coats.csv',
    rows: 60,
    columns: [
      { name: 'color', values: ['red', 'blue', 'total'] },
      { name: 'grade', values: ['A', 'B', 'new'] },
      { name: 'price', type: 'decimal' },
    ],
  })

  test.each([
    ['show rows where color is red', 'only color is red'],
    ['average price where the color is not blue', 'only color is not blue'],
    ['how many rows have color = total', 'only color is total'],
    ['average price where grade is a', 'only grade is A'],
    ['how many coats of grade B', 'only grade is B'],
    ['average price of coats with the grade new', 'only grade is new'],
  ])('%s', (question, only) => expect(read(question, [coats])).toContain(only))
})

describe('how many different values a column has, of any kind and name', () => {
  const kinds = { boolean: [true], date: ['2024-01-01'], integer: [7], text: ['x'], list: [] }
  test.each(
    Object.entries(kinds).flatMap(([type, values]) =>
      ['id', 'is active', 'top', 'date'].map(name => ({ name, type, values })),
    ),
  )('$type "$name" of one row', ({ name, type, values }) => {
    const one = table({ file: 'a.csv', rows: 1, columns: [{ name, type, values, distinct: 1 }] })
    const understood = understand(`How many different values of "${name}" are there?`, [one])
    const asked = { action: 'value', aggregate: 'distinct', measures: [{ name }], groups: [], conditions: [] }
    expect(understood).toMatchObject({ kind: 'request', request: asked })
  })
})
