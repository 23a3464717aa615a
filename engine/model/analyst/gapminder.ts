/** The one table that is there without an upload: Gapminder's, which comes inside the plotly package. */
import type { ColumnProfile } from '@codingagent/protocol/artifacts.ts'
import { tableOf, type Table } from './table.ts'

const WORDS =
  /\b(?:countr(?:y|ies)|populations?|populous|populated|gdp|bip|life expectancy|continents?|gapminder|länder|einwohner|bevölkerung|lebenserwartung|pays|país(?:es)?|población|continente|world)\b/i

export const meansGapminder = (question: string): boolean => WORDS.test(question)

const many = (values: string[], count: number) => values.map(value => ({ value, count }))

// Countries in the table whose names people use in questions; the rest are found while running.
const COUNTRIES =
  'Argentina,Australia,Austria,Bangladesh,Belgium,Brazil,Canada,Chile,China,Colombia,Cuba,Czech Republic,Denmark,Egypt,Ethiopia,Finland,France,Germany,Ghana,Greece,Hungary,Iceland,India,Indonesia,Iran,Iraq,Ireland,Israel,Italy,Japan,Kenya,Malaysia,Mexico,Morocco,Netherlands,New Zealand,Nigeria,Norway,Pakistan,Peru,Philippines,Poland,Portugal,Romania,Rwanda,Saudi Arabia,Singapore,South Africa,Spain,Sri Lanka,Sudan,Sweden,Switzerland,Thailand,Turkey,Uganda,United Kingdom,United States,Venezuela,Vietnam,Zimbabwe'.split(
    ',',
  )

const columns: ColumnProfile[] = [
  { name: 'country', type: 'text', missing: 0, distinct: 142, top: many(COUNTRIES, 12) },
  {
    name: 'continent',
    type: 'text',
    missing: 0,
    distinct: 5,
    top: many(['Africa', 'Asia', 'Europe', 'Americas', 'Oceania'], 300),
  },
  { name: 'year', type: 'integer', missing: 0, distinct: 12, min: 1952, max: 2007 },
  { name: 'lifeExp', type: 'decimal', missing: 0, distinct: 1626, min: 23.599, max: 82.603 },
  { name: 'pop', type: 'integer', missing: 0, distinct: 1704, min: 60_011, max: 1_318_683_096 },
  { name: 'gdpPercap', type: 'decimal', missing: 0, distinct: 1704, min: 241.17, max: 113_523.13 },
]

const LABELS: Record<string, string> = { lifeExp: 'Life expectancy', pop: 'Population', gdpPercap: 'GDP per capita' }
const UNITS: Record<string, string> = { lifeExp: 'years', gdpPercap: 'int. dollars' }

export function gapminder(): Table {
  const profile = { format: 'csv', rows: 1704, sampled: false, columns, rejected: [], warnings: [] }
  const table = tableOf({ file: 'gapminder', profile })
  return {
    ...table,
    builtIn: true,
    columns: table.columns.map(column => ({
      ...column,
      label: LABELS[column.name] ?? column.label,
      ...(UNITS[column.name] ? { unit: UNITS[column.name] } : {}),
    })),
  }
}
