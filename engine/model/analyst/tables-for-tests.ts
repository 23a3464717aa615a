/** Tables as the analyst meets them, made of profiles alone, and one turn of it. */
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'
import { profileText } from '../../tools/describe-file.ts'
import type { ModelMessage, ModelPart, ModelRequest } from '../model.ts'
import { builtInAnalyst } from './analyst.ts'
import { describe } from './describe.ts'
import { profilesIn } from './read-profiles.ts'
import type { Request } from './request.ts'
import { tableOf, type Table } from './table.ts'
import { understand } from './understand.ts'

type Shape = {
  file: string
  rows: number
  columns: (Partial<ColumnProfile> & { name: string; values?: (string | number | boolean)[] })[]
  more?: Partial<Profile>
}

const profileOf = ({ rows, columns, more }: Shape): Profile => ({
  format: 'csv',
  rows,
  sampled: false,
  columns: columns.map(({ values, ...column }) => ({
    type: 'text',
    missing: 0,
    distinct: values?.length ?? rows,
    ...(values ? { top: values.map((value, index) => ({ value, count: Math.max(1, 20 - index) })) } : {}),
    ...column,
  })),
  rejected: [],
  warnings: [],
  ...more,
})

const SALES: Shape = {
  file: 'sales data.csv',
  rows: 400,
  columns: [
    { name: 'order_id', type: 'integer', min: 1, max: 400 },
    { name: 'order_date', type: 'date', distinct: 300, min: '2023-01-01', max: '2024-12-30' },
    { name: 'region', values: ['North', 'South', 'East', 'West'] },
    { name: 'product', values: ['Laptop', 'Mouse', 'Desk', 'Chair', 'Lamp', 'Phone'] },
    { name: 'quantity', type: 'integer', distinct: 8, min: 1, max: 8 },
    { name: 'unit_price', type: 'decimal', distinct: 390, min: 5.1, max: 90 },
    { name: 'revenue', type: 'decimal', distinct: 395, min: 5.1, max: 700 },
    { name: 'customer', values: ['Ann', 'Bob', 'Cid', 'Dora', 'Emil'] },
  ],
}
const STAFF: Shape = {
  file: 'staff.csv',
  rows: 120,
  columns: [
    { name: 'employee_id' },
    { name: 'name' },
    { name: 'department', values: ['Sales', 'Engineering', 'Finance', 'Support'] },
    { name: 'gender', values: ['female', 'male'] },
    { name: 'age', type: 'integer', distinct: 41, min: 21, max: 64 },
    { name: 'hire_date', type: 'date', distinct: 119, min: '2012-01-20', max: '2023-09-21' },
    { name: 'salary', type: 'integer', min: 31_840, max: 81_408 },
    { name: 'active', type: 'boolean', values: [true, false] },
  ],
}
const COUNTRIES: Shape = {
  file: 'countries.csv',
  rows: 120,
  columns: [
    {
      name: 'country',
      distinct: 12,
      values: [
        'Brazil',
        'Canada',
        'France',
        'Germany',
        'India',
        'Japan',
        'Kenya',
        'Mexico',
        'Norway',
        'Peru',
        'Poland',
        'Spain',
      ],
    },
    { name: 'year', type: 'integer', distinct: 10, min: 2010, max: 2019 },
    { name: 'population', type: 'integer', min: 5_000_000, max: 200_000_000 },
    { name: 'gdpPerCapita', type: 'decimal', min: 2000, max: 60_000 },
    { name: 'lifeExp', type: 'decimal', distinct: 80, min: 60, max: 84 },
  ],
}
const CUSTOMERS: Shape = {
  file: 'customers.csv',
  rows: 5,
  columns: [
    { name: 'customer', values: ['Ann', 'Bob', 'Cid', 'Dora', 'Emil'] },
    { name: 'segment', values: ['Retail', 'Wholesale'] },
  ],
}

const variable = (file: string): string => `${file.replace(/\.\w+$/, '').replace(/\W+/g, '_')}_path`

/** What profile_data says of a table. */
export const profiled = (shape: Shape): string =>
  profileText(
    {
      name: shape.file,
      path: `/workspace/${shape.file}`,
      variable: variable(shape.file),
      size: 12_000,
      kind: 'data',
      origin: 'upload',
    },
    profileOf(shape),
  )

/** A table by way of the text that the analyst reads. */
export function table(shape: Shape): Table {
  const [found] = profilesIn(profiled(shape))
  if (!found) throw new Error('the profile could not be read back')
  return tableOf(found)
}

export const shapes = { sales: SALES, staff: STAFF, countries: COUNTRIES, customers: CUSTOMERS }
export const tables = {
  sales: table(SALES),
  staff: table(STAFF),
  countries: table(COUNTRIES),
  customers: table(CUSTOMERS),
}

/** The request that the last of some questions is understood as. */
export function request(questions: string | string[], known: Table[]): Request {
  let last: Request | undefined
  for (const question of [questions].flat()) {
    const understood = understand(question, known, last)
    if (understood.kind !== 'request') throw new Error(`${question}: ${understood.kind}`)
    last = understood.request
  }
  if (!last) throw new Error('nothing was asked')
  return last
}

/** In the words the person reads. */
export const read = (questions: string | string[], known: Table[]): string => describe(request(questions, known))

const TOOLS = ['run_python', 'profile_data', 'list_files'].map(name => ({ name, description: '', parameters: {} }))

/** One turn of the analyst over messages. */
export async function turn(messages: ModelMessage[], more: Partial<ModelRequest> = {}): Promise<ModelPart[]> {
  const { signal } = new AbortController()
  const parts: ModelPart[] = []
  for await (const part of builtInAnalyst.stream({ system: '', messages, tools: TOOLS, signal, ...more }))
    parts.push(part)
  return parts
}
