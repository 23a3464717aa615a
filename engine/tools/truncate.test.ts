import { expect, test } from 'vitest'
import { truncate } from './truncate.ts'

test('what fits stays as it is', () => {
  expect(truncate('short', 5)).toBe('short')
})

test('head and tail stay, with how much is left out, cut at lines', () => {
  const text = Array.from({ length: 1000 }, (_, i) => `row ${i}`).join('\n')
  const cut = truncate(text, 200)
  expect(cut).toMatch(/^row 0\nrow 1\n/)
  expect(cut).toMatch(/\nrow 998\nrow 999$/)
  const [, left] = /… ([\d,]+) lines left out …/.exec(cut) ?? []
  const kept = cut.split('\n').length - 1
  expect(kept + Number(left?.replace(',', ''))).toBe(1000)
})

test('one long line is cut by characters', () => {
  expect(truncate('x'.repeat(10_000), 100)).toMatch(/^x{60}\n… 9,900 characters left out …\nx{40}$/)
})

test('never within a character', () => {
  for (let most = 1; most < 60; most++) {
    expect(truncate('📈'.repeat(50), most)).not.toMatch(
      /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/,
    )
  }
})
