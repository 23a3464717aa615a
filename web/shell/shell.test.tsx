import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const sidebar = () => page.getByRole('complementary', { name: 'Sessions' })
const outputs = () => page.getByRole('complementary', { name: 'Outputs' })

async function askAndWait() {
  await page.getByRole('textbox', { name: 'Your question' }).fill('Show the monthly trend')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slot('quiet-row')).toBeTruthy()
}

test('panels open and close by their keys', async () => {
  await openApp({ world: { sessions: 1 } })
  await expect.element(sidebar()).toBeVisible()
  await userEvent.keyboard('{Control>}b{/Control}')
  await expect.element(sidebar()).not.toBeInTheDocument()
  await userEvent.keyboard('{Control>}b{/Control}')
  await expect.element(sidebar()).toBeVisible()
  await userEvent.keyboard('{Control>}{Shift>}b{/Shift}{/Control}')
  await expect.element(outputs()).toBeVisible()
  await userEvent.keyboard('{Control>}{Shift>}b{/Shift}{/Control}')
  await expect.element(outputs()).not.toBeInTheDocument()
})

test('outputs open with the first artifact and follow the newest until one is opened', async () => {
  await openApp()
  await askAndWait()
  await expect.element(outputs()).toBeVisible()
  await expect.element(page.getByRole('button', { name: /^Revenue by region and month. Choose/ })).toBeVisible()
  const [first] = document.querySelectorAll<HTMLElement>('[data-slot="cards"] [data-slot="artifact-card"] button')
  first?.click()
  await expect.element(page.getByRole('button', { name: /^Monthly revenue. Choose/ })).toBeVisible()
})

test('outputs closed by hand stay closed', async () => {
  await openApp()
  await askAndWait()
  await page.getByRole('button', { name: 'Hide outputs' }).click()
  await askAndWait()
  await expect.element(outputs()).not.toBeInTheDocument()
})

test('variables show what lives in Python', async () => {
  await openApp()
  await askAndWait()
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByText('12,480 × 9 · 899 kB')).toBeVisible()
  await page.getByRole('button', { name: 'Restart Python' }).click()
  await expect.element(page.getByRole('alertdialog', { name: 'Restart Python?' })).toBeVisible()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restart Python' }).click()
  await expect.poll(() => slot('live-region')?.textContent).toBe('Python was restarted.')
})

test('the palette finds sessions and commands, and gives the focus back', async () => {
  const app = await openApp({ world: { sessions: 3 } })
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await userEvent.keyboard('outliers')
  await expect.poll(() => document.querySelectorAll('[cmdk-item]').length).toBe(1)
  await userEvent.keyboard('{Enter}')
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[2]}`)
  await expect.poll(() => document.activeElement?.id).toBe('question')
})

test('the theme switches by its key and stays', async () => {
  await openApp()
  await expect.element(sidebar()).toBeVisible()
  await userEvent.keyboard('{Control>}{Shift>}l{/Shift}{/Control}')
  expect(document.documentElement.dataset['theme']).toBe('dark')
  expect(localStorage.getItem('theme')).toBe('dark')
})

test('? lists every shortcut; / goes to the question box; J and K between answers', async () => {
  await openApp()
  await askAndWait()
  await askAndWait()
  ;(document.activeElement as HTMLElement).blur()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  ;(document.activeElement as HTMLElement).blur()
  const turns = [...document.querySelectorAll<HTMLElement>('[data-slot="turn"]')]
  turns[1]?.focus()
  await userEvent.keyboard('k')
  expect(document.activeElement).toBe(turns[0])
  await userEvent.keyboard('j')
  expect(document.activeElement).toBe(turns[1])
  await userEvent.keyboard('/')
  expect(document.activeElement?.id).toBe('question')
})

test('panels are resized by keyboard, and the width is kept', async () => {
  await openApp({ world: { sessions: 1 } })
  const line = page.getByRole('separator', { name: 'Resize sessions' })
  await expect.element(line).toBeVisible()
  ;(line.element() as HTMLElement).focus()
  const before = sidebar().element().getBoundingClientRect().width
  await userEvent.keyboard('{ArrowRight}{ArrowRight}')
  expect(sidebar().element().getBoundingClientRect().width).toBe(before + 32)
  expect(localStorage.getItem('width:sessions')).toBe(String(before + 32))
  await userEvent.dblClick(line)
  expect(sidebar().element().getBoundingClientRect().width).toBe(264)
})

test('on a phone both panels are sheets, closed by Escape', async () => {
  await openApp({ world: { sessions: 2 }, width: 390, height: 800 })
  await page.getByRole('button', { name: 'Show sessions' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Sessions' })).toBeVisible()
  await page.getByRole('link', { name: 'Churn by plan and region' }).click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Show outputs' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Outputs' })).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

test('the end of an answer is told to a screen reader, its words are not', async () => {
  await openApp()
  await askAndWait()
  await expect.poll(() => slot('live-region')?.textContent).toBe('The answer is ready. Revenue rose 18 % to €4.2 M')
})

test('a lost network is one thin bar that goes away by itself', async () => {
  await openApp()
  await expect.element(sidebar()).toBeVisible()
  Object.defineProperty(navigator, 'onLine', { value: false, configurable: true })
  window.dispatchEvent(new Event('offline'))
  await expect.poll(() => slot('line-bar')?.textContent).toBe('No network. Going on as soon as it is back.')
  Object.defineProperty(navigator, 'onLine', { value: true, configurable: true })
  window.dispatchEvent(new Event('online'))
  await expect.poll(() => slot('line-bar')).toBeNull()
})
