import { afterEach, expect, test, vi } from 'vitest'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { COPY_ROWS, copyRows, rowsAsText } from './copy-rows.ts'

const columns = [
  { name: 'name', type: 'text' },
  { name: 'net\ttotal', type: 'decimal' },
]
/** A table that gives at most `most` rows at once, whatever is asked. */
const table = (total: number, most = 1000) => {
  const asked: [number, number][] = []
  const load = (offset: number, limit: number): Promise<TablePage> => {
    asked.push([offset, limit])
    const rows = Array.from({ length: Math.max(0, Math.min(limit, most, total - offset)) }, (_, i) => [
      `row ${offset + i}`,
      null,
    ])
    return Promise.resolve({ columns, rows, total, offset })
  }
  return { asked, load, wanted: { head: { columns, rows: [], total, offset: 0 }, shown: columns } }
}
afterEach(() => vi.restoreAllMocks())

test('a header and a line a row; no cell breaks its line', async () => {
  const { load, wanted } = table(2)
  expect(await rowsAsText(load, wanted)).toBe('name\tnet total\nrow 0\t\nrow 1\t')
})

test('hidden columns stay behind', async () => {
  const { load, wanted } = table(1)
  expect(await rowsAsText(load, { ...wanted, shown: columns.slice(1) })).toBe('net total\n')
})

test('reads in chunks, and stops at the stated limit', async () => {
  const { load, wanted, asked } = table(10_000_000)
  const lines = (await rowsAsText(load, wanted)).split('\n')
  expect(lines).toHaveLength(COPY_ROWS + 1)
  expect(asked.every(([, limit]) => limit <= 1000)).toBe(true)
})

test('pages that come short lose no row', async () => {
  const { load, wanted } = table(25, 7)
  const lines = (await rowsAsText(load, wanted)).split('\n')
  expect(lines.slice(1)).toEqual(Array.from({ length: 25 }, (_, row) => `row ${row}\t`))
})

test('an empty table is its header, and one that shrank meanwhile ends', async () => {
  const { load, wanted } = table(0)
  expect(await rowsAsText(load, wanted)).toBe('name\tnet total')
  expect(await rowsAsText(load, { ...wanted, head: { ...wanted.head, total: 50 } })).toBe('name\tnet total')
})

test('the clipboard gets text within the click, also when rows come later', async () => {
  const { load, wanted } = table(1)
  let written = ''
  vi.spyOn(navigator.clipboard, 'write').mockImplementation(async ([item]) => {
    written = await (await (item as ClipboardItem).getType('text/plain')).text()
  })
  await copyRows(load, wanted)
  expect(written).toBe('name\tnet total\nrow 0\t')
})
