import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'
import { keepUnsent, unsentOf } from '../runs/unsent.ts'

afterEach(async () => {
  closeApp()
  await makeWorld()
})

const box = () => page.getByRole('textbox', { name: 'Your question' })
const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const slots = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)]
const button = (name: string) => page.getByRole('button', { name })

async function ask(question: string) {
  await box().fill(question)
  await userEvent.keyboard('{Enter}')
}
const inSession = { world: { sessions: 2 }, path: '/sessions/{first}' } as const

test.each([
  [{ status: 401, code: 'unauthorized', message: 'Log in first.' }, 'Log in first.'],
  [
    { status: 429, code: 'rate_limited', message: 'Too many at once. Wait a minute.' },
    'Too many at once. Wait a minute.',
  ],
  [{ status: 413, page: true }, 'This file is larger than this installation accepts.'],
  [{ status: 500, page: true }, 'Something went wrong on our side. Try again.'],
  [{ status: 503, page: true }, 'The server is not answering right now. It will be tried again.'],
  [{ status: 0 }, "The server can't be reached. Check the connection; nothing is lost."],
])('a question that meets %j keeps its words and says why', async (fault, words) => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await breakApi({ at: 'POST sessions/', ...fault })
  await ask('Show the monthly trend')
  await expect.element(page.getByRole('alert').getByText(words)).toBeVisible()
  expect(slot('question')?.textContent).toBe('Show the monthly trend')
  expect(slot('status-line')).toBeNull()
})

test('a question that was refused goes through when it is tried again', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await breakApi({ at: 'POST sessions/', status: 503, page: true, times: 1 })
  await ask('Show the monthly trend')
  await button('Try again').click()
  await expect.poll(() => slots('quiet-row').length).toBe(1)
  expect(slots('question')).toHaveLength(1)
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

test('the first question of all, refused, loses neither its words nor the way to ask it again', async () => {
  const app = await openApp()
  await expect.element(box()).toBeVisible()
  await breakApi({ at: 'POST sessions', status: 500, times: 1 })
  await ask('Show the monthly trend')
  await button('Edit').click()
  await expect.element(box()).toHaveValue('Show the monthly trend')
  expect(app.path()).toBe('/sessions/new')
  await userEvent.keyboard('{Enter}')
  await expect.poll(app.path).toMatch(/session-/)
  await expect.poll(() => slots('quiet-row').length).toBe(1)
})

test('what was asked here before the page was closed is asked when it is opened again, after what is there', async () => {
  const app = await openApp({ world: { sessions: 2 } })
  const [session = ''] = app.sessions
  await fetch(`/api/v1/sessions/${session}/query`, { method: 'POST', body: '{"question":"Show the trend"}' })
  keepUnsent(session, { key: 'kept', question: 'Show the trend again' })
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: session } })
  await expect.poll(() => slots('quiet-row').length).toBe(2)
  expect(slots('question').map(each => each.textContent)).toEqual(['Show the trend', 'Show the trend again'])
  expect(unsentOf(session)).toEqual([])
})

test('a first question that never left waits in the new session', async () => {
  const app = await openApp({ path: '/sessions/{first}', world: { sessions: 1 } })
  keepUnsent('new', { key: 'kept', question: 'Show the trend' })
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: 'new' } })
  await expect.poll(app.path).toMatch(/session-/)
  await expect.poll(() => slots('quiet-row').length).toBe(1)
  expect(app.path()).not.toContain(app.sessions[0])
})

test('while the server has not answered, the screen says that it is sending', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await breakApi({ at: 'POST sessions/', status: 0, hold: true })
  await ask('Show the monthly trend')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Sending')
  await expect.element(button('Stop')).toBeDisabled()
  await breakApi()
  await expect.poll(() => slots('quiet-row').length).toBe(1)
})

test('questions that cannot be read say so and are read again on wish', async () => {
  await openApp({ ...inSession, path: '/sessions/new' })
  await expect.element(page.getByRole('link', { name: 'Monthly revenue trend' })).toBeVisible()
  await breakApi({ at: '/runs', status: 403, code: 'forbidden' })
  await page.getByRole('link', { name: 'Monthly revenue trend' }).click()
  await expect.element(page.getByText('The questions of this session could not be read.')).toBeVisible()
  expect(slot('empty-session')).toBeNull()
  await breakApi()
  await button('Try again').click()
  await expect.poll(() => slot('empty-session')).toBeTruthy()
})

test('sessions that cannot be read say so and are read again on wish', async () => {
  await openApp({ world: { sessions: 1 } })
  await expect.element(page.getByRole('link', { name: 'Monthly revenue trend' })).toBeVisible()
  await breakApi({ at: 'GET sessions', status: 403, code: 'forbidden' })
  await page.getByRole('searchbox', { name: 'Search sessions' }).fill('trend')
  await expect.element(page.getByText('The sessions could not be read.')).toBeVisible()
  await breakApi()
  await button('Try again').click()
  await expect.element(page.getByRole('link', { name: 'Monthly revenue trend' })).toBeVisible()
})

test('a short loss of the server is waited out without a word', async () => {
  await openApp({ path: '/sessions/new', world: { sessions: 1 } })
  await breakApi({ at: '/runs', status: 502, page: true, times: 1 })
  await page.getByRole('link', { name: 'Monthly revenue trend' }).click()
  await expect.poll(() => slot('empty-session')).toBeTruthy()
  await expect.element(page.getByRole('alert')).not.toBeInTheDocument()
})

