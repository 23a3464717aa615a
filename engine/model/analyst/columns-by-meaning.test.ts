/** Which columns a question means: by their names in any spelling, by other words for the same, by a slip of the finger, and never by chance. */
import { describe, expect, test } from 'vitest'
import type { Request } from './request.ts'
import { request, table } from './tables-for-tests.ts'
import type { Table } from './table.ts'
import { understand } from './understand.ts'

const names = ({ measures, groups }: Request) => ({
  measures: measures.map(({ name }) => name),
  groups: groups.map(({ name }) => name),
})

/** A number and a group under the names given. */
const named = (measure: string, group: string): Table =>
  table({
    file: 't.csv',
    rows: 50,
    columns: [
      { name: measure, type: 'decimal', min: 1, max: 900 },
      { name: group, values: ['Air', 'Sea', 'Road'] },
      { name: 'filler', type: 'decimal', min: 0, max: 1 },
    ],
  })

describe('a name of several words', () => {
  test.each([
    ['unit_price', 'ship_mode'],
    ['unitPrice', 'shipMode'],
    ['Unit Price', 'Ship Mode'],
    ['UNIT_PRICE', 'SHIP_MODE'],
    ['unit-price', 'ship-mode'],
    ['unit.price', 'ship.mode'],
    ['Unit Price (EUR)', 'Ship Mode *'],
    [' unit price ', ' ship mode '],
    ['unit__price_usd', 'ship_mode_code'],
  ])('%s and %s are found by their words', (measure, group) => {
    const known = named(measure, group)
    const both = { measures: [measure], groups: [group] }
    expect(names(request('average unit price by ship mode', [known]))).toEqual(both)
    expect(names(request('Unit Price per Ship Mode', [known]))).toEqual(both)
    expect(names(request('average unit prices by ship modes', [known]))).toEqual(both)
    expect(names(request('avrage unti price by ship mode', [known]))).toEqual(both)
  })

  test.each(['ship_mode', 'Ship Mode', 'shipMode', 'Ship "Mode"', "ship 'mode'"])(
    '%s is Air: a condition, not a group',
    group => {
      const asked = request('average unit price where ship mode is Air', [named('unit_price', group)])
      expect(asked.conditions).toMatchObject([{ kind: 'equals', column: { name: group }, values: ['Air'] }])
      expect(asked.groups).toEqual([])
    },
  )

  test.each([
    ['payment method is card', 'payment_method'],
    ['payment method = card', 'payment_method'],
    ['payment method not card', 'payment_method'],
    ['paymentMethod is card', 'paymentMethod'],
  ])('%s', (asked, name) => {
    const known = table({
      file: 'p.csv',
      rows: 50,
      columns: [
        { name, values: ['card', 'cash'] },
        { name: 'amount', type: 'decimal' },
      ],
    })
    const { conditions } = request(`total amount where ${asked}`, [known])
    expect(conditions).toMatchObject([{ kind: 'equals', values: ['card'], not: asked.includes('not') }])
  })
})

describe('another word for the same', () => {
  test.each([
    ['Umsatz', 'average sales', 'en'],
    ['turnover', 'average revenue', 'en'],
    ['revenue', 'durchschnittlicher Umsatz', 'de'],
    ['ventas', 'average sales', 'en'],
    ['sales', 'promedio de ventas', 'es'],
    ['prix', 'average price', 'en'],
    ['price', 'prix moyen des produits, quel est', 'fr'],
    ['salary', 'average pay', 'en'],
    ['gehalt', 'average salary', 'en'],
    ['salario', 'average salary', 'en'],
    ['qty', 'average quantity', 'en'],
    ['Menge', 'average quantity', 'en'],
    ['cantidad', 'average quantity', 'en'],
    ['temp_c', 'average temperature', 'en'],
    ['lifeExp', 'average life expectancy', 'en'],
    ['gdpPercap', 'average gdp per capita', 'en'],
    ['pop', 'average population', 'en'],
  ])('%s is what “%s” asks for', (name, question, language) => {
    const asked = request(question, [named(name, 'kind')])
    expect(names(asked).measures).toEqual([name])
    expect(asked.aggregate).toBe('mean')
    expect(asked.language).toBe(language)
  })

  test.each([
    ['Kunde', 'by customer'],
    ['client_name', 'by customer'],
    ['cliente', 'by customer'],
    ['Stadt', 'by city'],
    ['ville', 'by city'],
    ['ciudad', 'per city'],
    ['país', 'by country'],
    ['Filiale', 'by store'],
    ['dept', 'by department'],
    ['sex', 'by gender'],
    ['item', 'for each product'],
    ['region', 'across regions'],
  ])('%s is the group of “%s”', (name, by) =>
    expect(names(request(`average price ${by}`, [named('price', name)]))).toEqual({
      measures: ['price'],
      groups: [name],
    }),
  )

  test.each([
    ['the cheapest product', 'price', 'least'],
    ['the most expensive product', 'price', 'most'],
    ['the heaviest product', 'weight_kg', 'most'],
    ['the best rated product', 'rating', 'most'],
    ['the fastest product', 'speed', 'most'],
    ['the shortest product', 'duration', 'least'],
  ])('%s is about %s', (question, name, order) => {
    const known = table({
      file: 'p.csv',
      rows: 40,
      columns: [
        { name: 'product', values: ['a', 'b', 'c'] },
        ...['revenue', 'price', 'weight_kg', 'rating', 'speed', 'duration'].map(each => ({
          name: each,
          type: 'decimal',
        })),
      ],
    })
    const asked = request(question, [known])
    expect(asked).toMatchObject({ action: 'rank', order })
    expect(names(asked)).toEqual({ measures: [name], groups: ['product'] })
  })
})

