/** The tables the analyst is tried on: their bytes hold the rows that the right answers are computed from, the same at every run. */
import { describe, expect, test, vi } from 'vitest'
import { countries, files, orders, sales, sensors, staff, survey } from './tables.ts'

/** A reader of its own: quotes doubled, separators inside of quotes. */
function parsed(text: string, separator = ','): string[][] {
  const rows: string[][] = [['']]
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const [mark, row] = [text[at]!, rows.at(-1)!]
    if (quoted && mark === '"' && text[at + 1] === '"') row[row.length - 1] += text[at++]!
    else if (mark === '"') quoted = !quoted
    else if (!quoted && mark === separator) row.push('')
    else if (!quoted && mark === '\n') rows.push([''])
    else row[row.length - 1] += mark
  }
  return rows.slice(0, -1)
}

describe('the bytes hold the rows', () => {
  test.each([
    ['sales', sales],
    ['survey', survey],
    ['sensors', sensors],
    ['countries', countries],
  ] as const)('of %s', (name, rows) => {
    const [head, ...lines] = parsed(files[name].bytes)
    expect(head).toEqual(Object.keys(rows[0]!))
    expect(lines).toEqual(rows.map(row => Object.values(row).map(value => String(value ?? ''))))
  })

  test('of staff, with truths as Python writes them', () => {
    const lines = parsed(files.staff.bytes).slice(1)
    expect(lines.map(line => line.at(-1))).toEqual(staff.map(row => (row.active ? 'True' : 'False')))
    expect(lines.map(line => Number(line[6]))).toEqual(staff.map(row => row.salary))
  })

  test('of orders, in Latin-1 with decimal commas and the day first', () => {
    const text = files.orders.bytes.toString('latin1')
    expect(Buffer.from(text, 'utf8').equals(files.orders.bytes)).toBe(false)
    const lines = parsed(text, ';').slice(1)
    expect(lines.map(line => Number(line[6]!.replace(',', '.')))).toEqual(orders.map(row => row.Betrag))
    expect(lines.map(line => line[1]!.split('.').toReversed().join('-'))).toEqual(orders.map(row => row.Bestelldatum))
    expect(lines.map(line => line[2])).toEqual(orders.map(row => row.Kunde))
  })
})

test('made again they are the same: right answers were computed from these', async () => {
  vi.resetModules()
  const again = await import('./tables.ts')
  expect(again.files).not.toBe(files)
  expect(again.files).toEqual(files)
})

describe('each has what it is there for', () => {
  test('gaps and spellings in the survey', () => {
    expect(survey.filter(row => row.age === 'n/a').length).toBeGreaterThan(2)
    expect(survey.filter(row => row.satisfaction === null).length).toBeGreaterThan(5)
    expect(new Set(survey.map(row => row.city.trim().toLowerCase())).size).toBe(4)
    expect(new Set(survey.map(row => row.city)).size).toBe(6)
  })
  test('three spikes of pressure, an hour apart from each reading to the next', () => {
    expect(sensors.filter(row => row.pressure_hpa > 1050)).toHaveLength(3)
    const times = sensors.map(row => Date.parse(`${row.timestamp.replace(' ', 'T')}Z`))
    expect(new Set(times.slice(1).map((time, place) => time - times[place]!))).toEqual(new Set([3_600_000]))
  })
  test('a panel without a hole; ids that are ids', () => {
    expect(new Set(countries.map(row => `${row.country} ${row.year}`)).size).toBe(120)
    for (const ids of [
      sales.map(row => row.order_id),
      staff.map(row => row.employee_id),
      orders.map(row => row.Bestellnummer),
    ])
      expect(new Set<string | number>(ids).size).toBe(ids.length)
    for (const row of sales) expect(row.revenue).toBeCloseTo(row.units_sold * row.unit_price, 2)
  })
})
