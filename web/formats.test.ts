import { describe, expect, test } from 'vitest'
import { bytes, count, dollars, duration, plural, relativeTime } from './formats.ts'

describe('formats', () => {
  test('counts and plurals', () => {
    expect(count(12480)).toBe('12,480')
    expect(plural(1, 'row', 'rows')).toBe('1 row')
    expect(plural(0, 'row', 'rows')).toBe('0 rows')
    expect(plural(2000, 'row', 'rows')).toBe('2,000 rows')
  })
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [1_234_567, '1.2 MB'],
    [45_600_000, '46 MB'],
    [2 * 1024 ** 3, '2.1 GB'],
  ])('%i bytes', (value, text) => expect(bytes(value)).toBe(text))
  test.each([
    [0, '< 0.1 s'],
    [0.04, '< 0.1 s'],
    [0.05, '0.1 s'],
    [2.14, '2.1 s'],
    [59.94, '59.9 s'],
    [59.96, '1 min 0 s'],
    [75.4, '1 min 15 s'],
    [3_599.6, '1 h 0 min'],
    [7_530, '2 h 5 min'],
  ])('%f seconds', (value, text) => expect(duration(value)).toBe(text))
  test('money', () => {
    expect(dollars(0)).toBe('$0.00')
    expect(dollars(0.00123)).toBe('$0.0012')
    expect(dollars(1.5)).toBe('$1.50')
  })
  test('relative times', () => {
    const now = Date.parse('2026-11-21T12:00:00Z')
    expect(relativeTime('2026-11-21T11:59:40Z', now)).toBe('now')
    expect(relativeTime('2026-11-21T11:55:00Z', now)).toBe('5 minutes ago')
    expect(relativeTime('2026-11-20T12:00:00Z', now)).toBe('yesterday')
    expect(relativeTime('2026-09-21T12:00:00Z', now)).toBe('2 months ago')
  })
})
