/** Sixty questions with their right answers. What the answer must say was computed from the rows, not by the analyst. */
import { ofCountries, ofOrders, ofStaff } from './questions-of-people.ts'
import type { EvalQuestion } from './question.ts'
import { by, correlation, deviation, first, last, mean, median, outliers, said, shown, sum } from './figures.ts'
import { sales, sensors, survey } from './tables.ts'

const rev = (rows: typeof sales) => sum(rows.map(row => row.revenue))
const month = (date: string) =>
  new Date(`${date.slice(0, 7)}-15T00:00:00Z`).toLocaleDateString('en-US', {
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })

const monthly = by(sales, row => row.order_date.slice(0, 7), rev)
const inOrder = [...monthly].sort((a, b) => a.name.localeCompare(b.name))
const products = by(sales, row => row.product, rev)
const regions = by(sales, row => row.region, rev)
const sold = by(
  sales,
  row => row.region,
  rows => sum(rows.map(row => row.units_sold)),
)
const in2023 = sales.filter(row => row.order_date.startsWith('2023'))
const firstMonth = first(inOrder)
const lastMonth = last(inOrder)

const ofSales: EvalQuestion[] = [
  {
    tables: ['sales'],
    ask: 'Show the monthly revenue trend and save it as Excel',
    says: [shown(firstMonth.value), shown(lastMonth.value), shown(first(monthly).value), 'monthly_revenue.xlsx'],
    final: [month(first(monthly).name), shown(first(monthly).value)],
    kinds: ['plotly', 'table', 'file'],
    files: ['xlsx'],
  },
  {
    tables: ['sales'],
    ask: 'What are the top 5 products by revenue?',
    says: said(products.slice(0, 5)),
    kinds: ['table', 'plotly'],
  },
  { tables: ['sales'], ask: 'total revenue by region', says: said(regions), final: [first(regions).name] },
  { tables: ['sales'], ask: 'What is the average unit price?', says: [shown(mean(sales.map(row => row.unit_price)))] },
  {
    tables: ['sales'],
    ask: 'How many orders were there in 2023?',
    says: [String(in2023.length)],
    final: [String(in2023.length)],
  },
  { tables: ['sales'], ask: 'Which region sold the least?', says: [last(sold).name, shown(last(sold).value)] },
  {
    tables: ['sales'],
    ask: 'Which month had the highest revenue?',
    says: [month(first(monthly).name), shown(first(monthly).value)],
  },
  {
    tables: ['sales'],
    ask: 'Total revenue of Laptop in the North region in 2024',
    says: [
      shown(
        rev(sales.filter(row => row.product === 'Laptop' && row.region === 'North' && row.order_date >= '2024-01-01')),
      ),
    ],
  },
  {
    tables: ['sales'],
    ask: ['total revenue by region', 'now only for 2023'],
    says: said(by(in2023, row => row.region, rev)),
    code: 'not in globals()',
  },
  {
    tables: ['sales'],
    ask: ['total revenue by product', 'save it as csv'],
    says: ['revenue_by_product.csv', shown(first(products).value)],
    files: ['csv'],
  },
  {
    tables: ['sales'],
    ask: ['Show revenue per quarter', 'and by region?', 'as a bar chart'],
    says: ['North', 'South', 'East', 'West'],
    code: 'px.bar',
    kinds: ['plotly'],
  },
  {
    tables: ['sales'],
    ask: 'What percentage of revenue comes from each product?',
    says: products.map(({ name, value }) => `${name}: ${((value / rev(sales)) * 100).toFixed(2)}%`),
  },
  {
    tables: ['sales'],
    ask: 'Export all orders with revenue above 4000 as CSV',
    says: [`${sales.filter(row => row.revenue > 4000).length} of ${sales.length}`],
    files: ['csv'],
  },
  {
    tables: ['sales'],
    ask: 'Create a PDF report of revenue by product',
    says: [...said(products), '.pdf'],
    files: ['pdf'],
  },
]

const ages = survey.map(row => Number(row.age)).filter(age => !Number.isNaN(age))
const rated = survey.filter(row => row.satisfaction !== null).map(row => row.satisfaction as number)
const empty = (name: keyof (typeof survey)[number]) => survey.filter(row => row[name] === null).length