test('a line lost in the middle of an answer is one thin bar, and the answer comes whole', async () => {
  await openApp({ ...inSession, world: { sessions: 1, speed: 0.2 } })
  await expect.element(box()).toBeVisible()
  await breakApi({ at: '/events', status: 0 })
  await ask('Show the monthly trend')
  await expect.poll(() => slot('line-bar')?.textContent).toBe('Connection lost. Trying again; nothing is lost.')
  await breakApi()
  await expect.poll(() => slots('quiet-row').length).toBe(1)
  await expect.poll(() => slot('line-bar')).toBeNull()
  expect(slot('drawer')?.textContent).toContain('Ran 3 steps')
  await expect.poll(() => slot('prose')?.textContent?.match(/Summer is flat/g)?.length).toBe(1)
})

test('a stop that does not arrive can be pressed again', async () => {
  await openApp(inSession)
  await ask('endless')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Step 2 of 3')
  await breakApi({ at: '/cancel', status: 0 })
  await button('Stop').click()
  await expect.element(button('Stop')).toBeEnabled()
  await breakApi()
  await button('Stop').click()
  await expect.poll(() => slot('run-stopped')).toBeTruthy()
})

test('files and variables that cannot be read say so in their own place', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await breakApi({ at: '/files', status: 403 }, { at: '/variables', status: 403 })
  await button('Show outputs').click()
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByText('The variables could not be read.')).toBeVisible()
  await breakApi()
  await button('Try again').click()
  await expect.element(page.getByText('Variables appear here once Python has run.')).toBeVisible()
})

test('Python that cannot be started anew says so', async () => {
  await openApp(inSession)
  await ask('Show the monthly trend')
  await expect.poll(() => slots('quiet-row').length).toBe(1)
  await page.getByRole('tab', { name: 'Variables' }).click()
  await button('Restart Python').click()
  await breakApi({ at: 'kernel/restart', status: 503, code: 'sandbox_unavailable' })
  await page.getByRole('alertdialog').getByRole('button', { name: 'Restart Python' }).click()
  await expect.element(page.getByText('Python could not be restarted.')).toBeVisible()
  await expect.element(page.getByRole('alertdialog')).not.toBeInTheDocument()
})

test('a session that is deleted elsewhere says that it is gone, and leads on', async () => {
  const app = await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await fetch(`/api/v1/sessions/${app.sessions[0]}`, { method: 'DELETE' })
  const { queryClient } = await import('../api/query-client.ts')
  await queryClient.refetchQueries({ queryKey: ['session', app.sessions[0]] })
  await expect.element(page.getByRole('heading', { name: 'This session is gone' })).toBeVisible()
  await page.getByRole('link', { name: 'Go to a new session' }).click()
  await expect.poll(app.path).toBe('/sessions/new')
  await expect.element(box()).toBeVisible()
})

test('an upload that was cut is on its card, with a second try that works', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  await breakApi({ at: 'POST sessions/', status: 0 })
  await userEvent.upload(
    document.querySelector('input[type="file"]') as HTMLInputElement,
    new File(['a\n1'], 'one.csv'),
  )
  const card = () => slots('upload')[0]
  await expect.poll(() => card()?.dataset['state']).toBe('refused')
  expect(card()?.textContent).toContain("The server can't be reached.")
  await breakApi()
  await button('Try one.csv again').click()
  await expect.poll(() => card()?.dataset['state']).toBe('done')
})

test('a server that does not answer is one thin bar, also when nothing is being asked', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  const { queryClient } = await import('../api/query-client.ts')
  await breakApi({ at: 'GET sessions', status: 0 })
  void queryClient.refetchQueries({ queryKey: ['sessions'] })
  await expect.poll(() => slot('line-bar')?.textContent).toBe('Connection lost. Trying again; nothing is lost.')
  // What was read before is still there to read.
  await expect.element(page.getByRole('link', { name: 'Monthly revenue trend' })).toBeVisible()
  await breakApi()
  await expect.poll(() => slot('line-bar')).toBeNull()
})

test('the thin bar covers nothing of the name of the session, also on a phone', async () => {
  await openApp({ path: '/sessions/{first}', world: { sessions: 1, longNames: true }, width: 390, height: 844 })
  const title = page.getByRole('main').getByRole('button', { name: /^A very long name/ })
  await expect.element(title).toBeVisible()
  const { queryClient } = await import('../api/query-client.ts')
  await breakApi({ at: 'GET sessions', status: 0 })
  void queryClient.refetchQueries({ queryKey: ['session'] })
  await expect.poll(() => slot('line-bar')?.querySelector('span')).toBeTruthy()
  const bar = slot('line-bar')?.querySelector('span')?.getBoundingClientRect().top ?? 0
  expect(bar).toBeGreaterThanOrEqual(title.element().getBoundingClientRect().bottom)
})

test('a refusal is an answer: no bar says that the line is lost', async () => {
  await openApp(inSession)
  await expect.element(box()).toBeVisible()
  const { queryClient } = await import('../api/query-client.ts')
  await breakApi({ at: '/files', status: 403, code: 'forbidden' })
  await queryClient.refetchQueries({ queryKey: ['files'] })
  expect(slot('line-bar')).toBeNull()
})

test('a session that is gone is not what the program opens with the next time', async () => {
  const app = await openApp({ path: '/sessions/nowhere' })
  await expect.element(page.getByRole('heading', { name: 'This session is gone' })).toBeVisible()
  await app.router.navigate({ to: '/' })
  await expect.poll(app.path).toBe('/sessions/new')
  await expect.element(box()).toBeVisible()
})
