/** What discounts took off the revenue: computed where the columns say what a discount is, and asked about where they do not. */
import { describe, expect, test } from 'vitest'
import { deskCases } from './desk-cases-for-tests.ts'
import { table } from './tables-for-tests.ts'
import { understand } from './understand.ts'

const { about } = deskCases()
const rows = (head: string, rate: (index: number) => number): string =>
  `${head}\n${Array.from({ length: 12 }, (_, index) => `${index % 2 ? 'Pen' : 'Ink'},${index + 1},2,${rate(index)}`).join('\n')}\n`

// 2 × 0.1 of 1 + 3 + … + 11 for Ink; nothing for Pen.
about('a part of one', { 'a.csv': rows('product,unit_price,quantity,discount', index => (index % 2 ? 0 : 0.1)) }, [
  ['total revenue lost to discounts', ['Revenue lost to discount: 7.20', 'unit_price × quantity × discount']],
  ['how much did we lose to discounts by product?', ['- Ink: 7.20', '- Pen: 0'], ['Not used']],
  ['average discount by product', ['- Ink: 0.10'], ['lost']],
  // The price of a unit is no number of units.
  ['revenue by product', ['- Pen: 84', '- Ink: 72']],
])
about('a per cent', { 'a.csv': rows('product,price,units,discount_pct', index => (index % 2 ? 0 : 10)) }, [
  ['revenue lost to discounts', ['Revenue lost to discount: 7.20', 'discount_pct / 100']],
])

describe('what is not clear is no number', () => {
  const lost = (columns: { name: string; max: number }[]) =>
    understand('how much revenue was lost to discounts?', [
      table({ file: 'a.csv', rows: 9, columns: columns.map(column => ({ ...column, type: 'decimal', min: 0 })) }),
    ]).kind

  test.each([
    [
      'neither part nor per cent',
      [
        { name: 'price', max: 9 },
        { name: 'quantity', max: 4 },
        { name: 'discount', max: 30 },
      ],
    ],
    [
      'no quantity',
      [
        { name: 'price', max: 9 },
        { name: 'discount', max: 0.3 },
      ],
    ],
  ])('%s', (_, columns) => expect(lost(columns)).toBe('unclear'))
})
