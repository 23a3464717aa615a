import { describe, expect, test } from 'vitest'
import { codeOf, FenceReader, type FencePiece } from './fenced-code.ts'

function read(text: string, size: number): { prose: string; code: string | null; opened: boolean } {
  const reader = new FenceReader()
  const pieces: FencePiece[] = []
  for (let i = 0; i < text.length && !pieces.some(p => p.type === 'code'); i += size) {
    pieces.push(...reader.push(text.slice(i, i + size)))
  }
  if (!pieces.some(p => p.type === 'code')) pieces.push(...reader.end())
  return {
    prose: pieces.map(p => (p.type === 'prose' ? p.text : '')).join(''),
    code: pieces.find(p => p.type === 'code')?.code ?? null,
    opened: pieces.some(p => p.type === 'opened'),
  }
}

describe.each([1, 2, 3, 7, 1000])('a stream in pieces of %i', size => {
  test.each([
    ['prose alone', 'Just words.\nAnd `code` inside.', 'Just words.\nAnd `code` inside.', null],
    ['a block after prose', 'Look.\n\n```python\nx = 1\nprint(x)\n```\nInvented.', 'Look.\n\n', 'x = 1\nprint(x)'],
    ['another name of the language', '```py\nx\n```', '', 'x'],
    ['a block that is not closed', 'Go.\n```python\nx = 1', 'Go.\n', 'x = 1'],
    ['an empty block', '```python\n\n```', '', ''],
    ['four marks around three', '````python\ns = """\n```\n"""\n````', '', 's = """\n```\n"""'],
    ['a block of another language', 'So:\n```json\n{}\n```\nDone.', 'So:\n```json\n{}\n```\nDone.', null],
    ['marks in the middle of a line', 'Write ```python to begin.', 'Write ```python to begin.', null],
    ['carriage returns', '```python\r\nx = 1\r\n```\r\n', '', 'x = 1\r'],
  ])('%s', (...made) => {
    const [, text, prose, code] = made
    expect(read(text, size)).toMatchObject({ prose, code, opened: code !== null })
  })
})

test('prose streams before its line is over', () => {
  const reader = new FenceReader()
  expect(reader.push('The total is')).toEqual([{ type: 'prose', text: 'The total is' }])
  expect(reader.push(' 42')).toEqual([{ type: 'prose', text: ' 42' }])
})

describe('a reply that should be code', () => {
  test.each([
    ['df.head()', 'df.head()'],
    ['# mended\ndf = df.dropna()\ndf', '# mended\ndf = df.dropna()\ndf'],
    ['Here it is:\n```python\nx = 1\n```\nGood luck.', 'x = 1'],
    ['```\nx = 1\n```', 'x = 1'],
    ['```json\n{}\n```\n```python\nx\n```', 'x'],
    ['x', 'x'],
    ['import pandas as pd', 'import pandas as pd'],
    ['if x in y: pass', 'if x in y: pass'],
    ['total is None', 'total is None'],
    ['"""What this does and why"""\nx = 1', '"""What this does and why"""\nx = 1'],
    ['!ls -l', '!ls -l'],
    ['%time f()', '%time f()'],
    ['a, b = 1, 2', 'a, b = 1, 2'],
  ])('%j is code', (reply, code) => {
    expect(codeOf(reply)).toBe(code)
  })

  test.each([
    'Data analysis',
    'Done.',
    '',
    'The table has no date column.',
    '- First, check the name\n- Then read it',
    '1. Load the data',
    '**Answer:** 42',
    '# Summary\nThe mean is 0.5.',
    'Die Spalte fehlt in der Tabelle.',
    'I cannot fix this, because `x` is missing: x = 1 would be made up.',
  ])('%j is prose', reply => {
    expect(codeOf(reply)).toBeNull()
  })
})
