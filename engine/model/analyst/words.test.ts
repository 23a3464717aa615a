import { describe, expect, test } from 'vitest'
import { distance, humanize, nearlySame, readNumber, slug, split, stem, tokenize } from './words.ts'

describe('words', () => {
  test.each([
    ['order_date', ['order', 'date']],
    ['orderDate', ['order', 'date']],
    ['Order Date (UTC)', ['order', 'date', 'utc']],
    ['GDPPerCapita2007', ['gdp', 'per', 'capita', '2007']],
    ['temp_1', ['temp', '1']],
    ['Größe.in.cm', ['größe', 'in', 'cm']],
    ['', []],
  ])('%s is made of its words', (name, words) => expect(split(name)).toEqual(words))

  test.each([
    ['countries', 'country'],
    ['boxes', 'box'],
    ['products', 'product'],
    ['status', 'status'],
    ['people', 'person'],
    ['sales', 'sales'],
    ['gas', 'gas'],
    ['analysis', 'analysis'],
    ['classes', 'class'],
  ])('%s is one %s', (word, singular) => expect(stem(word)).toBe(singular))

  test.each([
    ['1234', 1234],
    ['1,234', 1234],
    ['1,234.5', 1234.5],
    ['1.234,5', 1234.5],
    ['12,5', 12.5],
    ['1,234,567', 1_234_567],
    ['0.75', 0.75],
    ['-3', -3],
  ])('%s reads as a number', (text, value) => expect(readNumber(text)).toBe(value))

  test.each([
    ['revenue', 'revnue', 1],
    ['salary', 'salray', 1],
    ['gender', 'gendre', 1],
    ['average', 'avrage', 1],
    ['region', 'reason', 2],
  ])('%s and %s are %i apart', (a, b, apart) => expect(distance(a, b, 3)).toBe(apart))

  test('a slip is forgiven in long words alone', () => {
    expect(nearlySame('department', 'departmnet')).toBe(true)
    expect(nearlySame('quantity', 'quantitty')).toBe(true)
    expect(nearlySame('age', 'ago')).toBe(false)
    expect(nearlySame('count', 'mount')).toBe(false)
  })

  test('a question falls into words, numbers and quoted names', () => {
    const tokens = tokenize('Show "Unit Price" above $1,500 for “New York” >= 20% and unit_price of Ann’s 3k orders')
    expect(tokens.filter(token => token.kind === 'quoted').map(token => token.text)).toEqual(['Unit Price', 'New York'])
    expect(tokens.flatMap(token => (token.value === undefined ? [] : [token.value]))).toEqual([1500, 20, 3000])
    expect(tokens.find(token => token.percent)?.text).toBe('20%')
    expect(tokens.find(token => token.kind === 'symbol')?.text).toBe('>=')
    expect(tokens.find(token => token.text === 'unit_price')?.parts).toEqual(['unit', 'price'])
    expect(tokens.every(token => token.start < token.end)).toBe(true)
  })

  test('names for people, files and variables', () => {
    expect(humanize('unit_price')).toBe('Unit price')
    expect(humanize('orderDate')).toBe('Order date')
    expect(slug('Umsatz je Straße & Ort (2024)')).toBe('umsatz_je_strasse_ort_2024')
    expect(slug('***')).toBe('')
    expect(slug('x'.repeat(100))).toHaveLength(48)
  })
})
