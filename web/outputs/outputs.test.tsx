import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { useScreen } from '../shell/screen-store.ts'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'

afterEach(async () => {
  closeApp()
  await makeWorld()
})

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const slots = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)]
const panel = () => page.getByRole('complementary', { name: 'Outputs' })
const tab = (name: string) => page.getByRole('tab', { name })
const choice = (title: string) => page.getByRole('button', { name: `${title}. Choose an artifact` })

async function ask(question: string, answers = 1) {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question)
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slots('quiet-row').length).toBe(answers)
}
async function openOutputs(wish: Parameters<typeof openApp>[0] = {}) {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}', ...wish })
  await page.getByRole('button', { name: 'Show outputs' }).click()
}

test.each([
  ['Artifacts', 'Charts, tables and files of this session appear here.'],
  ['Variables', 'Variables appear here once Python has run.'],
  ['Files', 'No files yet. Drop one anywhere in the window.'],
])('an empty tab %s says what will stand there', async (name, words) => {
  await openOutputs()
  await tab(name).click()
  await expect.element(page.getByText(words)).toBeVisible()
})

test('in a session that has no row yet, no tab asks the server for what cannot be there', async () => {
  await openOutputs({ path: '/sessions/new' })
  for (const name of ['Variables', 'Files', 'Artifacts']) await tab(name).click()
  await expect.element(page.getByText('Charts, tables and files of this session appear here.')).toBeVisible()
  expect(performance.getEntriesByType('resource').some(({ name }) => name.includes('/sessions/new/'))).toBe(false)
})

test('tabs are moved between by arrow keys', async () => {
  await openOutputs()
  await tab('Artifacts').click()
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(tab('Variables')).toHaveFocus()
  await expect.element(tab('Variables')).toHaveAttribute('aria-selected', 'true')
  await userEvent.keyboard('{ArrowRight}')
  await expect.element(tab('Files')).toHaveFocus()
  await userEvent.keyboard('{Home}')
  await expect.element(tab('Artifacts')).toHaveAttribute('aria-selected', 'true')
})

test('what was made can be chosen by name, and the newest can be followed again', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await choice('Revenue by region and month').click()
  await expect.element(page.getByRole('menuitem', { name: 'Show the newest' })).not.toBeInTheDocument()
  // A chart and the table behind it may share a name: kind and size tell them apart.
  const names = () =>
    slots('menu-choice').map(item =>
      [...item.querySelectorAll('span[dir], .tabular')].map(part => part.textContent).join(', '),
    )
  // A file that was made counts too; the newest comes first.
  expect(names()).toEqual([
    'monthly revenue.xlsx, 9.4 kB',
    'Revenue by region and month, 21 kB',
    'Monthly revenue, 12 × 4',
    'Revenue by month, 4.2 kB',
  ])
  await page.getByRole('menuitemradio', { name: /^Revenue by month/ }).click()
  await expect.element(choice('Revenue by month')).toBeVisible()
  await choice('Revenue by month').click()
  await page.getByRole('menuitem', { name: 'Show the newest' }).click()
  await expect.element(choice('Revenue by region and month')).toBeVisible()
})

test('an artifact that was chosen stays while the next answer makes others', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  slots('artifact-card')[0]?.querySelector('button')?.click()
  await expect.element(choice('Monthly revenue')).toBeVisible()
  await ask('Show the monthly trend again', 2)
  await expect.element(choice('Monthly revenue')).toBeVisible()
})

test('a chosen artifact belongs to its session', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  slots('artifact-card')[0]?.querySelector('button')?.click()
  await expect.element(choice('Monthly revenue')).toBeVisible()
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: app.sessions[1] ?? '' } })
  await expect.element(page.getByText('Charts, tables and files of this session appear here.')).toBeVisible()
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: app.sessions[0] ?? '' } })
  await expect.element(choice('Monthly revenue')).toBeVisible()
})

