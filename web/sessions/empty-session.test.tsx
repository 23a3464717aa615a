import { afterEach, describe, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { queryClient } from '../api/query-client.ts'
import { breakApi, closeApp, makeWorld, openApp } from '../mock/open-app.tsx'
import { samples } from './samples.ts'

afterEach(async () => {
  vi.restoreAllMocks()
  closeApp()
  await makeWorld()
})

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const suggested = () => [...(slot('suggestions')?.querySelectorAll('button') ?? [])].map(button => button.textContent)
const questions = () => [...document.querySelectorAll('[data-slot="question"]')].map(question => question.textContent)
const inSession = { world: { sessions: 1 }, path: '/sessions/{first}' } as const
const box = () => page.getByRole('textbox', { name: 'Your question' })
const pick = (...files: File[]) =>
  userEvent.upload(document.querySelector('input[type="file"]') as HTMLInputElement, files)
const csv = (name: string) => new File(['a,b\n1,2\n'], name, { type: 'text/csv' })

describe('suggested questions', () => {
  test('come from the newest file', async () => {
    await openApp(inSession)
    await expect.element(box()).toBeVisible()
    await pick(csv('first.csv'))
    await expect.element(page.getByRole('heading', { name: 'Ask about first.csv' })).toBeVisible()
    await pick(csv('second.csv'))
    await expect.element(page.getByRole('heading', { name: 'Ask about second.csv' })).toBeVisible()
    expect(suggested()).toHaveLength(4)
    expect(new Set(suggested()).size).toBe(4)
  })

  test('a press asks it, empties the tray and leaves the cursor in the box', async () => {
    await openApp(inSession)
    await expect.element(box()).toBeVisible()
    await pick(csv('sales.csv'))
    await expect.poll(() => suggested().length).toBe(4)
    const [first = ''] = suggested()
    await page.getByRole('button', { name: first }).click()
    await expect.poll(questions).toEqual([first])
    await expect.poll(() => slot('upload')).toBeNull()
    await expect.poll(() => document.activeElement?.id).toBe('question')
    expect(slot('suggestions')).toBeNull()
  })

  test('what is half written stays when a suggestion is asked', async () => {
    await openApp(inSession)
    await expect.element(box()).toBeVisible()
    await pick(csv('sales.csv'))
    await expect.poll(() => suggested().length).toBe(4)
    await box().fill('Later: and by region?')
    await page.getByRole('button', { name: suggested()[0] ?? '' }).click()
    await expect.poll(() => questions().length).toBe(1)
    await expect.element(box()).toHaveValue('Later: and by region?')
  })

  test('a document has questions of its own', async () => {
    await openApp(inSession)
    await expect.element(box()).toBeVisible()
    await pick(new File(['%PDF-1.7'], 'paper.pdf', { type: 'application/pdf' }))
    await expect.element(page.getByRole('heading', { name: 'Ask about paper.pdf' })).toBeVisible()
    expect(suggested().length).toBeGreaterThan(0)
    expect(suggested().join(' ')).not.toMatch(/column|revenue/)
  })

  test('a file that cannot be read suggests nothing, and offers no samples beside it', async () => {
    await openApp(inSession)
    await expect.element(box()).toBeVisible()
    await breakApi({ at: '/profile', status: 422, code: 'unreadable_file', message: 'This workbook is locked.' })
    await pick(csv('locked.csv'))
    await expect.element(page.getByText('This workbook is locked.')).toBeVisible()
    expect(suggested()).toEqual([])
    // The room kept for them has nothing that could name it, so it is no region.
    expect(slot('suggestions')?.hasAttribute('aria-labelledby')).toBe(false)
    await expect.element(page.getByRole('button', { name: /^Coffee sales/ })).not.toBeInTheDocument()
  })

  test('before the files are known, nothing stands there that would go away again', async () => {
    await openApp({ path: '/sessions/new', world: { sessions: 1 } })
    await breakApi({ at: '/files', status: 0, hold: true })
    await page.getByRole('link', { name: 'Monthly revenue trend' }).click()
    await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
    await expect.element(page.getByRole('button', { name: /^Coffee sales/ })).not.toBeInTheDocument()
    await breakApi()
    await expect.element(page.getByRole('button', { name: /^Coffee sales/ })).toBeVisible()
  })
})

describe('samples', () => {
  test('a sample makes the session, the file and the suggestions, once', async () => {
    const app = await openApp()
    await page.getByRole('button', { name: /^Air quality/ }).click()
    await expect.poll(app.path).toMatch(/^\/sessions\/session-/)
    await expect.element(page.getByRole('heading', { name: 'Ask about air quality.csv' })).toBeVisible()
    const { items } = (await (await fetch('/api/v1/sessions')).json()) as { items: unknown[] }
    expect(items).toHaveLength(1)
  })

  test('one that cannot be fetched says so, and nothing was begun', async () => {
    const app = await openApp()
    await expect.element(page.getByRole('button', { name: /^Customers/ })).toBeVisible()
    const real = globalThis.fetch
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
      String(input instanceof Request ? input.url : input).includes('/samples/')
        ? Promise.reject(new TypeError('Failed to fetch'))
        : real(input, init),
    )
    await page.getByRole('button', { name: /^Customers/ }).click()
    await expect
      .element(page.getByText("The server can't be reached. Check the connection; nothing is lost."))
      .toBeVisible()
    expect(app.path()).toBe('/sessions/new')
    expect(slot('upload')).toBeNull()
  })

  test('a session that cannot be made says why, and the sample can be taken again', async () => {
    const app = await openApp()
    await expect.element(page.getByRole('button', { name: /^Customers/ })).toBeVisible()
    await breakApi({
      at: 'POST sessions',
      status: 429,
      code: 'quota_reached',
      message: 'You have 100 sessions.',
      times: 1,
    })
    await page.getByRole('button', { name: /^Customers/ }).click()
    await expect.element(page.getByText('You have 100 sessions.')).toBeVisible()
    expect(app.path()).toBe('/sessions/new')
    await page.getByRole('button', { name: /^Customers/ }).click()
    await expect.poll(app.path).toMatch(/session-/)
  })

  test('a sample brings questions that suit it', async () => {
    await openApp()
    await page.getByRole('button', { name: /^Customers/ }).click()
    const questions = () => [...document.querySelectorAll('[data-slot="suggestions"] li')].map(item => item.textContent)
    await expect.poll(questions).toEqual(samples.find(sample => sample.name === 'Customers')?.questions)
  })

  test.each([
    ['at once', () => Promise.resolve()],
    ['when its session is on the screen', (path: () => string) => expect.poll(path).toContain('session-')],
  ])('two quick presses make one session of two files, where the second arrives %s', async (_, arrival) => {
    const app = await openApp()
    await expect.element(page.getByRole('button', { name: /^Customers/ })).toBeVisible()
    const real = globalThis.fetch
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      if (String(input instanceof Request ? input.url : input).includes('/samples/customers')) await arrival(app.path)
      return real(input, init)
    })
    const buttons = [...document.querySelectorAll<HTMLElement>('section[aria-labelledby="samples"] button')]
    buttons[0]?.click()
    buttons[1]?.click()
    await expect.poll(app.path).toMatch(/session-/)
    await expect.poll(() => document.querySelectorAll('[data-slot="upload"][data-state="done"]').length).toBe(2)
    const { items } = (await (await real('/api/v1/sessions')).json()) as { items: unknown[] }
    expect(items).toHaveLength(1)
  })
})

