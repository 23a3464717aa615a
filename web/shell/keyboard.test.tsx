import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'
import { useScreen } from './screen-store.ts'

afterEach(async () => {
  closeApp()
  await makeWorld()
})

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const slots = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)]
const focused = () => document.activeElement
const box = () => document.getElementById('question') as HTMLTextAreaElement
const ready = () => expect.poll(() => focused()?.id).toBe('question')
const answered = (answers: number) => expect.poll(() => slots('quiet-row').length).toBe(answers)
const leaveTheBox = () => (focused() as HTMLElement).blur()

test('ask, look at the steps, open what was made and ask on, without a pointer', async () => {
  await openApp()
  await ready()
  await userEvent.keyboard('Show the monthly trend{Enter}')
  await answered(1)
  expect(focused()).toBe(box())
  // Backwards out of the box: the answer's own controls, up to its drawer.
  slot('drawer')?.querySelector('button')?.focus()
  await userEvent.keyboard('{Enter}{Tab}')
  expect(focused()?.getAttribute('data-slot')).toBe('step-head')
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  await expect.poll(() => slot('repair')).toBeTruthy()
  await userEvent.keyboard('/')
  expect(focused()).toBe(box())
  await userEvent.keyboard('And by region?{Enter}')
  await answered(2)
})

test('Tab from the top reaches the question box in one step', async () => {
  await openApp()
  await ready()
  leaveTheBox()
  document.body.focus()
  const skip = page.getByRole('link', { name: 'Skip to the question box' })
  ;(skip.element() as HTMLElement).focus()
  await expect.element(skip).toBeVisible()
  await userEvent.keyboard('{Enter}')
  expect(focused()).toBe(box())
})

test('Ctrl+J goes to a new session from anywhere, with the cursor in its box', async () => {
  const app = await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ready()
  leaveTheBox()
  await userEvent.keyboard('{Control>}j{/Control}')
  await expect.poll(app.path).toBe('/sessions/new')
  await ready()
})

test('O opens the first artifact of the answer that is looked at', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ready()
  await userEvent.keyboard('Show the monthly trend{Enter}')
  await answered(1)
  leaveTheBox()
  await userEvent.keyboard('o')
  await expect.element(page.getByRole('button', { name: /^Revenue by month\. Choose/ })).toBeVisible()
})

test('J and K stop at the last and the first answer', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ready()
  for (const question of ['one', 'two']) {
    await userEvent.keyboard(`Show the trend ${question}{Enter}`)
    await answered(question === 'one' ? 1 : 2)
  }
  const turns = slots('turn')
  turns[0]?.focus()
  await userEvent.keyboard('k')
  expect(focused()).toBe(turns[0])
  await userEvent.keyboard('jjj')
  expect(focused()).toBe(turns[1])
})

test('letters that are shortcuts elsewhere are letters in the box', async () => {
  await openApp()
  await ready()
  await userEvent.keyboard('jko/?')
  expect(box().value).toBe('jko/?')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
})

test('Esc closes one thing at a time: menu, window, then the outputs', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ready()
  await userEvent.keyboard('{Control>}{Shift>}b{/Shift}{/Control}')
  const outputs = page.getByRole('complementary', { name: 'Outputs' })
  await expect.element(outputs).toBeVisible()
  await page.getByRole('button', { name: /^Theme:/ }).click()
  await expect.element(page.getByRole('menu')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument()
  await expect.element(outputs).toBeVisible()
  leaveTheBox()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await expect.element(outputs).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(outputs).not.toBeInTheDocument()
  expect(focused()).toBe(box())
})

test('Esc in the search empties it and leaves what works alone', async () => {
  await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await ready()
  await userEvent.keyboard('endless{Enter}')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Step 2')
  const search = page.getByRole('searchbox', { name: 'Search sessions' })
  await search.fill('churn')
  await userEvent.keyboard('{Escape}')
  await expect.element(search).toHaveValue('')
  expect(slot('status-line')?.textContent).not.toContain('Stopping')
})

test('behind an open window the shortcuts rest, but for the palette', async () => {
  await openApp({ world: { sessions: 1 } })
  await ready()
  leaveTheBox()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await userEvent.keyboard('{Control>}b{/Control}')
  expect(useScreen.getState().sessionsOpen).toBe(true)
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
})

test.each([
  ['Show or hide sessions', () => expect.poll(() => useScreen.getState().sessionsOpen).toBe(false)],
  ['Show or hide outputs', () => expect.poll(() => useScreen.getState().outputsOpen).toBe(true)],
  ['Switch theme', () => expect.poll(() => document.documentElement.dataset['theme']).toBe('dark')],
  ['Keyboard shortcuts', () => expect.poll(() => useScreen.getState().dialog).toBe('shortcuts')],
])('the palette does: %s', async (name, happened) => {
  await openApp()
  await ready()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await userEvent.keyboard(name)
  await expect.poll(() => document.querySelectorAll('[cmdk-item]').length).toBe(1)
  await userEvent.keyboard('{Enter}')
  await happened()
})

test('the palette finds what this session made, and opens it', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await ready()
  await userEvent.keyboard('Show the monthly trend{Enter}')
  await answered(1)
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('monthly revenue.xlsx{Enter}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await expect.element(page.getByRole('button', { name: /^monthly revenue.xlsx\. Choose/ })).toBeVisible()
})

test('while the palette searches, the choice stays on its first finding', async () => {
  const app = await openApp({ world: { sessions: 2 }, path: '/sessions/{first}' })
  await ready()
  await userEvent.keyboard('Show the monthly trend{Enter}')
  await answered(1)
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  // Both a session and three artifacts are called so; the server takes its time.
  await expect.poll(() => document.querySelectorAll('[cmdk-item]').length).toBeGreaterThan(8)
  await breakApi({ at: 'GET sessions', status: 0, hold: true })
  await userEvent.keyboard('churn')
  await breakApi()
  await userEvent.keyboard('{Enter}')
  await expect.poll(app.path).toBe(`/sessions/${app.sessions[1]}`)
})

test('the palette says when nothing is called so, and closes by Esc with the cursor back in the box', async () => {
  await openApp({ world: { sessions: 1 } })
  await ready()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog')).toBeVisible()
  await userEvent.keyboard('zebra crossing')
  await expect.element(page.getByText('Nothing found.')).toBeVisible()
  await userEvent.keyboard('{Escape}')
  await expect.element(page.getByRole('dialog')).not.toBeInTheDocument()
  await ready()
})

test.each(['dark', 'light', 'colour'])('the palette finds the theme by the word %s', async word => {
  await openApp()
  await ready()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  await userEvent.keyboard(word)
  await expect
    .poll(() => [...document.querySelectorAll('[cmdk-item]')].map(item => item.textContent).join())
    .toMatch(/^Switch theme/)
})

test('the sessions can be skipped, to the question box or to the conversation', async () => {
  await openApp({ world: { sessions: 5 } })
  await expect.element(page.getByRole('main')).toBeVisible()
  const links = page.getByRole('link', { name: /^Skip to/ })
  expect(links.elements().map(link => link.textContent)).toEqual([
    'Skip to the question box',
    'Skip to the conversation',
  ])
  const [toBox, toPage] = links.elements() as HTMLElement[]
  toPage?.focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('main')).toHaveFocus()
  await userEvent.keyboard('{Tab}')
  expect(document.activeElement?.closest('main')).not.toBeNull()
  toBox?.focus()
  await userEvent.keyboard('{Enter}')
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toHaveFocus()
})
