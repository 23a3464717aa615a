import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, makeWorld, openApp } from '../mock/open-app.tsx'
import { wishTheme } from './theme.ts'

afterEach(async () => {
  closeApp()
  await makeWorld()
  await page.viewport(1440, 900)
})

const sidebar = () => page.getByRole('complementary', { name: 'Sessions' })
const outputs = () => page.getByRole('complementary', { name: 'Outputs' })
const widthOf = (panel: ReturnType<typeof sidebar>) => panel.element().getBoundingClientRect().width
const button = (name: string | RegExp) => page.getByRole('button', { name })
const inSession = { world: { sessions: 2 }, path: '/sessions/{first}' } as const
const conversation = () => document.querySelector('main') as HTMLElement

test('a width that was chosen holds after a reload', async () => {
  await openApp(inSession)
  await expect.element(sidebar()).toBeVisible()
  localStorage.setItem('width:sessions', '320')
  // What a reload does, but for the storage, which openApp would empty.
  await button('Hide sessions').click()
  await button('Show sessions').click()
  await expect.poll(() => widthOf(sidebar())).toBe(320)
})

test('outputs keep their share when the window changes, and leave room for the conversation', async () => {
  await openApp(inSession)
  await button('Show outputs').click()
  await expect.element(outputs()).toBeVisible()
  await expect.poll(() => Math.round(widthOf(outputs()))).toBe(Math.round(1440 * 0.4))
  await page.viewport(1800, 900)
  await expect.poll(() => Math.round(widthOf(outputs()))).toBe(Math.round(1800 * 0.4))
  await page.viewport(1120, 900)
  await expect.poll(() => conversation().getBoundingClientRect().width).toBeGreaterThan(330)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1120)
})

test('a width that is no width is forgotten', async () => {
  await openApp(inSession)
  await expect.element(sidebar()).toBeVisible()
  localStorage.setItem('width:sessions', 'wide')
  await button('Hide sessions').click()
  await button('Show sessions').click()
  await expect.poll(() => widthOf(sidebar())).toBe(264)
})

test('from wide to a phone and back, what was open is open again', async () => {
  await openApp(inSession)
  await button('Show outputs').click()
  await expect.element(outputs()).toBeVisible()
  await page.viewport(390, 844)
  await expect.element(sidebar()).not.toBeInTheDocument()
  await expect.element(outputs()).not.toBeInTheDocument()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await page.viewport(1440, 900)
  await expect.element(sidebar()).toBeVisible()
  await expect.element(outputs()).toBeVisible()
})

test('a sheet that lies over the page goes when there is room for the panel', async () => {
  await openApp({ ...inSession, width: 390, height: 844 })
  await button('Show sessions').click()
  await expect.element(page.getByRole('dialog', { name: 'Sessions' })).toBeVisible()
  await page.viewport(1440, 900)
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await expect.element(sidebar()).toBeVisible()
})

test('the question box is within the window at every size, also with long words in it', async () => {
  await openApp(inSession)
  await page.getByRole('textbox', { name: 'Your question' }).fill(`${'word '.repeat(400)}${'x'.repeat(300)}`)
  for (const [width, height] of [
    [320, 568],
    [390, 400],
    [720, 400],
    [1440, 900],
  ] as const) {
    await page.viewport(width, height)
    const box = () => document.querySelector('[data-slot="composer"] form')?.getBoundingClientRect()
    await expect.poll(() => Math.ceil(box()?.bottom ?? 0)).toBeLessThanOrEqual(height)
    await expect.poll(() => Math.ceil(box()?.right ?? 0)).toBeLessThanOrEqual(width)
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(width)
  }
})

test.each([
  ['Light', 'light'],
  ['Dark', 'dark'],
] as const)('the theme %s is chosen by name, and the button says which holds', async (name, theme) => {
  await openApp({ theme: theme === 'light' ? 'dark' : 'light' })
  await button(/^Theme:/).click()
  await page.getByRole('menuitemradio', { name }).click()
  expect(document.documentElement.dataset['theme']).toBe(theme)
  await expect.element(button(`Theme: ${name}`)).toBeVisible()
  wishTheme('light')
})

test('whoever wishes for less motion sees none that lasts', async () => {
  await openApp(inSession)
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules])
  const calm = (list: CSSRule[]): boolean =>
    list.some(rule =>
      rule instanceof CSSMediaRule && rule.conditionText.includes('prefers-reduced-motion: reduce')
        ? true
        : 'cssRules' in rule && calm([...(rule as CSSGroupingRule).cssRules]),
    )
  expect(calm(rules)).toBe(true)
})

test('the list of shortcuts names every key, and its own key closes nothing else', async () => {
  await openApp(inSession)
  await button('Keyboard shortcuts').click()
  const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect.element(dialog).toBeVisible()
  const rows = [...dialog.element().querySelectorAll('dl > div')].map(row => ({
    what: row.querySelector('dt')?.textContent ?? '',
    keys: row.querySelectorAll('kbd').length,
  }))
  expect(rows.length).toBeGreaterThan(12)
  expect(rows.filter(row => row.what === '' || row.keys === 0)).toEqual([])
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog).not.toBeInTheDocument()
  await expect.element(button('Keyboard shortcuts')).toHaveFocus()
})

test('the palette is opened by its button too, and a session is found by a part of its name', async () => {
  const app = await openApp(inSession)
  await button('Search and commands').click()
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await userEvent.keyboard('region')
  await page.getByRole('option', { name: 'Churn by plan and region' }).click()
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[1]}`)
})

test('the palette goes round: up from the first comes the last', async () => {
  await openApp(inSession)
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.poll(() => document.querySelectorAll('[cmdk-item]').length).toBe(7)
  const chosen = () => document.querySelector('[cmdk-item][data-selected="true"]')?.textContent
  const first = chosen()
  await userEvent.keyboard('{ArrowUp}')
  await expect.poll(chosen).toBe('Churn by plan and region')
  await userEvent.keyboard('{ArrowDown}')
  await expect.poll(chosen).toBe(first)
})
