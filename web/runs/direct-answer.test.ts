import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { describe, expect, test } from 'vitest'
import { markNumbers, restAfter, wordsOfAnswer } from './direct-answer.ts'

describe('prose that only says the direct answer again', () => {
  test.each([
    [
      'the same words, in bold, with a stop',
      'Revenue rose 18 %',
      '**Revenue rose 18 %.**\n\nMost in March.',
      'Most in March.',
    ],
    ['its beginning', 'Revenue rose 18 %; best in May', '**Revenue rose 18 %.**\n\n- May', '- May'],
    ['a headline', 'Revenue by month', '## Revenue by month\n\nBest in May.', 'Best in May.'],
    ['the same over two lines', 'Revenue rose', 'Revenue\nrose.\n\nBest in May.', 'Best in May.'],
    ['the whole answer', 'There are 42 rows', 'There are 42 rows.', ''],
    ['a blank line of spaces', 'There are 42 rows', 'There are 42 rows.\n  \nNone is empty.', 'None is empty.'],
    ['in code marks', 'The key is id', 'The key is `id`.\n\nIt is unique.', 'It is unique.'],
  ])('is left out: %s', (_what, direct, prose, rest) => {
    expect(prose.slice(restAfter(direct, prose, false))).toBe(rest)
  })

  test.each([
    ['more than the direct answer', '42', 'There are 42 rows.\n\nNone is empty.'],
    ['another number that begins alike', '4200', '42\n\nis the count.'],
    ['a decimal that begins alike', '4.25', '4\n\nis the count.'],
    ['half a word', 'Northern shops lead', 'North\n\nand South.'],
    ['no direct answer', '', 'There are 42 rows.'],
    ['no prose', '42 rows', ''],
    ['a list', '42 rows', '- 42 rows\n- 3 columns'],
    ['a table', '42', '| 42 |\n| --- |'],
  ])('stays: %s', (_what, direct, prose) => {
    expect(restAfter(direct, prose, false)).toBe(0)
  })

  test('while it grows, half of the first paragraph is not shown and then taken away', () => {
    const direct = 'Revenue rose 18 % to 4.2 M'
    const prose = '**Revenue rose 18 % to 4.2 M.**\n\nMost in March.'
    const shown = Array.from(prose, (_, end) => {
      const now = prose.slice(0, end + 1)
      return now.slice(restAfter(direct, now, true)).trim()
    })
    const last = 'Most in March.'
    // Only ever a beginning of what stays in the end.
    expect(shown.filter(text => text !== '' && !last.startsWith(text))).toEqual([])
    expect(shown.at(-1)).toBe(last)
  })

  test('a first paragraph that turns out to say more comes whole', () => {
    const direct = 'Revenue rose'
    expect(restAfter(direct, 'Revenue', true)).toBe(7)
    expect(restAfter(direct, 'Revenue fell, then', true)).toBe(0)
  })
})

test.each([
  [
    { finalResult: { value: '42 rows', mime: 'text/plain' }, answer: '**42 rows.**\n\nNone is empty.' },
    '42 rows\n\nNone is empty.',
  ],
  [{ finalResult: { value: '42 rows', mime: 'text/plain' }, answer: '' }, '42 rows'],
  [{ finalResult: { value: '42 rows', mime: 'text/plain' }, answer: '42 rows.' }, '42 rows'],
  [{ finalResult: null, answer: 'None is empty.' }, 'None is empty.'],
  [{ finalResult: null, answer: '' }, ''],
])('%j is copied as one text, each thing once', (run, words) => {
  expect(wordsOfAnswer(run)).toBe(words)
})

describe('numbers of the direct answer', () => {
  const claim = (text: string, step = 1): EvidenceClaim => ({ start: 0, end: text.length, text, status: 'found', step })
  const marked = (direct: string, ...texts: string[]) => {
    const pieces = markNumbers(
      direct,
      texts.map(text => claim(text)),
    )
    expect(pieces.map(piece => piece.text).join('')).toBe(direct)
    return pieces.filter(piece => piece.claim).map(piece => `${piece.at}:${piece.text}`)
  }

  test.each([
    ['Revenue rose 18 % to €4.2 M', ['18 %', '€4.2 M'], ['13:18 %', '21:€4.2 M']],
    ['in any order of the claims', ['order', 'any'], ['3:any', '7:order']],
    ['2 of 12 shops', ['2'], ['0:2']],
    ['12 of 2 shops', ['2'], ['6:2']],
    ['1,250 and 250', ['250'], ['10:250']],
    ['3.14 is not 14', ['14'], ['12:14']],
    ['14.5 is not 14', ['14'], ['12:14']],
    ['It is 14.', ['14'], ['6:14']],
    ['Q4 is not 4', ['4'], ['10:4']],
    ['12 points of 12', ['12', '12'], ['0:12', '13:12']],
    ['one 12 for two claims', ['12', '12'], ['4:12']],
    ['nothing here', ['12'], []],
    ['no claims: 12', [], []],
    ['an empty claim: 12', [''], []],
    ['', ['12'], []],
  ])('%s: %j', (direct, texts, expected) => {
    expect(marked(direct, ...texts)).toEqual(expected)
  })

  test('a claim within another one is not marked twice', () => {
    expect(marked('from 4,200 to 9', '4,200', '9', '4,200 to 9')).toEqual(['5:4,200', '14:9'])
  })
})