test('files of the person and of the program stand apart, and open beside the conversation', async () => {
  await openApp({ world: { sessions: 1, files: 3 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Files').click()
  await expect.element(page.getByRole('region', { name: 'Added by you' })).toBeVisible()
  const group = (name: string) =>
    [...document.querySelectorAll(`section[aria-label="${name}"] [data-slot="artifact-card"]`)].length
  expect(group('Added by you')).toBe(3)
  await expect.poll(() => group('Made here')).toBeGreaterThan(0)
  const [first] = document.querySelectorAll<HTMLElement>('section[aria-label="Added by you"] button')
  first?.click()
  await expect.element(tab('Artifacts')).toHaveAttribute('aria-selected', 'true')
  await expect.poll(() => slot('artifact-panel')).toBeTruthy()
  await expect.element(page.getByRole('button', { name: /^measurements 01.*Choose an artifact$/ })).toBeVisible()
})

test('each variable tells its type, its shape and a look into it', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Variables').click()
  const list = page.getByRole('list', { name: 'Variables' })
  await expect.element(list).toBeVisible()
  const rows = [...list.element().querySelectorAll('li')].map(row => row.querySelector('p')?.textContent)
  expect(rows).toEqual(['salesDataFrame12,480 × 9 · 899 kB', 'monthlySeries12 · 192 bytes', 'growthfloat'])
  expect(list.element().querySelector('pre')?.textContent).toContain('2025-01-01  North')
})

test('variables whose Python was put away are said to be gone, and there is nothing to restart', async () => {
  await openApp({ world: { sessions: 1, lost: true }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Variables').click()
  await expect.element(page.getByText(/^Python rests, and these went with it\./)).toBeVisible()
  // What they were can still be read.
  await expect.element(page.getByRole('list', { name: 'Variables' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'Restart Python' })).not.toBeInTheDocument()
})

test('a restart takes the variables away, and says that it happened', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Variables').click()
  await page.getByRole('button', { name: 'Restart Python' }).click()
  await expect.element(page.getByRole('alertdialog', { name: 'Restart Python?' })).toBeVisible()
  // Behind the question the shortcuts rest.
  await userEvent.keyboard('{Control>}b{/Control}')
  expect(useScreen.getState().sessionsOpen).toBe(true)
  await page.getByRole('button', { name: 'Restart Python' }).click()
  await expect.poll(() => slot('live-region')?.textContent).toBe('Python was restarted.')
  await expect.element(page.getByText('Variables appear here once Python has run.')).toBeVisible()
})

test('a restart that fails says so and leaves the variables', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Variables').click()
  await breakApi({ at: 'kernel/restart', status: 500 })
  await page.getByRole('button', { name: 'Restart Python' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restart Python' }).click()
  await expect.element(page.getByText('Python could not be restarted.')).toBeVisible()
  await expect.element(page.getByRole('list', { name: 'Variables' })).toBeVisible()
})

test.each([
  ['Variables', '/variables', 'The variables could not be read.'],
  ['Files', '/files', 'The files could not be read.'],
])('a tab %s that cannot be read says so and is read again on wish', async (name, at, words) => {
  await openOutputs()
  await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
  const { queryClient } = await import('../api/query-client.ts')
  queryClient.removeQueries({ queryKey: ['files'] })
  await breakApi({ at, status: 403, code: 'forbidden' })
  await tab(name).click()
  await expect.element(page.getByText(words)).toBeVisible()
  await breakApi()
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.element(page.getByText(words)).not.toBeInTheDocument()
})

test('Python is not started anew when the person thinks better of it', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await tab('Variables').click()
  const restart = page.getByRole('button', { name: 'Restart Python' })
  await restart.click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument()
  await expect.element(restart).toHaveFocus()
  expect(slot('live-region')?.textContent).not.toContain('restarted')
})

test('outputs lie over a page of 1024 px, and a press beside them closes them', async () => {
  await openOutputs({ width: 1024 })
  const sheet = page.getByRole('dialog', { name: 'Outputs' })
  await expect.element(sheet).toBeVisible()
  await expect.element(panel()).not.toBeInTheDocument()
  await userEvent.click(document.querySelector('.bg-scrim') as Element, { position: { x: 20, y: 400 } })
  await expect.element(sheet).not.toBeInTheDocument()
  await expect.element(page.getByRole('button', { name: 'Show outputs' })).toHaveFocus()
})

test('a card opened on a phone brings its artifact over the page', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}', width: 390, height: 844 })
  await ask('Show the monthly trend')
  slots('artifact-card')[0]?.querySelector('button')?.click()
  await expect.element(page.getByRole('dialog', { name: 'Outputs' })).toBeVisible()
  await expect.element(choice('Monthly revenue')).toBeVisible()
  await page.getByRole('button', { name: 'Hide outputs' }).click()
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

test('an answer that made nothing does not stand beside the chart of an earlier one, unless a person opens it', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  await expect.poll(() => slot('artifact-panel')).not.toBeNull()
  expect(slot('earlier-answer')).toBeNull()
  await ask('what is a mean', 2)
  await expect.element(page.getByText('This answer made no chart, table or file.')).toBeVisible()
  expect(slot('artifact-panel')).toBeNull()
  await choice('Earlier results').click()
  await page.getByRole('menuitemradio').first().click()
  await expect.poll(() => slot('earlier-answer')?.textContent).toBe('From an earlier question: Show the monthly trend')
  await ask('what is a mean value', 3)
  expect(slot('artifact-panel')).not.toBeNull()
  await ask('Show the monthly trend once more', 4)
  expect(slot('earlier-answer')?.textContent).toBe('From an earlier question: Show the monthly trend')
})
