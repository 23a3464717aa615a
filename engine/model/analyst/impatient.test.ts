/** Questions as people in a hurry put them: what is answered is what was meant, worked out here from the same rows. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'

const QUARTERS = [
  ['2023-02-10', 10],
  ['2023-05-10', 20],
  ['2023-08-10', 30],
  ['2023-11-10', 40],
  ['2024-02-10', 50],
  ['2024-05-10', 5],
  ['2024-08-10', 60],
  ['2024-12-31', 70],
] as const
const orders = QUARTERS.flatMap(([date, revenue], at) => [
  `${at * 2 + 1},${date},North,Laptop,${revenue}`,
  `${at * 2 + 2},${date},South,Mouse,${revenue / 10}`,
])
const people = Array.from({ length: 24 }, (_, at) => {
  const woman = at % 2 === 0
  return `P${at},N${at} Name,${woman ? 'female' : 'male'},${20 + at * 2},${at % 3 ? '2022-05-01' : '2023-05-01'},${1000 + at * 10 + (woman ? 0 : 500)}`
})

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

async function holds(question: string, parts: string[]): Promise<void> {
  const { text, error, warned } = await desk.ask(question)
  expect(error).toBeNull()
  expect(warned).toEqual([])
  for (const part of parts) expect(text).toContain(part)
  expect(text).not.toContain('Not used from the question')
}

describe('about sales', () => {
  beforeAll(() => desk.open({ 'orders.csv': `order_id,order_date,region,product,revenue\n${orders.join('\n')}\n` }))
  test.each([
    ['best seller?', ['Laptop has the highest revenue: 285']],
    ['what sells best in the south', ['Mouse has the highest revenue: 28.50']],
    ['how are we doing this year compared to last year', ['from 110 (2023) to 203.50 (2024), +85.0%']],
    ['this quarter vs last quarter', ['Q4 2024']],
    ['did we sell more in 2023 or 2024', ['from 110 (2023) to 203.50 (2024)']],
    ['revenue Q1 vs Q2 2024', ['from 55 (Q1 2024) to 5.50 (Q2 2024), -90.0%']],
    ['revenue feb vs may 2024', ['from 55 (Feb 2024) to 5.50 (May 2024)']],
    ['which quarter sucked', ['Q2 2024 has the lowest revenue: 5.50']],
    ['how much money did we make with laptops', ['Revenue (product is Laptop): 285']],
    ['when was the last sale', ['2024-12-31']],
    ['highest revenue ever', ['Highest revenue: 70', 'order_date 2024-12-31,']],
    ['when was revenue highest', ['2024-12-31 has the highest revenue: 77']],
    ['dump the mouse rows', ['8 of 16 rows removed, 8 left']],
  ])('%s', holds)
})

describe('about people', () => {
  beforeAll(() => desk.open({ 'staff.csv': `employee_id,name,gender,age,hire_date,salary\n${people.join('\n')}\n` }))
  test.each([
    ['who makes the most money', ['N23 Name has the highest salary: 1,730']],
    ['are women paid less than men?', ['male: 1,620', 'female: 1,110']],
    ['did we hire more people in 2022 or 2023', ['from 16 (2022) to 8 (2023)']],
    ['any link between age and salary', ['Age and salary have']],
    ['any weird values?', ['No outliers in']],
    ['age groups', ['Age runs from 20 to 66']],
    ['max salary and when', ['Highest salary: 1,730', 'hire_date 2022-05-01']],
    ['headcount by gender', ['female: 12', 'male: 12']],
    ['kick out everyone under 30', ['5 of 24 rows removed, 19 left. Removed: age \\< 30']],
    ['people over 60', ['3 of 24 rows fit: age > 60']],
  ])('%s', holds)

  test('what the rows cannot tell is not answered with a list of them', async () => {
    const { text, code } = await desk.ask('how long do people stay')
    expect(text).toContain('nothing called “stay”')
    expect(code).toBe('')
  })
})
