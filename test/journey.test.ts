/** One question end to end, as a newcomer walks it: the real product in a process of its own, the real Chromium, no model set. */
import { AxeBuilder } from '@axe-core/playwright'
import { startProduct, type Product } from '@codingagent/evals/bench/product-process.ts'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launch, watchedPage } from './browser.ts'

let product: Product
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), launch()])
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

/** 24 months of sales with a known total in each: 100 in the first month, 10 more in each after it. */
function salesCsv(): string {
  const rows = Array.from({ length: 24 }, (_, month) => {
    const date = new Date(Date.UTC(2024, month, 15)).toISOString().slice(0, 10)
    const total = 100 + month * 10
    return `${date},North,${total - 40}.00\n${date},South,40.00`
  })
  return `date,region,revenue\n${rows.join('\n')}\n`
}

const composer = (page: Page) => page.getByRole('textbox', { name: 'Your question' })
const pick = (page: Page, name: string, text: string) =>
  page
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const QUESTION = 'Show the monthly revenue trend and save it as Excel'

describe('the main job', () => {
  test('drop a file, ask, watch, get chart, table, file and a short answer; ask on; reload', async () => {
    const { page, foreign, errors } = await watchedPage(browser, { address: product.address })
    await pick(page, 'sales.csv', salesCsv())
    await page
      .getByText(/48 rows/)
      .first()
      .waitFor({ timeout: 60_000 })
    await composer(page).fill(QUESTION)
    await composer(page).press('Enter')
    await page.getByText(QUESTION).first().waitFor()

    await page.getByText(/Ran \d+ steps/).waitFor({ timeout: 60_000 })
    await page.locator('[data-chart="plotly"] .main-svg').first().waitFor({ timeout: 30_000 })
    const answer = (await page.locator('main').innerText()).replaceAll(',', '')
    expect(answer).toMatch(/\b330(\.00?)?\b/)
    const file = page.getByRole('button', { name: /^Download: .*\.xlsx/ }).first()
    const [download] = await Promise.all([page.waitForEvent('download'), file.click()])
    expect(download.suggestedFilename()).toMatch(/\.xlsx$/)

    await composer(page).fill('And by region?')
    await composer(page).press('Enter')
    await page.reload()
    await expect.poll(() => page.getByText(/Ran \d+ steps?/).count(), { timeout: 60_000 }).toBe(2)
    expect(await page.locator('main').innerText()).toContain('North')
    expect(await page.locator('[data-slot="question"]').allInnerTexts()).toEqual([QUESTION, 'And by region?'])
    expect([foreign, errors]).toEqual([[], []])
    await page.context().close()
  })

  test('the same by keyboard alone', async () => {
    const { page } = await watchedPage(browser, { address: product.address })
    await page.keyboard.press('Control+KeyJ')
    await expect.poll(() => page.locator(':focus').getAttribute('aria-label')).toBe('Your question')
    await page.keyboard.type('Create a CSV of top 10 countries by population')
    await page.keyboard.press('Enter')
    await page.getByText(/Ran \d+ steps?/).waitFor({ timeout: 60_000 })
    await page
      .getByRole('button', { name: /^Download: .*\.csv/ })
      .first()
      .waitFor()
    expect(await page.locator('main').innerText()).toMatch(/2007/)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+KeyK')
    await page.getByRole('dialog').waitFor()
    await page.context().close()
  })
})

describe('for everybody', () => {
  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('axe finds nothing: %s, %d px', async (theme, width) => {
    const { page } = await watchedPage(browser, { address: product.address, theme, width })
    const row = page.getByRole('link', { name: /monthly revenue/i }).first()
    if (width > 1000) await row.click()
    await page.waitForLoadState('networkidle')
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
      .analyze()
    expect(violations.map(v => `${v.id}: ${v.nodes.map(n => n.target.join(' ')).join(', ')}`)).toEqual([])
    const overflow = Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))
    expect(overflow, 'nothing scrolls sideways').toBeLessThanOrEqual(0)
    await page.context().close()
  })
})
