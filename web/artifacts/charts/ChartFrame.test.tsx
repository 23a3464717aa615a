import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { artifactOf } from '../../mock/artifact-bench.tsx'
import { draw, erase } from '../../mock/draw.tsx'
import { Toasts } from '../../ui/toasts.tsx'
import type { ChartHandle } from './chart-handle.ts'
import { ChartFrame } from './ChartFrame.tsx'
import { shownRows, type FigureTable } from './figure-data.ts'

const saved: string[] = []
beforeEach(() => {
  saved.length = 0
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(`${this.download} ${this.href.slice(0, 14)}`)
  })
})
afterEach(() => {
  erase()
  vi.restoreAllMocks()
})

const drawing: ChartHandle = { image: async format => `data:image/${format};x` }
type Given = { title?: string; name?: string; handle?: ChartHandle | null; table?: FigureTable | null }
const show = ({ title, name = 'chart.json', handle = drawing, table = null }: Given = {}) =>
  draw(
    <div style={{ width: 600, height: 300 }}>
      <ChartFrame
        artifact={artifactOf('plotly', name, title === undefined ? {} : { title })}
        handle={handle}
        table={table}
      >
        <p>the chart</p>
      </ChartFrame>
      <Toasts theme="light" />
    </div>,
  )
async function choose(item: string) {
  await page.getByRole('button', { name: 'Download' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

describe('a chart that is saved', () => {
  test.each([
    ['its title', { title: 'Revenue by month' }, 'Revenue by month.png'],
    ['its name without the ending', { name: 'monthly revenue.json' }, 'monthly revenue.png'],
    ['a title with signs that no file may have', { title: 'North/South: a "test"? <1>' }, 'North South a test 1.png'],
    ['a title of several lines', { title: 'Revenue\n  2025' }, 'Revenue 2025.png'],
    ['a title of letters elsewhere', { title: 'مقارنة المبيعات' }, 'مقارنة المبيعات.png'],
    ['a word, where nothing is left of the title', { title: '???' }, 'chart.png'],
  ])('is called by %s', async (_what, given, file) => {
    show(given)
    await choose('Picture (PNG)')
    await expect.poll(() => saved).toEqual([`${file} data:image/png`])
  })

  test('is a drawing where that is wished', async () => {
    show({ title: 'Revenue' })
    await choose('Drawing (SVG)')
    await expect.poll(() => saved).toEqual(['Revenue.svg data:image/svg'])
  })

  test('that cannot be made into a picture says so', async () => {
    show({ handle: { image: () => Promise.reject(new Error('tainted')) } })
    await choose('Picture (PNG)')
    await expect.element(page.getByText('chart.json could not be downloaded. Try again in a moment.')).toBeVisible()
    expect(saved).toEqual([])
  })

  test('offers no picture before it is drawn, but its data', async () => {
    show({ handle: null })
    await page.getByRole('button', { name: 'Download' }).click()
    await expect.element(page.getByRole('menuitem', { name: 'Picture (PNG)' })).toHaveAttribute('data-disabled')
    await expect.element(page.getByRole('menuitem', { name: 'Drawing (SVG)' })).toHaveAttribute('data-disabled')
    await expect.element(page.getByRole('menuitem', { name: 'Chart data (JSON)' })).not.toHaveAttribute('data-disabled')
  })
})

describe('the table twin', () => {
  const rows = (count: number) =>
    shownRows(
      ['Month', 'Revenue'],
      Array.from({ length: count }, (_, n) => [`m${n}`, n]),
    )
  const cells = () => [...document.querySelectorAll('tbody tr')].map(row => row.textContent)
  const asTable = () => page.getByRole('button', { name: 'Show as table' }).click()

  test('takes the place of the chart, which stays behind it', async () => {
    show({ title: 'Revenue', table: rows(2) })
    await asTable()
    await expect.element(page.getByRole('region', { name: 'Revenue' })).toBeVisible()
    expect(cells()).toEqual(['m00', 'm11'])
    await expect.element(page.getByText('the chart')).not.toBeVisible()
    await page.getByRole('button', { name: 'Show as chart' }).click()
    await expect.element(page.getByText('the chart')).toBeVisible()
    expect(cells()).toEqual([])
  })

  test('can be scrolled by keys, its head stays', async () => {
    show({ title: 'Revenue', table: rows(200) })
    await asTable()
    const region = page.getByRole('region', { name: 'Revenue' }).element() as HTMLElement
    region.focus()
    expect(document.activeElement).toBe(region)
    region.scrollTop = 2_000
    const head = document.querySelector('thead') as HTMLElement
    await expect.poll(() => Math.round(head.getBoundingClientRect().top - region.getBoundingClientRect().top)).toBe(0)
  })

  test('that is cut says how much there is', async () => {
    show({ table: rows(2_500) })
    await asTable()
    await expect
      .element(page.getByText(`The first ${(1_000).toLocaleString()} of ${(2_500).toLocaleString()} values.`))
      .toBeInTheDocument()
  })

  test('two columns of one name are two columns, and words in cells are words', async () => {
    const quiet = vi.spyOn(console, 'error')
    show({ table: shownRows(['value', 'value'], [['<b>1</b>', null]]) })
    await asTable()
    expect([...document.querySelectorAll('th')].map(head => head.textContent)).toEqual(['value', 'value'])
    expect(cells()).toEqual(['<b>1</b>–'])
    expect(quiet).not.toHaveBeenCalled()
  })

  test('is not offered where there is none', async () => {
    show()
    await expect.element(page.getByRole('button', { name: 'Download' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: 'Show as table' })).not.toBeInTheDocument()
  })
})
