import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const box = () => document.getElementById('question') as HTMLTextAreaElement
const questions = () => [...document.querySelectorAll('[data-slot="question"]')].map(question => question.textContent)

async function open() {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.poll(() => document.activeElement?.id).toBe('question')
}

test('Shift+Enter makes a line, Enter sends what stands there', async () => {
  await open()
  await userEvent.keyboard('first{Shift>}{Enter}{/Shift}second')
  expect(box().value).toBe('first\nsecond')
  expect(questions()).toEqual([])
  await userEvent.keyboard('{Enter}')
  await expect.poll(questions).toEqual(['first\nsecond'])
})

test('Enter that ends a composed character does not send', async () => {
  await open()
  await userEvent.keyboard('にほん')
  box().dispatchEvent(new KeyboardEvent('keydown', { code: 'Enter', key: 'Enter', isComposing: true, bubbles: true }))
  expect(box().value).toBe('にほん')
  expect(questions()).toEqual([])
})

test('nothing but spaces is not sent, and the focus stays', async () => {
  await open()
  await userEvent.keyboard('   {Enter}')
  expect(questions()).toEqual([])
  expect(document.activeElement).toBe(box())
})

test('the box grows with its lines, to a limit, and shrinks again', async () => {
  await open()
  const low = box().offsetHeight
  await page.getByRole('textbox', { name: 'Your question' }).fill('line\n'.repeat(5))
  await expect.poll(() => box().offsetHeight).toBeGreaterThan(low)
  await page.getByRole('textbox', { name: 'Your question' }).fill('line\n'.repeat(200))
  expect(box().offsetHeight).toBeLessThanOrEqual(Math.min(256, innerHeight * 0.4))
  await page.getByRole('textbox', { name: 'Your question' }).fill('')
  await expect.poll(() => box().offsetHeight).toBe(low)
})

test('↑ moves the cursor as always where something is written', async () => {
  await open()
  await userEvent.keyboard('one{Enter}')
  await expect.poll(questions).toEqual(['one'])
  await userEvent.keyboard('two{ArrowUp}')
  expect(box().value).toBe('two')
})

test('files are picked by the button', async () => {
  await open()
  const input = document.querySelector<HTMLInputElement>('input[type="file"]') as HTMLInputElement
  expect(input.multiple).toBe(true)
  await userEvent.upload(input, [new File(['a\n1'], 'one.csv'), new File(['b\n2'], 'two.csv')])
  await expect.poll(() => document.querySelectorAll('[data-slot="upload"]').length).toBe(2)
  await expect.poll(() => document.activeElement?.id).toBe('question')
})

test('a model is chosen for this session and kept by the server', async () => {
  await open()
  await page.getByRole('button', { name: 'Model: GPT-5.2' }).click()
  await page.getByRole('menuitemradio', { name: /Claude 4.5 Sonnet/ }).click()
  await expect.element(page.getByRole('button', { name: 'Model: Claude 4.5 Sonnet' })).toBeVisible()
  await expect
    .poll(
      async () =>
        ((await (await fetch('/api/v1/sessions?archived=false')).json()) as { items: { model: string }[] }).items[0]
          ?.model,
    )
    .toBe('anthropic/claude-4.5-sonnet')
})

test('a model chosen before there is a session goes with its first question', async () => {
  const app = await openApp()
  await page.getByRole('button', { name: 'Model: GPT-5.2' }).click()
  await page.getByRole('menuitemradio', { name: /Claude 4.5 Sonnet/ }).click()
  await page.getByRole('textbox', { name: 'Your question' }).fill('Show the trend')
  await userEvent.keyboard('{Enter}')
  await expect.poll(app.path).toMatch(/session-/)
  await expect.element(page.getByRole('button', { name: 'Model: Claude 4.5 Sonnet' })).toBeVisible()
})
