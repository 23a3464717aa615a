import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'

afterEach(async () => {
  vi.restoreAllMocks()
  closeApp()
  await makeWorld()
})

const inSession = { world: { sessions: 2 }, path: '/sessions/{first}' } as const
const title = (name: string) => page.getByRole('button', { name, exact: true })
const rows = () =>
  [...document.querySelectorAll('[data-slot="session-row"]')].map(row => row.querySelector('a')?.textContent)
const focused = () => document.activeElement

async function choose(item: string) {
  await title('Monthly revenue trend').click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('Escape in the name of the head leaves it, stops nothing, and gives the focus back', async () => {
  await openApp(inSession)
  await choose('Rename')
  const field = page.getByRole('textbox', { name: 'New name for Monthly revenue trend' })
  await expect.element(field).toHaveFocus()
  await field.fill('Something else')
  await userEvent.keyboard('{Escape}')
  await expect.element(title('Monthly revenue trend')).toHaveFocus()
  expect(rows()[0]).toBe('Monthly revenue trend')
})

test('the whole name is chosen, so that typing replaces it', async () => {
  await openApp(inSession)
  await choose('Rename')
  await expect.element(page.getByRole('textbox', { name: /^New name/ })).toHaveFocus()
  await userEvent.keyboard('Trend{Enter}')
  await expect.poll(() => rows()[0]).toBe('Trend')
})

test('letters that are shortcuts elsewhere are letters of the name', async () => {
  await openApp(inSession)
  await choose('Rename')
  await expect.element(page.getByRole('textbox', { name: /^New name/ })).toHaveFocus()
  await userEvent.keyboard('j/k?{Enter}')
  await expect.poll(() => rows()[0]).toBe('j/k?')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

test('archived from the head, the session stays open and can be moved back', async () => {
  const app = await openApp(inSession)
  await choose('Archive')
  await expect.poll(rows).toEqual(['Churn by plan and region'])
  expect(app.path()).toBe(`/sessions/${app.sessions[0]}`)
  await choose('Move back')
  await expect.poll(() => rows().length).toBe(2)
})

test('a new session has no name to change, and the page is called after the product', async () => {
  await openApp()
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  expect(document.querySelector('main header')?.textContent).toBe('')
  expect(document.title).toBe('CodingAgent')
})

test('the page is called after its session, also after going from one to the other', async () => {
  const app = await openApp(inSession)
  await expect.poll(() => document.title).toBe('Monthly revenue trend · CodingAgent')
  await page.getByRole('link', { name: 'Churn by plan and region' }).click()
  await expect.poll(() => document.title).toBe('Churn by plan and region · CodingAgent')
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: 'new' } })
  await expect.poll(() => document.title).toBe('CodingAgent')
})

test.each([
  [390, ['Show sessions', 'New session', 'Show outputs'], []],
  [1024, ['Show outputs'], ['Show sessions']],
  [1440, ['Show outputs'], ['Show sessions']],
] as const)('at %i px the head has the ways to what is not shown', async (width, there, missing) => {
  await openApp({ ...inSession, width })
  await expect.element(title('Monthly revenue trend')).toBeVisible()
  const head = page.elementLocator(document.querySelector('main header') as Element)
  for (const name of there) await expect.element(head.getByRole('button', { name })).toBeVisible()
  for (const name of missing) await expect.element(head.getByRole('button', { name })).not.toBeInTheDocument()
})

test('with both panels hidden a long name is cut, and the buttons keep their place', async () => {
  await openApp({ world: { sessions: 1, longNames: true }, path: '/sessions/{first}', width: 390 })
  const button = page.getByRole('button', { name: /^A very long name/ }).first()
  await expect.element(button).toBeVisible()
  const right = page.getByRole('button', { name: 'Show outputs' }).element().getBoundingClientRect().right
  expect(right).toBeLessThanOrEqual(390)
  expect(button.element().getBoundingClientRect().right).toBeLessThan(right)
  expect(button.element().getAttribute('title')).toContain('in all regions')
})

test('a model that the server refuses goes back to the one before', async () => {
  await openApp(inSession)
  await page.getByRole('button', { name: 'Model: GPT-5.2' }).click()
  await breakApi({ at: 'PATCH sessions/', status: 503, code: 'no_model', message: 'There is no such model here.' })
  await page.getByRole('menuitemradio', { name: /Claude 4.5 Sonnet/ }).click()
  await expect.element(page.getByText('There is no such model here.')).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Model: GPT-5.2' })).toBeVisible()
})

test('the default model is chosen again by its name', async () => {
  const app = await openApp(inSession)
  const model = async () =>
    ((await (await fetch(`/api/v1/sessions/${app.sessions[0]}`)).json()) as { model: string | null }).model
  await page.getByRole('button', { name: 'Model: GPT-5.2' }).click()
  await page.getByRole('menuitemradio', { name: /Claude/ }).click()
  await expect.poll(model).toBe('anthropic/claude-4.5-sonnet')
  await page.getByRole('button', { name: 'Model: Claude 4.5 Sonnet' }).click()
  await page.getByRole('menuitemradio', { name: /GPT-5.2/ }).click()
  // Null follows the installation's default, also when that changes.
  await expect.poll(model).toBeNull()
})

test('how to set up a model: every line can be copied, and Escape leads back to where it was asked', async () => {
  const copied: string[] = []
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async text => void copied.push(text))
  await openApp({ world: { models: false } })
  const ask = page.getByRole('button', { name: 'Set one up' })
  await ask.click()
  const dialog = page.getByRole('dialog', { name: 'Set up a language model' })
  await expect.element(dialog).toBeVisible()
  const lines = [...document.querySelectorAll('[data-slot="dialog"] dd code')].map(code => code.textContent)
  expect(lines).toContain('OPENROUTER_API_KEY=')
  for (const line of lines) await dialog.getByRole('button', { name: `Copy: ${line}`, exact: true }).click()
  expect(copied).toEqual(lines)
  await userEvent.keyboard('{Escape}')
  await expect.element(dialog).not.toBeInTheDocument()
  expect(focused()?.textContent).toBe('Set one up')
})

test('on a phone the lines of the dialog stay within it', async () => {
  await openApp({ world: { models: false }, width: 390, height: 800 })
  await page.getByRole('button', { name: 'Set one up' }).click()
  await expect.element(page.getByRole('dialog')).toBeVisible()
  const dialog = document.querySelector('[data-slot="dialog"]') as HTMLElement
  expect(dialog.scrollWidth).toBeLessThanOrEqual(dialog.clientWidth)
  expect(dialog.getBoundingClientRect().right).toBeLessThanOrEqual(390)
})
