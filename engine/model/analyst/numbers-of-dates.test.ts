/** A number beside a date: whether the two go together, with the date as a number of years. */
import { deskCases } from './desk-cases-for-tests.ts'

const { about } = deskCases()
const day = (index: number): string => new Date(Date.UTC(2018, index * 2, 1)).toISOString().slice(0, 10)
// Each two months later, 250 more: 1,500 a year.
const staff = Array.from({ length: 24 }, (_, index) => `p${index},${day(index)},${40_000 + index * 250},${index % 5}`)
const falls = [
  'Start date in years and salary have a strong linear relation, rising together: r = 1.000',
  'goes with +1,500',
]

about('people and when they began', { 'staff.csv': `name,start_date,salary,score\n${staff.join('\n')}\n` }, [
  ['is there a link between salary and start date?', [...falls, 'start_date is taken as a number of years']],
  ['correlation between start date and salary', falls],
  ['Gibt es einen Zusammenhang zwischen salary und start_date?', ['r = 1,000', 'als Zahl von Jahren']],
  ['correlation between salary and score', ['from 24 rows'], ['in years']],
])
