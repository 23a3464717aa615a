import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const rows = () =>
  [...document.querySelectorAll('[data-slot="session-row"]')].map(row => row.querySelector('a')?.textContent)
const list = () => page.getByRole('navigation', { name: 'Sessions' })
const menuOf = (title: string) => page.getByRole('button', { name: `More for ${title}` })

test('lists sessions by age, newest first', async () => {
  await openApp({ world: { sessions: 5 } })
  await expect
    .poll(rows)
    .toEqual([
      'Monthly revenue trend',
      'Churn by plan and region',
      'Outliers in sensor log',
      'Duplicate invoices',
      'مقارنة المبيعات',
    ])
})

test('renames in place, by menu and by F2; Escape leaves the name', async () => {
  await openApp({ world: { sessions: 2 } })
  await menuOf('Churn by plan and region').click()
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  const field = page.getByRole('textbox', { name: 'New name for Churn by plan and region' })
  await field.fill('Churn')
  await userEvent.keyboard('{Enter}')
  await expect.poll(rows).toContain('Churn')
  const link = list().getByRole('link', { name: 'Churn' })
  ;(link.element() as HTMLElement).focus()
  await userEvent.keyboard('{F2}')
  await page.getByRole('textbox', { name: 'New name for Churn' }).fill('Other')
  await userEvent.keyboard('{Escape}')
  await expect.poll(rows).toContain('Churn')
})

test('a delete is seen at once and can be undone', async () => {
  await openApp({ world: { sessions: 2 } })
  await menuOf('Churn by plan and region').click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.poll(rows).toEqual(['Monthly revenue trend'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(rows).toEqual(['Monthly revenue trend', 'Churn by plan and region'])
})

test('deleting the open session leads to a new one, with the cursor in its box', async () => {
  const app = await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await menuOf('Monthly revenue trend').first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.poll(app.path).toBe('/sessions/new')
  await expect.poll(() => document.activeElement?.id).toBe('question')
})

test('undoing the delete of the open session leads back into it', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await menuOf('Monthly revenue trend').first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.poll(app.path).toBe('/sessions/new')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[0]}`)
  await expect.element(page.getByRole('button', { name: 'Monthly revenue trend', exact: true })).toBeVisible()
})

test('who went elsewhere meanwhile stays there when the delete is undone', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await menuOf('Monthly revenue trend').first().click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await list().getByRole('link', { name: 'Churn by plan and region' }).click()
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[1]}`)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(rows).toHaveLength(2)
  expect(app.path()).toBe(`/sessions/${app.sessions[1]}`)
})

test('a pinned session stands above all, and goes back to its age', async () => {
  await openApp({ world: { sessions: 5 } })
  await expect.poll(rows).toHaveLength(5)
  const before = rows()
  await menuOf('Duplicate invoices').click()
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await expect.poll(rows).toEqual(['Duplicate invoices', ...before.filter(title => title !== 'Duplicate invoices')])
  await expect.element(page.getByRole('heading', { name: 'Pinned' })).toBeVisible()
  await menuOf('Duplicate invoices').click()
  await page.getByRole('menuitem', { name: 'Unpin' }).click()
  await expect.poll(rows).toEqual(before)
  expect(page.getByRole('heading', { name: 'Pinned' }).elements()).toHaveLength(0)
})

test('what moves in the list takes the focus with it; what leaves it gives the focus to the next', async () => {
  await openApp({ world: { sessions: 5 } })
  await expect.poll(rows).toHaveLength(5)
  const focused = () => document.activeElement?.textContent
  await menuOf('Duplicate invoices').click()
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await expect.poll(() => rows()[0]).toBe('Duplicate invoices')
  await expect.poll(focused).toBe('Duplicate invoices')
  await menuOf('Duplicate invoices').click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect.poll(rows).toHaveLength(4)
  await expect.poll(focused).toBe(rows()[0])
})

test('a menu that changed what stays where it is gives the focus back', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  const head = page.getByRole('main').getByRole('button', { name: 'Monthly revenue trend', exact: true })
  await head.click()
  await page.getByRole('menuitem', { name: 'Pin to the top' }).click()
  await expect.poll(() => document.activeElement).toBe(head.element())
})

test('archived sessions move out of the list and back', async () => {
  await openApp({ world: { sessions: 2 } })
  await menuOf('Churn by plan and region').click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect.poll(rows).toEqual(['Monthly revenue trend'])
  await page.getByRole('button', { name: 'Show archived sessions' }).click()
  await expect.poll(rows).toEqual(['Churn by plan and region'])
  await menuOf('Churn by plan and region').click()
  await page.getByRole('menuitem', { name: 'Move back' }).click()
  await expect.poll(rows).toEqual([])
  await page.getByRole('button', { name: 'Back to sessions' }).click()
  await expect.poll(rows).toHaveLength(2)
})

test('search finds by name and says when nothing fits', async () => {
  await openApp({ world: { sessions: 5 } })
  const search = page.getByRole('searchbox', { name: 'Search sessions' })
  await search.fill('outl')
  await expect.poll(rows).toEqual(['Outliers in sensor log'])
  await search.fill('zebra')
  await expect.element(list()).toHaveTextContent('“zebra” is in no session’s name or questions.')
  await userEvent.keyboard('{Escape}')
  await expect.poll(rows).toHaveLength(5)
})

test('the last session reopens', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('button', { name: 'Monthly revenue trend', exact: true })).toBeVisible()
  await app.router.navigate({ to: '/' })
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[0]}`)
})
