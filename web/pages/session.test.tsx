import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const box = () => page.getByRole('textbox', { name: 'Your question' })
const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const slots = (name: string) => [...document.querySelectorAll<HTMLElement>(`[data-slot="${name}"]`)]

async function ask(question: string) {
  await box().fill(question)
  await userEvent.keyboard('{Enter}')
}
const answered = () => expect.poll(() => slots('quiet-row').length)

test('an empty session teaches, and its cursor is in the question box', async () => {
  await openApp()
  await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: /^Coffee sales/ })).toBeVisible()
  await expect.poll(() => document.activeElement?.id).toBe('question')
})

test('a sample becomes a file with its shape and four questions from its columns', async () => {
  await openApp()
  await page.getByRole('button', { name: /^Customers/ }).click()
  await expect.poll(() => slot('profile-summary')?.textContent).toContain('12,480 rows × 9 columns')
  await expect.poll(() => slot('suggestions')?.querySelectorAll('button').length).toBe(4)
})

test('the question is on the screen before any answer of the server', async () => {
  await openApp()
  await expect.element(box()).toBeVisible()
  await box().fill('Show the monthly trend')
  const started = performance.now()
  let seen = 0
  const watcher = new MutationObserver(() => {
    if (seen === 0 && slot('question')) seen = performance.now()
  })
  watcher.observe(document.body, { childList: true, subtree: true })
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => seen).toBeGreaterThan(started)
  watcher.disconnect()
  await expect.element(box()).toHaveValue('')
  expect(document.activeElement?.id).toBe('question')
  await answered().toBe(1)
})

test('one answer, from top to bottom', async () => {
  const app = await openApp()
  await ask('Show the monthly trend')
  await answered().toBe(1)
  expect(app.path()).toMatch(/^\/sessions\/session-/)
  expect(slot('drawer')?.textContent).toBe('Ran 3 steps · profile, python · 2.1 s')
  expect(slot('final-result')?.textContent).toBe('Revenue rose 18 % to €4.2 M')
  await expect.poll(() => slot('prose')?.textContent).toContain('About 7,300')
  const order = ['question', 'drawer', 'final-result', 'prose', 'inline-chart', 'cards', 'quiet-row'].map(name =>
    slot(name),
  )
  for (const [index, part] of order.slice(1).entries())
    expect(
      Boolean((order[index] as Node).compareDocumentPosition(part as Node) & Node.DOCUMENT_POSITION_FOLLOWING),
    ).toBe(true)
  expect(slots('artifact-card').map(card => card.textContent)).toHaveLength(3)
  expect(slot('quiet-row')?.textContent).toContain('9,370 tokens')
  expect(slot('quiet-row')?.textContent).toContain('$0.03')
  expect(slot('prose')?.textContent).not.toContain('Total 45,180,220')
})

test('the title comes from the first question and stands in list and head', async () => {
  await openApp()
  await ask('Which shop sells most?')
  await answered().toBe(1)
  await expect.element(page.getByRole('link', { name: 'Which shop sells most?' })).toBeVisible()
})

test('a number opens the step at the very line; one without source says so', async () => {
  await openApp()
  await ask('Show the monthly trend')
  await answered().toBe(1)
  await page.getByRole('button', { name: '812,400, Output of step 2' }).click()
  await expect.poll(() => slot('marked-line')?.textContent).toBe('Largest rise 812,400 in March')
  const missing = slots('claim').find(mark => mark.dataset['status'] === 'missing')
  expect(missing?.textContent).toBe('7,300 not computed')
})

test('the drawer shows each step, its repair as a diff, and moves by arrow keys', async () => {
  await openApp()
  await ask('Show the monthly trend')
  await answered().toBe(1)
  await page.getByRole('button', { name: /Ran 3 steps/ }).click()
  slots('step-head')[0]?.focus()
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  expect(slot('repair')?.textContent).toContain("there is no column 'revenu'")
  expect(slot('repair')?.textContent).toContain('removed: ')
  expect(slots('step')[1]?.textContent).toContain('Largest rise 812,400')
  // It was mended, so the error is not shown as the outcome.
  expect(slot('error-output')).toBeNull()
  await userEvent.keyboard('{ArrowLeft}')
  expect(slot('repair')).toBeNull()
})

test('a failed run keeps what it had and can be tried again', async () => {
  await openApp()
  await ask('this will fail')
  await answered().toBe(1)
  expect(slot('run-error')?.textContent).toContain('failed three times')
  await expect.poll(() => slot('prose')?.textContent).toContain('none of them holds money')
  await page.getByRole('button', { name: 'Try again' }).click()
  await answered().toBe(2)
})

test('a failing step shows the last line of its error first', async () => {
  await openApp()
  await ask('this will fail')
  await answered().toBe(1)
  await page.getByRole('button', { name: /Ran 2 steps/ }).click()
  slots('step-head')[1]?.click()
  await expect
    .poll(() => slot('error-output')?.querySelector('p')?.textContent)
    .toBe("KeyError: 'Column not found: revenu'")
  await page.getByRole('button', { name: 'Whole message' }).click()
  expect(slot('error-output')?.textContent).toContain('Traceback')
})