const ofSurvey: EvalQuestion[] = [
  {
    tables: ['survey'],
    ask: 'Which values are missing?',
    says: [`satisfaction: ${empty('satisfaction')}`, `comment: ${empty('comment')}`],
  },
  { tables: ['survey'], ask: 'What is the average satisfaction?', says: [shown(mean(rated))] },
  { tables: ['survey'], ask: 'average age', says: [shown(mean(ages))] },
  {
    tables: ['survey'],
    ask: 'mean satisfaction by gender',
    says: said(
      by(
        survey.filter(row => row.satisfaction !== null),
        row => row.gender,
        rows => mean(rows.map(row => row.satisfaction as number)),
      ),
    ),
  },
  {
    tables: ['survey'],
    ask: 'What share of respondents recommends us?',
    says: [`${((survey.filter(row => row.recommends === 'yes').length / survey.length) * 100).toFixed(2)}%`],
  },
  {
    tables: ['survey'],
    ask: 'Clean the data',
    says: ['spelling of capitals unified', 'spaces around the value removed', `${survey.length}`],
    kinds: ['table'],
  },
  {
    tables: ['survey'],
    ask: 'How many respondents are older than 50?',
    says: [String(ages.filter(age => age > 50).length)],
  },
  {
    tables: ['survey'],
    ask: 'Show the distribution of satisfaction',
    says: [shown(median(rated)), shown(deviation(rated))],
    kinds: ['plotly'],
  },
  { tables: ['survey'], ask: 'Are there duplicate rows?', says: ['0 of 150'] },
]

const pressures = sensors.map(row => row.pressure_hpa)
const daily = by(
  sensors,
  row => row.timestamp.slice(0, 10),
  rows => mean(rows.map(row => row.temp_1)),
)

const ofSensors: EvalQuestion[] = [
  {
    tables: ['sensors'],
    ask: 'Are there outliers in pressure?',
    says: [`${outliers(pressures).length} outliers`, shown(Math.max(...pressures))],
    kinds: ['plotly'],
  },
  {
    tables: ['sensors'],
    ask: 'What is the highest humidity?',
    says: [shown(Math.max(...sensors.map(row => row.humidity_pct)))],
  },
  {
    tables: ['sensors'],
    ask: 'daily average of temp_1',
    says: [shown(first(daily).value), shown(last(daily).value)],
    kinds: ['plotly', 'table'],
  },
  {
    tables: ['sensors'],
    ask: 'Compare temp_1 and temp_2',
    says: [shown(mean(sensors.map(row => row.temp_1))), shown(mean(sensors.map(row => row.temp_2)))],
  },
  {
    tables: ['sensors'],
    ask: 'Is there a correlation between temp_1 and humidity?',
    says: [
      correlation(
        sensors.map(row => row.temp_1),
        sensors.map(row => row.humidity_pct),
      ).toFixed(4),
    ],
    kinds: ['plotly'],
  },
  {
    tables: ['sensors'],
    ask: 'Draw a correlation heatmap',
    says: ['Strongest correlation'],
    kinds: ['plotly', 'table'],
    code: 'px.imshow',
  },
  {
    tables: ['sensors'],
    ask: 'average temperature',
    says: (['temp_1', 'temp_2', 'temp_3'] as const).map(name => shown(mean(sensors.map(row => row[name])))),
  },
  {
    tables: ['sensors'],
    ask: 'maximum temp_3 on 2024-03-05',
    says: [shown(Math.max(...sensors.filter(row => row.timestamp.startsWith('2024-03-05')).map(row => row.temp_3)))],
  },
  { tables: ['sensors'], ask: 'Save a PNG chart of the humidity over time', says: ['.png'], files: ['png'] },
  {
    tables: ['sensors'],
    ask: 'scatter plot of temp_1 vs temp_3',
    says: [
      correlation(
        sensors.map(row => row.temp_1),
        sensors.map(row => row.temp_3),
      ).toFixed(4),
    ],
    code: 'px.scatter',
  },
]

export const questions: EvalQuestion[] = [
  ...ofSales,
  ...ofSurvey,
  ...ofSensors,
  ...ofCountries,
  ...ofStaff,
  ...ofOrders,
]
