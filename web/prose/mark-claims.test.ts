import { describe, expect, test } from 'vitest'
import { cutAtClaims } from './mark-claims.ts'

const claim = (start: number, text: string, index = 0) => ({ start, end: start + text.length, text, index })

describe('cutAtClaims', () => {
  test('marks a number in the middle', () => {
    expect(cutAtClaims('rose 18 % over', 0, { to: 14, claims: [claim(5, '18 %')] })).toEqual([
      { value: 'rose ', claim: null },
      { value: '18 %', claim: 0 },
      { value: ' over', claim: null },
    ])
  })

  test('counts from where the node begins', () => {
    expect(cutAtClaims('12', 40, { to: 42, claims: [claim(40, '12', 3)] })).toEqual([{ value: '12', claim: 3 }])
  })

  test('leaves alone what lies elsewhere', () => {
    expect(cutAtClaims('none here', 10, { to: 19, claims: [claim(2, '5'), claim(30, '6')] })).toEqual([
      { value: 'none here', claim: null },
    ])
  })

  test('a claim over two nodes marks its part of each', () => {
    expect(cutAtClaims('€4', 10, { to: 12, claims: [claim(10, '€4.2 M')] })).toEqual([{ value: '€4', claim: 0 }])
  })

  test('finds the words where escapes have moved the places', () => {
    // The source reads "\\*18 %", the text "*18 %".
    expect(cutAtClaims('*18 %', 0, { to: 6, claims: [claim(2, '18 %')] })).toEqual([
      { value: '*', claim: null },
      { value: '18 %', claim: 0 },
    ])
  })

  test('two claims keep their order', () => {
    const pieces = cutAtClaims('1 and 2', 0, { to: 7, claims: [claim(0, '1', 0), claim(6, '2', 1)] })
    expect(pieces.map(piece => piece.claim)).toEqual([0, null, 1])
  })
})
