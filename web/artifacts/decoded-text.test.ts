import { expect, test } from 'vitest'
import { decodedText } from './decoded-text.ts'

const bytes = (...values: number[]) => Uint8Array.from(values).buffer
const utf8 = (text: string) => new TextEncoder().encode(text).buffer as ArrayBuffer

test.each([
  ['UTF-8', utf8('Größe 売上 🙂'), 'Größe 売上 🙂'],
  ['UTF-8 with its mark, which is no letter', utf8('\uFEFFa,b'), 'a,b'],
  ['UTF-16 of Windows', bytes(0xff, 0xfe, 0x47, 0, 0xf6, 0), 'Gö'],
  ['UTF-16 of others', bytes(0xfe, 0xff, 0, 0x47, 0, 0xf6), 'Gö'],
  ['Windows-1252', bytes(0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x80), 'Größe €'],
  ['one byte', bytes(0x41), 'A'],
  ['one byte that begins nothing', bytes(0xff), 'ÿ'],
  ['nothing', bytes(), ''],
  ['UTF-8 that is cut within a letter', bytes(0x41, 0xc3), 'AÃ'],
])('%s is read as it was written', (_what, given, text) => {
  expect(decodedText(given)).toBe(text)
})
