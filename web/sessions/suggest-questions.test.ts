import { describe, expect, test } from 'vitest'
import type { ColumnProfile, Profile } from '@codingagent/protocol/artifacts.ts'
import { suggestQuestions } from './suggest-questions.ts'

const profile = (columns: Partial<ColumnProfile>[], more: Partial<Profile> = {}): Profile => ({
  format: 'csv',
  rows: 200,
  sampled: false,
  columns: columns.map(column => ({ name: 'x', type: 'text', missing: 0, distinct: 100, ...column })),
  rejected: [],
  warnings: [],
  ...more,
})

describe('questions made of real columns', () => {
  test('sales: trend, ranking, correlation, pivot', () => {
    const asked = suggestQuestions(
      profile([
        { name: 'order_id', type: 'integer', distinct: 200 },
        { name: 'order_date', type: 'date', min: '2023-01-01', max: '2024-12-31' },
        { name: 'region', distinct: 4 },
        { name: 'product', distinct: 9 },
        { name: 'quantity', type: 'integer', distinct: 9 },
        { name: 'revenue', type: 'decimal' },
      ]),
      'sales.csv',
    )
    expect(asked).toEqual([
      'Show the monthly revenue trend and save it as Excel',
      'Which region has the highest revenue?',
      'Is there a correlation between revenue and quantity?',
      'Show a pivot table of revenue by region and product',
    ])
  })

  test.each([
    ['a picture or a program has neither columns nor words: nothing is asked', {}, 0],
    ['a text is asked about its words', { words: 300 }, 4],
    ['and so are pages without a word count', { pages: 2 }, 4],
    ['pages of pictures hold no word to ask for', { pages: 2, words: 0 }, 0],
  ])('%s', (_what, more, count) => {
    expect(suggestQuestions(profile([], more), 'a.bin')).toHaveLength(count)
  })

  test('a name that reads like no name stands in quotes', () => {
    const asked = suggestQuestions(
      profile([
        { name: 'A', distinct: 4 },
        { name: 'http://x.org/weight', type: 'decimal' },
      ]),
      'odd.csv',
    )
    expect(asked).toContain('Compare the average "http://x.org/weight" by "A"')
    expect(asked).toContain('Show the distribution of "http://x.org/weight"')
  })

  test('a name of several words is said in words', () => {
    const asked = suggestQuestions(
      profile([
        { name: 'order_date', type: 'date' },
        { name: 'sales__region', distinct: 4 },
        { name: 'unit_price', type: 'decimal' },
        { name: 'Preis (€)_net', type: 'decimal' },
        { name: 'lifeExp', type: 'decimal' },
      ]),
      'my_sales.csv',
    )
    expect(asked[0]).toContain('unit price trend')
    expect(asked[1]).toBe('Compare the average unit price by sales region')
    expect(asked[2]).toBe('Is there a correlation between unit price and Preis (€)_net?')
    expect(suggestQuestions(profile([{ name: 'first_name' }]), 'my_people.csv')).toEqual([
      'What is in my_people.csv?',
      'Which values are missing?',
      'Clean the data and list every change',
      'How many different values of first name are there?',
    ])
  })

  test.each([
    ['pm2_5', 'pm2_5'],
    ['unit_price_2', 'unit price 2'],
    ['q1_2024', 'q1_2024'],
  ])('a column %s is called %s', (name, called) => {
    const [, , asked] = suggestQuestions(
      profile([
        { name, type: 'decimal' },
        { name: 'wind', type: 'decimal' },
      ]),
      'a.csv',
    )
    expect(asked).toContain(called)
  })

  test.each([
    [{ min: '2024-01-01', max: '2024-02-01' }, 'daily'],
    [{ min: '2000-01-01', max: '2024-02-01' }, 'yearly'],
    [{ min: null, max: null }, 'monthly'],
  ])('the pace of a trend fits the range %j', (range, pace) => {
    expect(
      suggestQuestions(
        profile([
          { name: 'when', type: 'date', ...range },
          { name: 'amount', type: 'decimal' },
        ]),
        'a.csv',
      )[0],
    ).toContain(`Show the ${pace} amount trend`)
  })

  test('what does not add up is averaged', () => {
    expect(
      suggestQuestions(
        profile([
          { name: 'department', distinct: 5 },
          { name: 'salary', type: 'integer' },
        ]),
        'staff.csv',
      ),
    ).toContain('Compare the average salary by department')
  })

  test.each([
    ['texts alone', profile([{ name: 'comment', distinct: 190 }, { name: 'id' }])],
    ['one number', profile([{ name: 'value', type: 'decimal' }])],
    ['nothing but ids', profile([{ name: 'id', type: 'integer' }])],
    ['a document', profile([], { format: 'pdf', pages: 3 })],
  ])('%s: four all the same, each once', (_, given) => {
    const asked = suggestQuestions(given, 'file.bin')
    expect(asked).toHaveLength(4)
    expect(new Set(asked).size).toBe(4)
  })
})
