import { expect, test } from 'vitest'
import { splitBlocks } from './split-blocks.ts'

const texts = (markdown: string) => splitBlocks(markdown).map(block => block.text.trim())

test('cuts at blank lines', () => {
  expect(texts('One\ntwo\n\n# Three\n\nfour')).toEqual(['One\ntwo', '# Three', 'four'])
})

test('each block knows its place in the whole', () => {
  const markdown = '\n\nFirst with 12.\n\n\nSecond with 34.\n'
  for (const block of splitBlocks(markdown))
    expect(markdown.slice(block.start, block.start + block.text.length)).toBe(block.text)
  expect(splitBlocks(markdown).map(block => block.text.trim())).toEqual(['First with 12.', 'Second with 34.'])
})

test('fenced code stays whole, blank lines and all', () => {
  const code = '```python\na = 1\n\nb = 2\n```'
  expect(texts(`Before\n\n${code}\n\nAfter`)).toEqual(['Before', code, 'After'])
})

test('a longer fence is not closed by a shorter one', () => {
  const code = '````md\n```\n\nx\n```\n````'
  expect(texts(`${code}\n\nAfter`)).toEqual([code, 'After'])
})

test('a fence still open takes the rest', () => {
  expect(texts('A\n\n```\nx\n\ny')).toEqual(['A', '```\nx\n\ny'])
})

test('display formulas stay whole', () => {
  expect(texts('A\n\n$$\nx\n\ny\n$$\n\nB')).toEqual(['A', '$$\nx\n\ny\n$$', 'B'])
})

test('a loose list is one block, so that its numbers go on', () => {
  const list = '1. one\n\n2. two\n\n   more of two\n\n3. three'
  expect(texts(`${list}\n\nAfter`)).toEqual([list, 'After'])
})

test('nothing gives nothing', () => {
  expect(splitBlocks('')).toEqual([])
  expect(splitBlocks('\n \n')).toEqual([])
})

test('growing text never moves a block that is complete', () => {
  const markdown = 'Intro.\n\n- a\n- b\n\n```\ncode\n\nmore\n```\n\nEnd of it.'
  let earlier: { text: string; start: number }[] = []
  for (let length = 1; length <= markdown.length; length++) {
    const blocks = splitBlocks(markdown.slice(0, length))
    for (const [index, block] of earlier.slice(0, -1).entries()) expect(blocks[index]?.start).toBe(block.start)
    earlier = blocks
  }
})
