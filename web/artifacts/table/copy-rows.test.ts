import { expect, test } from 'vitest'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { COPY_ROWS, rowsAsText } from './copy-rows.ts'

const columns = [
  { name: 'name', type: 'text' },
  { name: 'net\ttotal', type: 'decimal' },
]
const table = (total: number) => {
  const asked: [number, number][] = []
  const load = (offset: number, limit: number): Promise<TablePage> => {
    asked.push([offset, limit])
    const rows = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, i) => [
      `row ${offset + i}`,
      null,
    ])
    return Promise.resolve({ columns, rows, total, offset })
  }
  return { asked, load, head: { columns, rows: [], total, offset: 0 } }
}

test('a header and a line a row; no cell breaks its line', async () => {
  const { load, head } = table(2)
  expect(await rowsAsText(load, head)).toBe('name\tnet total\nrow 0\t\nrow 1\t')
})

test('reads in chunks, and stops at the stated limit', async () => {
  const { load, head, asked } = table(10_000_000)
  const lines = (await rowsAsText(load, head)).split('\n')
  expect(lines).toHaveLength(COPY_ROWS + 1)
  expect(asked.every(([, limit]) => limit <= 1000)).toBe(true)
})

test('an empty table is its header', async () => {
  const { load, head } = table(0)
  expect(await rowsAsText(load, head)).toBe('name\tnet total')
})
