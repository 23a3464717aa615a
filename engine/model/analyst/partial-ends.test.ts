/** A year or a month that the rows do not cover is no fall and no rise: it is told, and complete ones are compared. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

/** Ten a day from one day to another, both included. */
function daily(from: string, to: string): string {
  const rows: string[] = []
  for (let day = Date.parse(from); day <= Date.parse(to); day += 86_400_000)
    rows.push(`${new Date(day).toISOString().slice(0, 10)},${rows.length % 2 ? 'A' : 'B'},10`)
  return `order_date,shop,revenue\n${rows.join('\n')}\n`
}

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

async function asked(question: string) {
  desk.anew()
  const answer = await desk.ask(question)
  expect(answer.error).toBeNull()
  expect(answer.warned).toEqual([])
  return answer
}

describe('years', () => {
  beforeAll(() => desk.open({ 'shop.csv': daily('2021-01-01', '2024-03-10') }))

  test('growth is that of the complete ones', async () => {
    const { text, final } = await asked('yearly revenue growth')
    expect(text).toContain('Revenue went from 3,650 (2021) to 3,650 (2023), +0.0%')
    expect(text).toContain('2024 so far: 700')
    expect(text).toContain('2024 is not complete (data up to 2024-03-10 only), so it is left out of the comparison')
    expect(text).toContain('All together: 11,650')
    expect(final).toBe('+0.0% on average from one to the next')
    expect(await desk.value('yearly_revenue["revenue change %"].isna().tolist()')).toEqual([true, false, false, true])
  })
  test('the worst year is a complete one', async () => {
    expect((await asked('worst year for revenue')).final).toContain('2021 has the lowest revenue: 3,650')
  })
  test('apart for each of a kind', async () => {
    const { text } = await asked('revenue by year and shop')
    expect(text).toContain('Revenue by shop up to 2023')
    expect(text).toContain('2024 is not complete')
  })
  test.each([
    ['Umsatzwachstum pro Jahr', '2024 ist nicht vollständig (Daten nur bis 2024-03-10)'],
    ['croissance annuelle de revenue', '2024 n’est pas complet'],
    ['crecimiento anual de revenue', '2024 no está completo'],
  ])('%s', async (question, says) => {
    expect((await asked(question)).text).toContain(says)
  })
})

test('a first month that begins late is left out too', async () => {
  await desk.open({ 'shop.csv': daily('2024-01-20', '2024-05-31') })
  const { text } = await asked('monthly revenue')
  expect(text).toContain('Revenue went from 290 (Feb 2024) to 310 (May 2024)')
  expect(text).toContain('Jan 2024 is not complete (data only from 2024-01-20 on)')
})

test('where nothing complete is left to compare, that is said and nothing is left out', async () => {
  await desk.open({ 'shop.csv': daily('2023-01-01', '2024-03-10') })
  const { text } = await asked('yearly revenue growth')
  expect(text).toContain('Revenue went from 3,650 (2023) to 700 (2024), -80.8%')
  expect(text).toContain('The last one (2024) has data up to 2024-03-10 only, so it may not be complete')
})

test.each([
  ['complete to the last day', daily('2022-01-01', '2023-12-31')],
  [
    'figures of whole months',
    `month,revenue\n${Array.from({ length: 24 }, (_, at) => `${2022 + Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}-01,5`).join('\n')}\n`,
  ],
  [
    'sparse rows that end a few days early',
    `order_date,revenue\n${Array.from({ length: 81 }, (_, at) => `${new Date(Date.UTC(2022, 0, 2 + at * 9)).toISOString().slice(0, 10)},5`).join('\n')}\n`,
  ],
])('%s: nothing is called incomplete', async (_, file) => {
  await desk.open({ 'shop.csv': file })
  for (const question of ['revenue by year', 'monthly revenue growth'])
    expect((await asked(question)).text).not.toMatch(/complete/)
})