describe('a value', () => {
  const shop = table({
    file: 'shop.csv',
    rows: 200,
    columns: [
      { name: 'city', values: ['New York', 'Oslo', 'São Paulo', 'Köln', 'Las Palmas'] },
      { name: 'status', values: ['open', 'closed', 'on hold'] },
      { name: 'paid', type: 'boolean', values: [true, false] },
      { name: 'member', values: ['Yes', 'No'] },
      { name: 'amount', type: 'decimal', min: -50, max: 900 },
      { name: 'visits', type: 'integer', min: 0, max: 9 },
    ],
  })
  const conditions = (question: string) =>
    request(question, [shop]).conditions.map(condition =>
      condition.kind === 'equals'
        ? `${condition.column.name} ${condition.not ? '≠' : '='} ${condition.values.join('|')}`
        : condition.kind === 'number'
          ? `${condition.column.name} ${condition.op} ${condition.value}`
          : condition.kind === 'between'
            ? `${condition.column.name} ${condition.low}…${condition.high}`
            : condition.kind,
    )

  test.each([
    ['total amount in New York', ['city = New York']],
    ['total amount in new york', ['city = New York']],
    ['total amount for São Paulo', ['city = São Paulo']],
    ['total amount in Köln', ['city = Köln']],
    ['total amount in Oslo and Köln', ['city = Oslo|Köln']],
    ['total amount not in Oslo', ['city ≠ Oslo']],
    ['total amount excluding Oslo', ['city ≠ Oslo']],
    ['total amount where status is on hold', ['status = on hold']],
    ['total amount of open orders in Oslo', ['status = open', 'city = Oslo']],
    ['total amount of paid orders', ['paid = true']],
    ['total amount of unpaid orders', ['paid = false']],
    ['total amount of members', ['member = Yes']],
    ['total amount of non-members', ['member ≠ Yes']],
    ['amount above 500', ['amount > 500']],
    ['amount over 1.5k', ['amount > 1500']],
    ['amount at least 20', ['amount >= 20']],
    ['amount at most 20', ['amount <= 20']],
    ['amount below zero', ['amount < 0']],
    ['list negative amounts', ['amount < 0']],
    ['list rows with a positive amount', ['amount > 0']],
    ['list rows with amount = 12.5', ['amount == 12.5']],
    ['list rows with amount between 10 and 20', ['amount 10…20']],
    ['list rows with amount between -5 and 5', ['amount -5…5']],
    ['list rows with visits > 3 and amount < 100', ['visits > 3', 'amount < 100']],
    ['list rows where visits is 0', ['visits == 0']],
  ])('%s', (question, expected) => expect(conditions(question)).toEqual(expected))

  test('a group may be a yes/no column, alone or in a list', () => {
    expect(names(request('total amount by paid', [shop])).groups).toEqual(['paid'])
    expect(names(request('total amount by city and paid', [shop])).groups).toEqual(['city', 'paid'])
    expect(request('pivot of amount by city and member', [shop])).toMatchObject({ action: 'pivot', conditions: [] })
  })
})

describe('nothing is taken by chance', () => {
  const known = named('price', 'kind')
  test.each(['average frobs', 'the mean blorb', 'median of zzyzx', 'sum of qwertz'])('%s', question =>
    expect(understand(question, [known]).kind).toBe('unclear'),
  )

  test.each([
    ['age', 'average stage'],
    ['cost', 'average coast'],
    ['rate', 'average karate'],
  ])('%s is not in “%s”', (name, question) =>
    expect(understand(question, [named(name, 'kind')])).toMatchObject({ kind: 'unclear' }),
  )

  test('words of the question that are columns too', () => {
    const tricky = table({
      file: 't.csv',
      rows: 30,
      columns: [
        { name: 'total', type: 'decimal' },
        { name: 'count', type: 'integer' },
        { name: 'name', values: ['a', 'b'] },
        { name: 'average', type: 'decimal' },
      ],
    })
    expect(names(request('total by name', [tricky]))).toEqual({ measures: ['total'], groups: ['name'] })
    expect(names(request('median "average" by name', [tricky]))).toEqual({ measures: ['average'], groups: ['name'] })
  })
})

describe('a table of three hundred columns', () => {
  const wide = table({
    file: 'wide.csv',
    rows: 30,
    columns: [
      { name: 'patient', type: 'text' },
      ...Array.from({ length: 297 }, (_, index) => ({ name: `m${index + 1}`, type: 'decimal', min: 0, max: index })),
      { name: 'blood_pressure', type: 'integer', min: 90, max: 180 },
      { name: 'ward', values: ['North', 'South'] },
    ],
  })
  test('knows each of them by name', () => {
    expect(wide.columns).toHaveLength(300)
    for (const name of ['m1', 'm75', 'm61', 'm297'])
      expect(names(request(`average ${name}`, [wide])).measures).toEqual([name])
    expect(names(request('average blood pressure by ward', [wide]))).toEqual({
      measures: ['blood_pressure'],
      groups: ['ward'],
    })
    expect(names(request('correlation between m75 and m280', [wide])).measures).toEqual(['m75', 'm280'])
  })
  test('looks a value of a late column up while running, for its values are not in the passport', () =>
    expect(request('average m75 in North', [wide]).conditions).toMatchObject([{ kind: 'lookup', text: 'North' }]))
})