describe('a new session', () => {
  test('words written before a file is added follow it into the session', async () => {
    const app = await openApp()
    await box().fill('What is in')
    await pick(csv('sales.csv'))
    await expect.poll(app.path).toMatch(/session-/)
    await expect.element(box()).toHaveValue('What is in')
    await app.router.navigate({ to: '/sessions/$sessionId', params: { sessionId: 'new' } })
    await expect.element(box()).toHaveValue('')
  })

  test('going back from the first answer does not lead to an empty session that asks again', async () => {
    const app = await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
    await expect.element(box()).toBeVisible()
    await userEvent.keyboard('{Control>}j{/Control}')
    await expect.poll(app.path).toBe('/sessions/new')
    await box().fill('Show the monthly trend')
    await userEvent.keyboard('{Enter}')
    await expect.poll(app.path).toMatch(/session-/)
    const made = app.path()
    app.router.history.back()
    await expect.poll(app.path).toBe(`/sessions/${app.sessions[0]}`)
    app.router.history.forward()
    await expect.poll(app.path).toBe(made)
    await expect.poll(questions).toEqual(['Show the monthly trend'])
  })

  test('the list shows it as soon as it has a row, under the question it began with', async () => {
    await openApp()
    await box().fill('Which shop sells most?')
    await userEvent.keyboard('{Enter}')
    const row = page.getByRole('navigation', { name: 'Sessions' }).getByRole('link', { name: 'Which shop sells most?' })
    await expect.element(row).toHaveAttribute('aria-current', 'page')
    expect(queryClient.isMutating()).toBe(0)
  })
})
