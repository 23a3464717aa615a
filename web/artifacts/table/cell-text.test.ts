import { describe, expect, test } from 'vitest'
import { cellCopy, cellText, isNumeric, isOfDays, isUngrouped, MISSING } from './cell-text.ts'

describe('cells as people read them', () => {
  test.each([
    [1234567.5, 'decimal', '1,234,567.5'],
    [12480, 'integer', '12,480'],
    [-1, 'integer', '-1'],
    // An integer beyond 2^53 comes as a text, and keeps every digit.
    ['9007199254740993', 'integer', '9,007,199,254,740,993'],
    ['-170141183460469231731687303715884105727', 'integer', '-170,141,183,460,469,231,731,687,303,715,884,105,727'],
    ['inf', 'decimal', 'inf'],
    ['12.3456789012345678901234567890', 'decimal', '12.3456789012345678901234567890'],
    [0.1234567891, 'decimal', '0.123457'],
    // Small is not nothing.
    [0.00001234, 'decimal', '0.00001234'],
    [3e-9, 'decimal', '3e-9'],
    [-4.5e300, 'decimal', '-4.5e+300'],
    [0, 'decimal', '0'],
    [true, 'boolean', 'true'],
    ['2024-03-01T00:00:00Z', 'datetime', '2024-03-01 00:00:00'],
    ['2024-03-01T10:20:30.250', 'datetime', '2024-03-01 10:20:30.250'],
    ['00123', 'text', '00123'],
    ['', 'text', ''],
    [[1, 2], 'list', '[1,2]'],
    [{ a: null }, 'object', '{"a":null}'],
    [5, 'mixed', '5'],
  ] as const)('%j of type %s reads %s', (value, type, text) => {
    expect(cellText(value as never, { type, locale: 'en' })).toBe(text)
  })

  test('a number follows the locale', () => {
    expect(cellText(1234.5, { type: 'decimal', locale: 'de' })).toBe('1.234,5')
  })

  test('missing is one dash, whatever it was', () => {
    expect([cellText(null, { type: 'decimal' }), cellText(undefined, { type: 'text' })]).toEqual([MISSING, MISSING])
  })

  test('digits that are a name stand together', () => {
    expect(cellText(10482, { type: 'integer', ungrouped: true, locale: 'en' })).toBe('10482')
    expect(cellText('9007199254740993', { type: 'integer', ungrouped: true, locale: 'en' })).toBe('9007199254740993')
  })
})

describe('which integer columns are names', () => {
  const integer = (name: string) => ({ name, type: 'integer' })

  test.each(['id', 'customer_id', 'Customer ID', 'customerId', 'zip', 'PLZ', 'order no', 'birth-year', 'fiscalYear'])(
    '%s is one',
    name => {
      expect(isUngrouped(integer(name), [12_480, 7])).toBe(true)
    },
  )

  test.each(['units', 'paid', 'grid', 'revenue', 'years_active', 'Umsatz', 'codes'])('%s is none', name => {
    expect(isUngrouped(integer(name), [2024, 12_480])).toBe(false)
  })

  test('a column of years is known by its values, and all its cells agree', () => {
    expect(isUngrouped(integer('Jahrgang'), [1999, null, '2024', undefined])).toBe(true)
    expect(isUngrouped(integer('units'), [2024, 1999, 900])).toBe(false)
    expect(isUngrouped(integer('units'), [null])).toBe(false)
  })

  test('decimals and texts are never', () => {
    expect(isUngrouped({ name: 'id', type: 'decimal' }, [1])).toBe(false)
    expect(isUngrouped({ name: 'id', type: 'text' }, ['1'])).toBe(false)
  })
})

describe('columns of days', () => {
  const datetime = { name: 'month', type: 'datetime' }

  test.each([
    [['2024-03-01T00:00:00', '2024-04-01 00:00:00.000Z', null], true],
    [['2024-03-01T00:00:00', '2024-03-01T08:30:00'], false],
    [['2024-03-01'], false],
  ])('whether %j is one', (values, answer) => {
    expect(isOfDays(datetime, values)).toBe(answer)
  })

  test('a column of another type is none', () => {
    expect(isOfDays({ name: 'note', type: 'text' }, ['2024-03-01T00:00:00'])).toBe(false)
  })

  test.each([
    ['2024-03-01T00:00:00Z', '2024-03-01'],
    ['2024-03-01 00:00:00.000', '2024-03-01'],
    // Beyond what was seen there may be a moment after all.
    ['2024-03-01T08:30:00', '2024-03-01 08:30:00'],
  ])('in it %s reads %s', (moment, words) => {
    expect(cellText(moment, { type: 'datetime', ofDays: true })).toBe(words)
  })
})

describe('cells as they are copied', () => {
  test('values stay exact, missing is empty, and no cell breaks its row', () => {
    expect(cellCopy(1234567.125)).toBe('1234567.125')
    expect(cellCopy(null)).toBe('')
    expect(cellCopy('a\tb\r\nc')).toBe('a b c')
    expect(cellCopy({ a: 1 })).toBe('{"a":1}')
  })

  test('which types stand on the right', () => {
    expect(['integer', 'decimal', 'text', 'datetime'].map(isNumeric)).toEqual([true, true, false, false])
  })
})
