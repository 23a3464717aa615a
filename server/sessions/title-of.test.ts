import { expect, test } from 'vitest'
import { titleOf } from './title-of.ts'

test.each([
  ['Show the monthly revenue trend and save it as Excel', 'Show the monthly revenue trend and save it as Excel'],
  ['hi, can you please plot sales by region?', 'Plot sales by region?'],
  ['Which shop sold most? And why?', 'Which shop sold most?'],
  ['**bold** `code` _slanted_ __loud__', 'Bold code slanted loud'],
  ['What is in store_sales_2024.csv?', 'What is in store_sales_2024.csv?'],
  ['Compare `unit_price` and net__total_', 'Compare unit_price and net__total'],
  ['   \n ', 'New session'],
  ['😀 numbers', '😀 numbers'],
])('%j is called %j', (question, title) => {
  expect(titleOf(question)).toBe(title)
})

test('a long question is cut at a word', () => {
  const title = titleOf('word '.repeat(100))
  expect(title.length).toBeLessThanOrEqual(60)
  expect(title.endsWith('word…')).toBe(true)
})

test('a hostile question of the greatest length is read in part only', () => {
  expect(titleOf(`${'.,'.repeat(50_000)}a`).length).toBeLessThanOrEqual(60)
})
