import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { artifactOf } from '../mock/artifact-bench.tsx'
import '../styles.css'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { ArtifactCard, FileCard } from './ArtifactCard.tsx'

let root: Root
let host: HTMLElement
const opened: string[] = []

beforeEach(() => {
  host = document.body.appendChild(document.createElement('div'))
  root = createRoot(host)
  opened.length = 0
})
afterEach(() => {
  root.unmount()
  host.remove()
  vi.restoreAllMocks()
})

function draw(card: React.ReactNode) {
  root.render(
    <QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}>
      <TooltipProvider>{card}</TooltipProvider>
    </QueryClientProvider>,
  )
}
const card = (artifact: ArtifactSummary, selected = false) =>
  draw(<ArtifactCard artifact={artifact} open={id => opened.push(id)} selected={selected} />)
const edge = () => getComputedStyle(host.querySelector('[data-slot="artifact-card"]') as Element).borderInlineStartColor
const icon = () => host.querySelector('button svg')?.getAttribute('class') ?? ''

describe('a card', () => {
  test.each([
    ['plotly', 'chart.json', 'application/json', 'chart-line'],
    ['vega', 'chart.json', 'application/json', 'chart-line'],
    ['table', 'sales.parquet', 'application/vnd.apache.parquet', 'table-2'],
    ['data', 'sales.csv', 'text/csv', 'table-2'],
    ['html', 'page.html', 'text/html', 'globe'],
    ['file', 'page.html', 'text/html', 'globe'],
    ['image', 'map.png', 'image/png', 'image'],
    ['file', 'book.xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'sheet'],
    ['file', 'deck.pptx', 'application/octet-stream', 'presentation'],
    ['file', 'letter.docx', 'application/octet-stream', 'file-text'],
    ['document', 'paper.pdf', 'application/pdf', 'file-text'],
    ['file', 'load.py', 'text/x-python', 'code'],
    ['file', 'all.zip', 'application/zip', 'file-archive'],
    ['audio', 'talk.mp3', 'audio/mpeg', 'audio-lines'],
    ['file', 'mystery', 'application/octet-stream', 'file-text'],
  ] as const)('of kind %s, %s (%s) has the icon %s', async (kind, name, mime, drawn) => {
    card(artifactOf(kind, name, { mime }))
    await expect.poll(icon).toContain(drawn)
  })

  test('shows title, shape and version, opens by its one main action, and downloads beside it', async () => {
    card(artifactOf('table', 'monthly.parquet', { title: 'By month', shape: { rows: 12_480, columns: 9 }, version: 2 }))
    await expect.poll(() => host.textContent).toBe(`Open By month${(12_480).toLocaleString()} × 9 · version 2`)
    await page.getByRole('button', { name: /^Open By month/ }).click()
    expect(opened).toEqual(['a1'])
    await expect.element(page.getByRole('button', { name: 'Download: By month' })).toBeVisible()
  })

  test('a file of a run is the same card, with its size', async () => {
    const file = { id: 'f1', name: 'book.xlsx', url: '/x', size: 9_412, type: 'application/octet-stream' }
    draw(<FileCard file={file} open={id => opened.push(id)} />)
    await expect.poll(() => host.textContent).toBe('Open book.xlsx9.4 kB')
    await page.getByRole('button', { name: /^Open book.xlsx/ }).click()
    expect(opened).toEqual(['f1'])
  })

  test('a name of 80 letters or from the right stays within it', async () => {
    card(artifactOf('file', `${'quarterly '.repeat(8)}.csv`))
    await expect.poll(() => host.querySelector('[title]')?.scrollWidth ?? 0).toBeGreaterThan(256)
    expect(host.querySelector('[data-slot="artifact-card"]')?.getBoundingClientRect().width).toBe(256)
    card(artifactOf('file', 'مقارنة المبيعات.csv'))
    await expect.poll(() => getComputedStyle(host.querySelector('[title]') as Element).direction).toBe('rtl')
  })

  test('its edge tells its kind, and differs between kinds', async () => {
    const seen = new Set<string>()
    for (const name of ['a.xlsx', 'a.csv', 'a.docx', 'a.pptx', 'a.png', 'a.py']) {
      card(artifactOf('file', name))
      await expect.poll(() => host.textContent).toContain(name)
      seen.add(edge())
    }
    expect(seen.size).toBe(6)
  })
})

test('a download asks for a fresh link at the moment of the press', async () => {
  const saved: string[] = []
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${new URL(this.href).pathname}`)
  })
  const answers = [1, 2].map(n => ({ ...artifactOf('file', 'book.xlsx'), url: `/link/${n}`, viewUrl: '/view' }))
  vi.spyOn(globalThis, 'fetch').mockImplementation(() => Promise.resolve(Response.json(answers.shift())))
  card(artifactOf('file', 'book.xlsx'))
  const button = page.getByRole('button', { name: 'Download: book.xlsx' })
  await button.click()
  await expect.poll(() => saved).toEqual(['book.xlsx /link/1'])
  await button.click()
  await expect.poll(() => saved).toEqual(['book.xlsx /link/1', 'book.xlsx /link/2'])
})
