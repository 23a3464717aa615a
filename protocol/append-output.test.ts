import { expect, test } from 'vitest'
import { appendOutput } from './append-output.ts'

const printed = (...pieces: string[]) => pieces.reduce(appendOutput, '')

test.each([
  [['a\n', 'b'], 'a\nb'],
  [['start\n', '1%', '\r2%', '\r3%'], 'start\n3%'],
  [['1%\r2%\r3%\ndone\n'], '3%\ndone\n'],
  [['50%\r', '60%\r', '\n'], '60%\n'],
  [['50%\r', '\r60%'], '60%'],
  [['one\r', '\ntwo'], 'one\ntwo'],
  [['a\r\nb\r\n', 'c'], 'a\nb\nc'],
  [['kept\n', '\r\r'], 'kept\n\r'],
])('%j reads %j', (pieces, whole) => expect(printed(...pieces)).toBe(whole))

test('however a text is torn, it reads the same', () => {
  const text = 'head\n 1%\r 2%\r 3%\r\nnext\rline\nlast\r'
  const whole = printed(text)
  for (let at = 0; at <= text.length; at++)
    for (let to = at; to <= text.length; to++)
      expect(printed(text.slice(0, at), text.slice(at, to), text.slice(to))).toBe(whole)
})
