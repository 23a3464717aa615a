import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const cards = () => [...document.querySelectorAll<HTMLElement>('[data-slot="upload"]')]
const csv = (name: string, size = 40) => new File(['a,b\n'.repeat(size / 4)], name, { type: 'text/csv' })

function drag(type: string, files: File[]) {
  const data = new DataTransfer()
  for (const file of files) data.items.add(file)
  window.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }))
}

async function drop(...files: File[]) {
  drag('dragenter', files)
  await expect.element(page.getByText('Drop files to add them')).toBeVisible()
  drag('drop', files)
}

test('a file dropped anywhere goes up, and its card tells what it holds', async () => {
  const app = await openApp()
  await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
  await drop(csv('sales.csv'))
  await expect.poll(() => cards()[0]?.textContent).toContain('12,480 rows × 9 columns')
  expect(cards()[0]?.textContent).toContain('sales.csv')
  expect(app.path()).toMatch(/^\/sessions\/session-/)
  await expect.element(page.getByText('Drop files to add them')).not.toBeInTheDocument()
})

test('what to beware of stands on the card', async () => {
  await openApp()
  await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
  await drop(csv('messy.csv'))
  await page.getByRole('button', { name: '2 things to know' }).click()
  await expect.element(page.getByText('Line 51: it has 7 values, the header has 6')).toBeVisible()
})

test('a pasted file is taken, pasted words are not', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  const words = new DataTransfer()
  words.setData('text/plain', 'hello')
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: words, bubbles: true }))
  const data = new DataTransfer()
  data.items.add(csv('pasted.csv'))
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  await expect.poll(() => cards().map(card => card.querySelector('p')?.textContent)).toEqual(['pasted.csv'])
})

test('refusals stand on the card: by type, empty, too large', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  // The limit is known before a file is judged by it.
  const { queryClient } = await import('../api/query-client.ts')
  await expect.poll(() => queryClient.getQueryData(['capabilities'])).toBeTruthy()
  await drop(
    new File(['MZ'], 'tool.exe'),
    new File([], 'nothing.csv'),
    new File([new Uint8Array(5_000_001)], 'huge.csv'),
  )
  await expect.poll(() => cards().map(card => card.dataset['state'])).toEqual(['refused', 'refused', 'refused'])
  expect(cards()[0]?.textContent).toContain('Programs are not accepted.')
  expect(cards()[1]?.textContent).toContain('This file is empty.')
  expect(cards()[2]?.textContent).toContain('takes files up to 5 MB')
  // Nothing is gained by trying the same file again.
  await expect.element(page.getByRole('button', { name: /Try .* again/ })).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Remove tool.exe' }).click()
  expect(cards()).toHaveLength(2)
})

test('an upload can be stopped', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  await drop(csv('slow.csv'))
  await page.getByRole('button', { name: 'Stop uploading slow.csv' }).click()
  expect(cards()).toHaveLength(0)
})

test('forty files show five cards and, in the place of a sixth, the count of the rest', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  await drop(...Array.from({ length: 40 }, (_, n) => csv(`part ${n}.csv`)))
  await expect.element(page.getByRole('button', { name: /^35 more · \d+ on their way$/ })).toBeVisible()
  expect(cards()).toHaveLength(5)
  const bottomOf = (place: Element | null | undefined) => place?.getBoundingClientRect().bottom ?? 0
  const tray = document.querySelector('[data-slot="upload-tray"]')
  expect(bottomOf(tray?.lastElementChild)).toBeLessThanOrEqual(bottomOf(tray))
  await page.getByRole('button', { name: /^35 more/ }).click()
  await expect.element(page.getByRole('tab', { name: 'Files' })).toHaveAttribute('data-state', 'active')
  await expect.poll(() => document.querySelectorAll('[data-slot="artifact-card"]').length).toBe(40)
  // What has come is not on its way any more.
  await expect.element(page.getByRole('button', { name: '35 more', exact: true })).toBeVisible()
})

test('a question empties the tray', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  const box = page.getByRole('textbox', { name: 'Your question' })
  await expect.element(box).toBeVisible()
  await drop(csv('sales.csv'))
  await expect.poll(() => cards()[0]?.dataset['state']).toBe('done')
  await box.fill('What is in it?')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect.poll(cards).toHaveLength(0)
})

test('a file taken out of the tray leaves the session too', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  await drop(csv('sales.csv'))
  await expect.poll(() => document.querySelectorAll('[data-slot="suggestions"] button').length).toBe(4)
  await page.getByRole('button', { name: 'Remove sales.csv' }).click()
  await expect.element(page.getByRole('button', { name: /^Coffee sales/ })).toBeVisible()
})
