import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'
import { openArtifact } from '../shell/screen-store.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  closeApp()
  await makeWorld()
})

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const slots = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)]
const choice = (title: string) => page.getByRole('button', { name: `${title}. Choose an artifact` })
const inSession = { world: { sessions: 2, files: 4 }, path: '/sessions/{first}' } as const

async function ask(question: string, answers = 1) {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question)
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slots('quiet-row').length).toBe(answers)
}

test('after a reload the newest that was made is shown, and what was opened is not remembered wrongly', async () => {
  await openApp(inSession)
  await ask('Show the monthly trend')
  await expect.element(choice('Revenue by region and month')).toBeVisible()
  // What a reload does: the stores are empty, the server remembers.
  const { useRuns } = await import('../runs/run-store.ts')
  const { queryClient } = await import('../api/query-client.ts')
  useRuns.setState({ turns: {}, waiting: [] })
  await queryClient.refetchQueries({ queryKey: ['runs'] })
  await expect.element(choice('Revenue by region and month')).toBeVisible()
})

test('an artifact that is gone when it is opened says so, and another can be chosen', async () => {
  await openApp(inSession)
  await ask('Show the monthly trend')
  await breakApi({ at: 'GET artifacts/table-1', status: 404, code: 'not_found', message: 'There is no such file.' })
  await choice('Revenue by region and month').click()
  await page.getByRole('menuitemradio', { name: /^Monthly revenue/ }).click()
  await expect.poll(() => slot('artifact-panel')?.textContent).toContain('was deleted.')
  await choice('Monthly revenue').click()
  await page.getByRole('menuitemradio', { name: /^Revenue by month/ }).click()
  await expect.poll(() => slot('artifact-panel')?.querySelector('[data-chart="plotly"]')).toBeTruthy()
})

test('a download that the server refuses is told, and the card stays', async () => {
  await openApp(inSession)
  await ask('Show the monthly trend')
  await breakApi({ at: 'GET artifacts/', status: 500 })
  await page.getByRole('button', { name: 'Download: monthly revenue.xlsx' }).first().click()
  await expect
    .element(page.getByText('monthly revenue.xlsx could not be downloaded. Try again in a moment.'))
    .toBeVisible()
  expect(slots('artifact-card').length).toBeGreaterThan(0)
})

test('an id that nobody has falls back to what was made', async () => {
  const app = await openApp(inSession)
  await ask('Show the monthly trend')
  openArtifact(app.sessions[0] ?? '', 'nobody')
  await expect.element(choice('Revenue by region and month')).toBeVisible()
})

test('files of the person come with kind, size and a download each; a second version is named', async () => {
  const app = await openApp(inSession)
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  const form = () => {
    const data = new FormData()
    data.append('file', new File(['a,b\n1,2\n'], 'twice.csv', { type: 'text/csv' }), 'twice.csv')
    return fetch(`/api/v1/sessions/${app.sessions[0]}/files`, { method: 'POST', body: data })
  }
  await form()
  await form()
  const { queryClient } = await import('../api/query-client.ts')
  await queryClient.refetchQueries({ queryKey: ['files'] })
  await page.getByRole('button', { name: 'Show outputs' }).click()
  await page.getByRole('tab', { name: 'Files' }).click()
  await expect.poll(() => slots('artifact-card').length).toBe(6)
  const words = slots('artifact-card').map(card => card.textContent ?? '')
  expect(words.filter(text => text.startsWith('Open twice.csv'))).toHaveLength(2)
  expect(words.some(text => /^Open twice\.csv.*version 2$/.test(text))).toBe(true)
  expect(page.getByRole('button', { name: /^Download: / }).elements()).toHaveLength(6)
})

test('an upload that is opened stays open while the next answer makes others', async () => {
  await openApp(inSession)
  await page.getByRole('button', { name: 'Show outputs' }).click()
  await page.getByRole('tab', { name: 'Files' }).click()
  await page.getByRole('button', { name: /^Open measurements 01/ }).click()
  await expect.element(page.getByRole('button', { name: /^measurements 01.*Choose an artifact$/ })).toBeVisible()
  await ask('Show the monthly trend')
  await expect.element(page.getByRole('button', { name: /^measurements 01.*Choose an artifact$/ })).toBeVisible()
})

test('the tab that was chosen stays when one goes to another session', async () => {
  const app = await openApp(inSession)
  await page.getByRole('button', { name: 'Show outputs' }).click()
  await page.getByRole('tab', { name: 'Files' }).click()
  await expect.poll(() => slots('artifact-card').length).toBe(4)
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: app.sessions[1] ?? '' } })
  await expect.element(page.getByRole('tab', { name: 'Files' })).toHaveAttribute('aria-selected', 'true')
  await expect.element(page.getByText('No files yet. Drop one anywhere in the window.')).toBeVisible()
})

test('variables are read again when an answer is done', async () => {
  await openApp(inSession)
  await page.getByRole('button', { name: 'Show outputs' }).click()
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByText('Variables appear here once Python has run.')).toBeVisible()
  await ask('Show the monthly trend')
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByRole('list', { name: 'Variables' })).toBeVisible()
})

test('one line of a value goes on below, rows of a table keep their columns', async () => {
  await openApp(inSession)
  await ask('Show the monthly trend')
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByRole('list', { name: 'Variables' })).toBeVisible()
  const wraps = [...document.querySelectorAll('[data-slot="tab-panel"] pre')].map(
    part => getComputedStyle(part).whiteSpace,
  )
  expect(wraps.map(style => style.includes('wrap'))).toEqual([false, true, true])
})