test('an error of the model links to the setting', async () => {
  await openApp()
  await ask('is the key right?')
  await answered().toBe(1)
  await page.getByRole('button', { name: 'Set up a model' }).click()
  await expect.element(page.getByRole('dialog', { name: 'Set up a language model' })).toBeVisible()
})

test('a refused question says why, and can be edited', async () => {
  await openApp()
  await ask('refuse me')
  await expect
    .poll(() => document.querySelector('[role="alert"]')?.textContent)
    .toContain('The limit of questions for today is reached')
  await page.getByRole('button', { name: 'Edit' }).click()
  await expect.element(box()).toHaveValue('refuse me')
  expect(slot('question')).toBeNull()
})

test('Esc stops what works; a question asked meanwhile waits and then runs', async () => {
  await openApp()
  await ask('endless')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Step 2 of 3')
  await ask('Show the monthly trend')
  await expect.poll(() => slot('waiting-question')?.textContent).toContain('Show the monthly trend')
  expect(document.querySelectorAll('[data-slot="turn"]')).toHaveLength(1)
  await userEvent.keyboard('{Escape}')
  await answered().toBe(2)
  expect(slot('run-stopped')?.textContent).toBe('Stopped. What was made until then is kept.')
  expect(slot('waiting-question')).toBeNull()
  expect(slot('status-line')).toBeNull()
})

test('a waiting question can be taken away', async () => {
  await openApp()
  await ask('endless')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Step 2')
  await ask('Never mind')
  await page.getByRole('button', { name: 'Remove the waiting question' }).click()
  await expect.poll(() => slot('waiting-question')).toBeNull()
  await userEvent.keyboard('{Escape}')
  await expect.poll(() => slot('status-line')).toBeNull()
})

test('↑ in an empty box brings the last question back, and a draft outlives a look elsewhere', async () => {
  const app = await openApp({ world: { sessions: 1 } })
  await ask('Show the monthly trend')
  await answered().toBe(1)
  await userEvent.keyboard('{ArrowUp}')
  await expect.element(box()).toHaveValue('Show the monthly trend')
  const here = app.path()
  await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: app.sessions[0] ?? '' } })
  await expect.element(box()).toHaveValue('')
  await app.router.navigate({ to: here })
  await expect.element(box()).toHaveValue('Show the monthly trend')
})

test('lines that break mid-answer lose and double nothing', async () => {
  await openApp({ world: { cutAfter: 7 } })
  await ask('Show the monthly trend')
  await answered().toBe(1)
  await expect.poll(() => slot('prose')?.textContent).toContain('About 7,300')
  expect(slot('prose')?.textContent?.match(/Summer is flat/g)).toHaveLength(1)
  expect(slot('line-bar')).toBeNull()
})

test('a reload in the middle goes on where it was', async () => {
  const app = await openApp({ world: { speed: 0.05 } })
  await ask('Show the monthly trend')
  await expect.poll(() => slots('drawer').length).toBe(1)
  const { router } = app
  const path = router.state.location.pathname
  // What a reload does: every store is empty, the server remembers.
  const { useRuns } = await import('../runs/run-store.ts')
  const { queryClient } = await import('../api/query-client.ts')
  useRuns.setState({ turns: {}, waiting: [] })
  await queryClient.refetchQueries({ queryKey: ['runs'] })
  expect(router.state.location.pathname).toBe(path)
  await answered().toBe(1)
  expect(slots('question')).toHaveLength(1)
  await expect.poll(() => slot('prose')?.textContent).toContain('About 7,300')
})

test('a session that is not there says so', async () => {
  await openApp({ path: '/sessions/nowhere' })
  await expect.element(page.getByRole('heading', { name: 'This session is gone' })).toBeVisible()
})

test('an address that leads nowhere says so', async () => {
  await openApp({ path: '/no/such/page' })
  await expect.element(page.getByRole('heading', { name: 'There is no page here' })).toBeVisible()
})

test('without a model it says so quietly, and how to set one up', async () => {
  await openApp({ world: { models: false } })
  await expect.poll(() => slot('no-model')?.textContent).toBe('Built-in analyst: no model set · Set one up')
})

test('formulas, code, and pictures of other hosts in prose', async () => {
  await openApp()
  await ask('what is the mean?')
  await answered().toBe(1)
  await expect.poll(() => slot('prose')?.querySelectorAll('.katex').length).toBe(1)
  expect(slot('prose')?.querySelector('img')).toBeNull()
  expect(slot('prose')?.textContent).toContain('[a picture]')
  expect(slot('prose')?.querySelector('a')?.rel).toContain('noopener')
  await expect.poll(() => slot('code-block')?.querySelectorAll('pre span[style]').length).toBeGreaterThan(3)
})