test('times of a zone are followed like any other', async () => {
  const days = Array.from(
    { length: 800 },
    (_, at) => `${new Date(Date.UTC(2022, 0, 1 + at)).toISOString().slice(0, 19)}Z,5`,
  )
  await desk.open({ 'shop.csv': `time,revenue\n${days.join('\n')}\n` })
  const { text } = await asked('yearly revenue growth')
  expect(text).toContain('from 1,825 (2022) to 1,825 (2023)')
  expect(text).toContain('2024 is not complete (data up to 2024-03-10 only)')
  expect((await asked('highest revenue')).text).toContain('In the row with time 2022-01-01\n')
})

test.each([
  ['2024-11-30', 'month', 300],
  ['2024-02-29', 'month', 290],
  ['2024-09-30', 'quarter', 920],
  ['2024-11-12', 'month', 310],
  ['2025-02-28', 'year', 3650],
])('revenue up to %s: the last %s is as long as it is', async (until, unit, sum) => {
  await desk.open({ 'shop.csv': daily('2024-01-01', until) })
  expect((await asked(`revenue in the last ${unit}`)).final?.replace(',', '')).toMatch(new RegExp(`\\b${sum}\\b`))
})

test('two months without a year stand beside one another', async () => {
  await desk.open({ 'shop.csv': daily('2025-01-01', '2025-11-30') })
  for (const question of ['compare revenue in November with October', 'revenue november vs october'])
    expect((await asked(question)).text).toContain('Revenue went from 310 (Oct 2025) to 300 (Nov 2025)')
})

test.each(['revenue last month vs the month before', 'Compare the revenue of the last month with the one before'])(
  '%s: both',
  async question => {
    await desk.open({ 'shop.csv': daily('2025-01-01', '2025-11-30') })
    expect((await asked(question)).text).toContain('Revenue went from 310 (Oct 2025) to 300 (Nov 2025)')
  },
)

test.each([
  ['compare the last 2 months', '2025-11-12', 'Revenue went from 300 (Sep 2025) to 310 (Oct 2025)'],
  ['compare revenue of the last two months', '2025-11-12', 'Revenue went from 300 (Sep 2025) to 310 (Oct 2025)'],
  ['revenue last month vs the month before', '2025-11-12', 'Revenue went from 300 (Sep 2025) to 310 (Oct 2025)'],
  ['compare the last 2 quarters', '2025-11-12', 'Revenue went from 910 (Q2 2025) to 920 (Q3 2025)'],
])('%s: whole ones', async (question, until, says) => {
  await desk.open({ 'shop.csv': daily('2025-01-01', until) })
  const { text } = await asked(question)
  expect(text).toContain(says)
  expect(text).toMatch(/(?:Nov|Q4) 2025 is not complete \(data up to 2025-11-12 only\), so it is left out/)
  expect(text).toMatch(/only last 2 (?:months|quarters), whole ones/)
})

test('the last two months by shop, beside one another and whole', async () => {
  await desk.open({ 'shop.csv': daily('2025-01-01', '2025-11-12') })
  const { text } = await asked('compare the last 2 months by shop')
  expect(text).toMatch(/A \/ 2025-09: 150/)
  expect(text).toMatch(/B \/ 2025-10: 15/)
  expect(text).not.toContain('2025-11:')
})

test('where the last month is whole nothing is left out', async () => {
  await desk.open({ 'shop.csv': daily('2025-01-01', '2025-11-30') })
  const { text } = await asked('compare the last 2 months')
  expect(text).toContain('Revenue went from 310 (Oct 2025) to 300 (Nov 2025)')
  expect(text).not.toContain('not complete')
})

test('a stretch of months without a year is all of it', async () => {
  await desk.open({ 'shop.csv': daily('2025-01-01', '2025-11-30') })
  expect((await asked('revenue between March and May')).final).toMatch(/\b920\b/)
})

test('a day without its year is that day, not its month', async () => {
  await desk.open({ 'shop.csv': daily('2023-01-01', '2024-12-31') })
  expect((await asked('revenue on 30 March')).final).toMatch(/\b20\b/)
  expect((await asked('how many orders on March 30th')).text).toContain('There are 2 rows where 30 March')
})
