import { describe, expect, test } from 'vitest'
import { cellCopy, cellText, isNumeric, MISSING } from './cell-text.ts'

describe('cells as people read them', () => {
  test.each([
    [1234567.5, 'decimal', '1,234,567.5'],
    [12480, 'integer', '12,480'],
    [2024, 'integer', '2024'],
    ['9007199254740993', 'integer', '9007199254740993'],
    [0.1234567891, 'decimal', '0.123457'],
    [true, 'boolean', 'true'],
    ['2024-03-01T00:00:00Z', 'datetime', '2024-03-01 00:00:00'],
    ['00123', 'text', '00123'],
    [[1, 2], 'list', '[1,2]'],
  ] as const)('%j of type %s reads %s', (value, type, text) => {
    expect(cellText(value as never, type, 'en')).toBe(text)
  })

  test('a number follows the locale', () => {
    expect(cellText(1234.5, 'decimal', 'de')).toBe('1.234,5')
  })

  test('missing is one dash, whatever it was', () => {
    expect([cellText(null, 'decimal'), cellText(undefined, 'text')]).toEqual([MISSING, MISSING])
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
