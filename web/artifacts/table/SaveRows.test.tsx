import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { TablePage } from '@codingagent/protocol/artifacts.ts'
import { artifactOf, clearBench, refusal, showArtifact, type RowsAsked } from '../../mock/artifact-bench.tsx'
import { useAnnouncement } from '../../ui/announce.ts'

const saved: { name: string; text: Promise<string> }[] = []
beforeEach(() => {
  saved.length = 0
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push({ name: this.download, text: fetch(this.href).then(file => file.text()) })
  })
})
afterEach(() => {
  clearBench()
  vi.restoreAllMocks()
})

const columns = [
  { name: 'month', type: 'text' },
  { name: 'revenue', type: 'decimal' },
]
const sales = artifactOf('table', 'sales.parquet', { title: 'Sales' })
const rowsOf = ({ offset, limit }: RowsAsked, total: number): TablePage => {
  const count = Math.max(0, Math.min(limit, total - offset))
  return { columns, rows: Array.from({ length: count }, (_, row) => [`m${offset + row}`, 1.5]), total, offset }
}
const button = (name: string | RegExp) => page.getByRole('button', { name })

test('what is shown is saved: sorted and searched as it stands there', async () => {
  const asked: RowsAsked[] = []
  showArtifact(sales, {
    rows: query => {
      asked.push(query)
      return rowsOf(query, query.filter.length > 0 ? 2 : 3)
    },
  })
  await expect.element(button('Save these rows as CSV')).toBeEnabled()
  await page.getByRole('searchbox', { name: 'Search all columns' }).fill('m')
  await expect.poll(() => document.querySelector('output')?.textContent).toBe('2 rows')
  await button('Save these rows as CSV').click()
  await expect.poll(() => saved.map(file => file.name)).toEqual(['Sales.csv'])
  // A browser takes the byte order mark off when it reads text.
  expect(await saved[0]?.text).toBe('month,revenue\r\nm0,1.5\r\nm1,1.5\r\n')
  expect(asked.at(-1)?.filter).toEqual([{ column: '*', op: 'search', text: 'm' }])
  expect(useAnnouncement.getState().text).toBe('2 rows saved')
})

test('a long table says that its first rows are saved, and tells how far it is', async () => {
  let more: () => void = () => undefined
  const held = new Promise<void>(resolve => (more = resolve))
  showArtifact(sales, {
    rows: async query => {
      if (query.limit === 1000 && query.offset >= 1000) await held
      return rowsOf(query, 2_000_000)
    },
  })
  await button(/^Save the first 100,000 rows as CSV$/).click()
  await expect.element(button('1,000 rows read. Stop saving')).toBeVisible()
  await button('1,000 rows read. Stop saving').click()
  more()
  await expect.element(button('Save the first 100,000 rows as CSV')).toBeVisible()
  // Who stopped it is not told that it failed.
  expect(saved).toEqual([])
  await expect.element(page.getByText(/could not be saved/)).not.toBeInTheDocument()
})

test('rows that cannot be read are told of, and it can be tried again', async () => {
  let broken = true
  showArtifact(sales, {
    rows: query => (broken && query.limit === 3 ? refusal(500, 'internal', 'x') : rowsOf(query, 3)),
  })
  await button('Save these rows as CSV').click()
  await expect.element(page.getByText('The rows could not be saved. Try again, or download the file.')).toBeVisible()
  broken = false
  await button('Save these rows as CSV').click()
  await expect.poll(() => saved).toHaveLength(1)
})

test('a table that is left while its rows are gathered is not saved behind the back', async () => {
  let more: () => void = () => undefined
  const held = new Promise<void>(resolve => (more = resolve))
  const bench = {
    rows: async (query: RowsAsked) => {
      if (query.limit === 3) await held
      return rowsOf(query, 3)
    },
  }
  showArtifact(sales, bench)
  await button('Save these rows as CSV').click()
  await expect.element(button(/Stop saving/)).toBeVisible()
  showArtifact(artifactOf('markdown', 'notes.md', { id: 'a2' }), { content: '# Notes' })
  await expect.element(page.getByRole('heading', { name: 'Notes' })).toBeVisible()
  more()
  await Promise.resolve()
  expect(saved).toEqual([])
})
