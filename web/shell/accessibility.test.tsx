import axe from 'axe-core'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'

afterEach(closeApp)

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)

/** Every finding as "rule: place", so that a failure reads. Charts and grids are tried beside their own code. */
async function findings() {
  for (const animation of document.getAnimations())
    if (animation.effect?.getTiming().iterations === 1) animation.finish()
  const { violations } = await axe.run(
    { include: [document.body], exclude: [['[data-slot="inline-chart"]'], ['[data-slot="artifact-panel"]']] },
    {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      // Experimental, so it has to be asked for: whoever speaks what they see must be understood.
      rules: { 'label-content-name-mismatch': { enabled: true } },
    },
  )
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(node => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  )
}

async function ask(question: string) {
  await page.getByRole('textbox', { name: 'Your question' }).fill(question)
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slot('quiet-row')).toBeTruthy()
}

const views = [
  [1440, 'light'],
  [1440, 'dark'],
  [390, 'light'],
  [390, 'dark'],
] as const

test.each(views)('an empty session at %i px, %s', async (width, theme) => {
  await openApp({ width, theme, world: { sessions: 4, models: false } })
  await expect.element(page.getByRole('heading', { name: 'What would you like to know?' })).toBeVisible()
  expect(await findings()).toEqual([])
})

test.each(views)('a full answer with its drawer open at %i px, %s', async (width, theme) => {
  await openApp({ width, theme, world: { sessions: 4 } })
  await ask('Show the monthly trend')
  await page.getByRole('button', { name: /Ran 3 steps/ }).click()
  for (const head of document.querySelectorAll<HTMLElement>('[data-slot="step-head"]')) head.click()
  await expect.poll(() => slot('repair')).toBeTruthy()
  await expect.poll(() => document.querySelectorAll('.code span[style]').length).toBeGreaterThan(10)
  expect(await findings()).toEqual([])
})

test.each(['light', 'dark'] as const)('a failure, its step open, %s', async theme => {
  await openApp({ theme })
  await ask('this will fail')
  await page.getByRole('button', { name: /Ran 2 steps/ }).click()
  document.querySelectorAll<HTMLElement>('[data-slot="step-head"]')[1]?.click()
  await expect.poll(() => slot('error-output')).toBeTruthy()
  expect(await findings()).toEqual([])
})

test.each(['light', 'dark'] as const)('shortcuts and palette, %s', async theme => {
  await openApp({ theme, world: { sessions: 3 } })
  // Keys are heard once the screen stands.
  await expect.element(page.getByRole('textbox', { name: 'Your question' })).toBeVisible()
  await userEvent.keyboard('{Control>}k{/Control}')
  await expect.element(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible()
  expect(await findings()).toEqual([])
  await userEvent.keyboard('{Escape}')
  ;(document.activeElement as HTMLElement).blur()
  await userEvent.keyboard('?')
  await expect.element(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  expect(await findings()).toEqual([])
})

test.each(views)('variables that are gone, and files, at %i px, %s', async (width, theme) => {
  await openApp({ width, theme, world: { sessions: 2, files: 8, lost: true }, path: '/sessions/{first}' })
  await ask('Show the monthly trend')
  if (width < 1_100) await page.getByRole('button', { name: 'Show outputs' }).click()
  await page.getByRole('tab', { name: 'Variables' }).click()
  await expect.element(page.getByRole('note')).toBeVisible()
  expect(await findings()).toEqual([])
  await page.getByRole('tab', { name: 'Files' }).click()
  await expect.element(page.getByRole('region', { name: 'Added by you' })).toBeVisible()
  expect(await findings()).toEqual([])
})

test.each(['light', 'dark'] as const)('what waits, what was refused and what is undone, %s', async theme => {
  await openApp({ theme, world: { sessions: 2, models: false }, path: '/sessions/{first}' })
  await page.getByRole('textbox', { name: 'Your question' }).fill('endless')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slot('status-line')?.textContent).toContain('Step 2')
  await page.getByRole('textbox', { name: 'Your question' }).fill('Show the trend')
  await userEvent.keyboard('{Enter}')
  await expect.poll(() => slot('waiting-question')).toBeTruthy()
  await userEvent.upload(document.querySelector('input[type="file"]') as HTMLInputElement, new File([], 'empty.csv'))
  await expect.poll(() => slot('upload')?.dataset['state']).toBe('refused')
  await page.getByRole('button', { name: 'More for Churn by plan and region' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect.element(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  expect(await findings()).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
})

test('nothing is wider than a phone, with a long name and right-to-left words', async () => {
  await openApp({ width: 390, world: { sessions: 3, longNames: true }, path: '/sessions/{first}' })
  await ask('ما هو اتجاه الإيرادات الشهري؟')
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390)
  expect(getComputedStyle(slot('final-result') as HTMLElement).direction).toBe('rtl')
})
