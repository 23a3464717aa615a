/** The questions about countries, staff and orders. */
import { by, first, last, mean, median, said, shown, sum } from './figures.ts'
import type { EvalQuestion } from './question.ts'
import { countries, orders, staff } from './tables.ts'

const latest = countries.filter(row => row.year === 2019)
const peopled = by(
  latest,
  row => row.country,
  rows => sum(rows.map(row => row.population)),
)
const lived = (year: number) => mean(countries.filter(row => row.year === year).map(row => row.life_expectancy))

export const ofCountries: EvalQuestion[] = [
  { tables: ['countries'], ask: 'Top 3 countries by population', says: [...said(peopled.slice(0, 3)), '2019'] },
  {
    tables: ['countries'],
    ask: 'Show the trend of life expectancy',
    says: [shown(lived(2010)), shown(lived(2019))],
    kinds: ['plotly'],
  },
  {
    tables: ['countries'],
    ask: 'population of Germany over time',
    says: [2010, 2019].map(year =>
      shown(countries.find(row => row.country === 'Germany' && row.year === year)?.population ?? 0),
    ),
  },
  {
    tables: ['countries'],
    ask: 'What was the average gdp per capita in 2015?',
    says: [shown(mean(countries.filter(row => row.year === 2015).map(row => row.gdp_per_capita)))],
  },
  {
    tables: ['countries'],
    ask: 'Compare the gdp per capita of Germany and France over time',
    says: [
      'France',
      'Germany',
      shown(countries.find(row => row.country === 'France' && row.year === 2019)?.gdp_per_capita ?? 0),
    ],
  },
  {
    tables: ['countries'],
    ask: 'Which country has the lowest life expectancy in 2012?',
    says: [
      last(
        by(
          countries.filter(row => row.year === 2012),
          row => row.country,
          rows => mean(rows.map(row => row.life_expectancy)),
        ),
      ).name,
    ],
  },
  { tables: ['countries'], ask: 'How many countries are there?', says: ['12'], final: ['12'] },
  {
    tables: ['countries'],
    ask: 'total population between 2012 and 2012 by country as excel',
    says: ['.xlsx', shown(countries.find(row => row.country === 'Peru' && row.year === 2012)?.population ?? 0)],
    files: ['xlsx'],
  },
  {
    tables: [],
    ask: 'Create a CSV of top 10 countries by population',
    says: ['China: 1,318,683,096', 'Mexico: 108,700,891', '2007', '.csv'],
    files: ['csv'],
  },
]

const pay = (rows: typeof staff) => mean(rows.map(row => row.salary))
const departments = by(staff, row => row.department, pay)
const bySalary = [...staff].sort((a, b) => b.salary - a.salary)

export const ofStaff: EvalQuestion[] = [
  { tables: ['staff'], ask: 'average salary by department', says: said(departments), kinds: ['plotly', 'table'] },
  {
    tables: ['staff'],
    ask: 'Who earns the most?',
    says: [bySalary[0]?.name ?? '', shown(bySalary[0]?.salary ?? 0)],
    final: [bySalary[0]?.name ?? ''],
  },
  {
    tables: ['staff'],
    ask: 'How many employees work in Engineering?',
    says: [String(staff.filter(row => row.department === 'Engineering').length)],
  },
  {
    tables: ['staff'],
    ask: 'number of employees per department',
    says: said(
      by(
        staff,
        row => row.department,
        rows => rows.length,
      ),
    ),
  },
  {
    tables: ['staff'],
    ask: 'median salary of women in Sales',
    says: [
      shown(median(staff.filter(row => row.gender === 'female' && row.department === 'Sales').map(row => row.salary))),
    ],
  },
  {
    tables: ['staff'],
    ask: 'List employees hired after 2020 with a salary above 60000',
    says: [`${staff.filter(row => row.hire_date >= '2021-01-01' && row.salary > 60_000).length} of 120`],
    kinds: ['table'],
  },
  {
    tables: ['staff'],
    ask: 'How many active employees are there?',
    says: [String(staff.filter(row => row.active).length)],
  },
  { tables: ['staff'], ask: 'avrage salray by gendre', says: said(by(staff, row => row.gender, pay)) },
  {
    tables: ['staff'],
    ask: 'Show a pivot table of average salary by department and gender',
    says: [shown(first(by(staff, row => `${row.department} / ${row.gender}`, pay)).value)],
    kinds: ['table'],
  },
  {
    tables: ['staff'],
    ask: 'the 3 youngest employees',
    says: [...staff]
      .sort((a, b) => a.age - b.age)
      .slice(0, 1)
      .map(row => shown(row.age)),
    code: '"age"',
  },
  {
    tables: ['staff'],
    ask: ['average salary by department', 'make it red and add the title "Pay at a glance"'],
    says: [shown(first(departments).value)],
    code: 'Pay at a glance',
  },
]

const amounts = (rows: typeof orders) => sum(rows.map(row => row.Betrag))

export const ofOrders: EvalQuestion[] = [
  {
    tables: ['orders'],
    ask: 'Umsatz pro Stadt',
    says: said(
      by(orders, row => row.Stadt, amounts),
      'de-DE',
    ),
  },
  { tables: ['orders'], ask: 'Wie viele Bestellungen gibt es?', says: ['140'], final: ['140'] },
  {
    tables: ['orders'],
    ask: 'top 3 Kunden nach Betrag',
    says: said(by(orders, row => row.Kunde, amounts).slice(0, 3), 'de-DE'),
  },
  {
    tables: ['orders'],
    ask: 'Show the monthly trend of Betrag',
    says: [shown(sum(orders.filter(row => row.Bestelldatum.startsWith('2024-01')).map(row => row.Betrag)))],
    kinds: ['plotly'],
  },
  {
    tables: ['orders'],
    ask: 'average Menge for Köln',
    says: [shown(mean(orders.filter(row => row.Stadt === 'Köln').map(row => row.Menge)))],
  },
  {
    tables: ['orders'],
    ask: 'Durchschnittlicher Betrag je Kategorie als Excel speichern',
    says: said(
      by(
        orders,
        row => row.Kategorie,
        rows => mean(rows.map(row => row.Betrag)),
      ),
      'de-DE',
    ),
    files: ['xlsx'],
  },
  { tables: ['orders'], ask: 'What is in this file?', says: ['140 rows and 7 columns'] },
]
