import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'

afterEach(async () => {
  closeApp()
  await makeWorld()
})

const rows = () =>
  [...document.querySelectorAll('[data-slot="session-row"]')].map(row => row.querySelector('a')?.textContent)
const act = async (title: string, item: string) => {
  await page.getByRole('button', { name: `More for ${title}` }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a name that the server refuses goes back, and the words of the refusal are shown', async () => {
  await openApp({ world: { sessions: 2 } })
  await act('Churn by plan and region', 'Rename')
  await breakApi({
    at: 'PATCH sessions/',
    status: 400,
    code: 'bad_request',
    message: 'A name has at most 200 letters.',
  })
  await page.getByRole('textbox', { name: /^New name for/ }).fill('Churn')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByText('A name has at most 200 letters.')).toBeVisible()
  await expect.poll(rows).toEqual(['Monthly revenue trend', 'Churn by plan and region'])
})

test('the new name stands there before the server has answered', async () => {
  await openApp({ world: { sessions: 2 } })
  await act('Churn by plan and region', 'Rename')
  await breakApi({ at: 'PATCH sessions/', status: 0, hold: true })
  await page.getByRole('textbox', { name: /^New name for/ }).fill('  Churn  ')
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toEqual(['Monthly revenue trend', 'Churn'])
  await breakApi()
  await expect.poll(rows).toContain('Churn')
})

test.each([
  ['nothing', ''],
  ['spaces', '   '],
  ['the same', 'Churn by plan and region'],
])('a name of %s changes nothing and asks nothing', async (_what, name) => {
  await openApp({ world: { sessions: 2 } })
  await act('Churn by plan and region', 'Rename')
  await breakApi({ at: 'PATCH sessions/', status: 500, message: 'This must not be asked.' })
  await page.getByRole('textbox', { name: /^New name for/ }).fill(name)
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toEqual(['Monthly revenue trend', 'Churn by plan and region'])
  await expect.poll(() => document.activeElement?.textContent).toBe('Churn by plan and region')
  await expect.element(page.getByText('This must not be asked.')).not.toBeInTheDocument()
})

test('leaving the field keeps what was written', async () => {
  await openApp({ world: { sessions: 2 } })
  await act('Churn by plan and region', 'Rename')
  await page.getByRole('textbox', { name: /^New name for/ }).fill('Churn 2025')
  await page.getByRole('textbox', { name: 'Your question' }).click()
  await expect.poll(rows).toContain('Churn 2025')
})

test('a name is written in Japanese: Enter that ends a composed word does not end the field', async () => {
  await openApp({ world: { sessions: 1 } })
  await act('Monthly revenue trend', 'Rename')
  const field = page.getByRole('textbox', { name: /^New name for/ })
  await field.fill('売上')
  field
    .element()
    .dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', isComposing: true, bubbles: true }))
  await expect.element(field).toHaveValue('売上')
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toEqual(['売上'])
})

test('shortcuts work while a name is written, as they do in the question box', async () => {
  await openApp({ world: { sessions: 1 } })
  await act('Monthly revenue trend', 'Rename')
  await expect.element(page.getByRole('textbox', { name: /^New name for/ })).toHaveFocus()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.poll(() => document.querySelector('[data-slot="palette"]')).toBeTruthy()
  await userEvent.keyboard('{Escape}')
})

test('an archive that the server refuses brings the session back', async () => {
  await openApp({ world: { sessions: 2 } })
  await breakApi({ at: 'PATCH sessions/', status: 500, page: true })
  await act('Churn by plan and region', 'Archive')
  await expect.element(page.getByText('Something went wrong on our side. Try again.')).toBeVisible()
  await expect.poll(rows).toHaveLength(2)
})

test('a delete that the server refuses brings the session back, with its name in the message', async () => {
  await openApp({ world: { sessions: 2 } })
  await breakApi({ at: 'DELETE sessions/', status: 500 })
  await act('Churn by plan and region', 'Delete')
  await expect.poll(rows).toEqual(['Monthly revenue trend'])
  // The page goes, so the time to undo is over.
  window.dispatchEvent(new PageTransitionEvent('pagehide'))
  await expect.element(page.getByText('“Churn by plan and region” could not be deleted.')).toBeVisible()
  await expect.poll(rows).toHaveLength(2)
})

test('a delete that was undone is never sent, also when the page goes', async () => {
  await openApp({ world: { sessions: 2 } })
  await breakApi({ at: 'DELETE sessions/', status: 500, message: 'This must not be asked.' })
  await act('Churn by plan and region', 'Delete')
  await page.getByRole('button', { name: 'Undo' }).click()
  window.dispatchEvent(new PageTransitionEvent('pagehide'))
  await breakApi()
  const { queryClient } = await import('../api/query-client.ts')
  await queryClient.refetchQueries({ queryKey: ['sessions'] })
  await expect.poll(rows).toHaveLength(2)
})

test('the head of the conversation renames and deletes the open session', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await page.getByRole('button', { name: 'Monthly revenue trend', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  await page.getByRole('textbox', { name: 'New name for Monthly revenue trend' }).fill('Trend')
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toContain('Trend')
  await expect.poll(() => document.title).toBe('Trend · CodingAgent')
  await page.getByRole('button', { name: 'Trend', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.poll(app.path).toBe('/sessions/new')
  await expect.poll(rows).toEqual(['Churn by plan and region'])
})

test('with the list hidden a new session is one press away', async () => {
  const app = await openApp({ world: { sessions: 1 }, path: '/sessions/{first}', width: 390, height: 800 })
  await page.getByRole('button', { name: 'New session' }).click()
  await expect.poll(app.path).toBe('/sessions/new')
})

test('on a phone a delete closes the sheet, so that it can be undone', async () => {
  await openApp({ world: { sessions: 2 }, width: 390, height: 800 })
  await page.getByRole('button', { name: 'Show sessions' }).click()
  await act('Churn by plan and region', 'Delete')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('button', { name: 'Show sessions' }).click()
  await expect.poll(rows).toHaveLength(2)
})

test('a name of 200 letters stays on one line and is whole in its tooltip', async () => {
  const app = await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  const name = 'quarterly '.repeat(20).trim()
  await fetch(`/api/v1/sessions/${app.sessions[0]}`, { method: 'PATCH', body: JSON.stringify({ title: name }) })
  const { queryClient } = await import('../api/query-client.ts')
  await queryClient.refetchQueries()
  await expect.poll(rows).toEqual([name])
  const row = document.querySelector<HTMLElement>('[data-slot="session-row"]') as HTMLElement
  expect(row.offsetHeight).toBe(32)
  expect(row.querySelector('a')?.title).toContain(name)
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth)
})

test('more sessions than a page holds are read on wish', async () => {
  await openApp({ world: { sessions: 53, pageSize: 20 } })
  await expect.poll(() => rows().length).toBe(20)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => rows().length).toBe(40)
  await page.getByRole('button', { name: 'Show more' }).click()
  await expect.poll(() => rows().length).toBe(53)
  await expect.element(page.getByRole('button', { name: 'Show more' })).not.toBeInTheDocument()
})

test('a session that works shows it in the list', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await page.getByRole('textbox', { name: 'Your question' }).fill('endless')
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('img', { name: 'Working' })).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect.element(page.getByRole('img', { name: 'Working' })).not.toBeInTheDocument()
})
