import { describe, expect, test } from 'vitest'
import { codeLanguage, edgeToken, fileLook } from './file-look.ts'

describe('what a file is to the eye', () => {
  test.each([
    ['report.pdf', 'application/pdf', 'pdf'],
    ['named.txt', 'application/pdf', 'pdf'],
    ['plot.bin', 'image/png', 'image'],
    ['monthly.XLSX', 'application/octet-stream', 'sheet'],
    ['sales.csv', 'text/csv', 'sheet'],
    ['notes', 'text/plain', 'text'],
    ['deck.pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation', 'slides'],
    ['letter.docx', 'application/octet-stream', 'words'],
    ['voice.mp3', 'audio/mpeg', 'audio'],
    ['all.zip', 'application/zip', 'archive'],
    ['mystery', 'application/octet-stream', 'file'],
    ['a.constructor', 'application/octet-stream', 'file'],
    ['a.toString', 'text/plain', 'text'],
    ['no.extension.', 'application/octet-stream', 'file'],
  ] as const)('%s (%s) is %s', (name, mime, look) => {
    expect(fileLook(name, mime)).toBe(look)
  })

  test('the thin edge has the colour of its kind', () => {
    expect(edgeToken('a.xlsx', '')).toBe('var(--kind-sheet)')
    expect(edgeToken('a.csv', 'text/csv')).toBe('var(--kind-plain)')
    expect(edgeToken('a.docx', '')).toBe('var(--kind-words)')
    expect(edgeToken('a', 'application/pdf')).toBe('var(--kind-page)')
    expect(edgeToken('a.pptx', '')).toBe('var(--kind-slides)')
    expect(edgeToken('a.png', '')).toBe('var(--kind-image)')
    expect(edgeToken('a.py', '')).toBe('var(--kind-code)')
    expect(edgeToken('a', '')).toBe('var(--kind-plain)')
  })
})

test('the language of a text file, by its ending', () => {
  expect(['a.py', 'B.SQL', 'c.md', 'd.txt', 'noending', 'a.constructor'].map(codeLanguage)).toEqual([
    'python',
    'sql',
    'markdown',
    undefined,
    undefined,
    undefined,
  ])
})
