import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { stepOf, turnOf } from '../mock/turns.ts'
import { showPlace, useScreen } from '../shell/screen-store.ts'
import { Drawer } from './Drawer.tsx'

afterEach(() => {
  erase()
  document.dir = ''
  useScreen.setState({ place: null, chosen: {} })
})

const line = () => page.getByRole('button', { name: /steps?/ }).first()
const heads = () => [...document.querySelectorAll<HTMLElement>('[data-slot="step-head"]')]
const step = (index: number) => document.querySelectorAll<HTMLElement>('[data-slot="step"]')[index]
const open = (index: number) => heads()[index]?.getAttribute('aria-expanded') === 'true'

async function drawn(run: Partial<RunState>) {
  draw(<Drawer turn={turnOf(run)} sessionId="session-1" />)
  await line().click()
  await expect.poll(heads).toHaveLength(run.steps?.length ?? 0)
}

test.each([
  [{ steps: [stepOf(1)], seconds: 2.14 }, 'Ran 1 step · python · 2.1 s'],
  [
    { steps: [stepOf(1, { tool: 'profile_data' }), stepOf(2)], seconds: 75 },
    'Ran 2 steps · profile, python · 1 min 15 s',
  ],
  [{ steps: [stepOf(1), stepOf(2)], seconds: null }, 'Ran 2 steps · python'],
  [{ steps: [stepOf(1, { tool: 'look_up_words' })], seconds: 0 }, 'Ran 1 step · look up words · < 0.1 s'],
  [{ steps: [stepOf(1), stepOf(2, { status: 'running' })], status: 'running' }, 'Working · 2 steps so far'],
] as const)('its line for %j', async (run, words) => {
  draw(<Drawer turn={turnOf(run as unknown as Partial<RunState>)} sessionId="session-1" />)
  await expect.poll(() => document.querySelector('[data-slot="drawer"]')?.textContent).toBe(words)
})

test('it is closed at first, and the line says so', async () => {
  draw(<Drawer turn={turnOf({ steps: [stepOf(1)] })} sessionId="session-1" />)
  await expect.element(line()).toHaveAttribute('aria-expanded', 'false')
  expect(heads()).toEqual([])
  await line().click()
  await expect.element(line()).toHaveAttribute('aria-expanded', 'true')
  expect(open(0)).toBe(false)
})

test.each([
  ['its first own words', ['Reading sales.csv', 'Writing Python code', 'Running code'], 'Reading sales.csv'],
  ['not what tells of mending', ['Running code', 'Error found, fixing', 'Building chart'], 'Building chart'],
  ['the first label when there is no other', ['Writing Python code', 'Running code'], 'Writing Python code'],
  ['the tool when it never had a label', [], 'run_python'],
])('a step is called by %s', async (_why, labels, title) => {
  await drawn({ steps: [stepOf(1, { labels })] })
  expect(heads()[0]?.querySelector('[dir="auto"]')?.textContent).toBe(title)
})

test.each([
  ['success', 'Done'],
  ['error', 'Failed'],
  ['running', 'Running'],
] as const)('a step that is %s says so to who cannot see the colour', async (status, label) => {
  await drawn({ steps: [stepOf(1, { status, seconds: status === 'running' ? null : 3 })] })
  await expect.element(page.getByRole('img', { name: label })).toBeVisible()
  expect(heads()[0]?.textContent?.includes('3.0 s')).toBe(status !== 'running')
})

test('↑ and ↓ go from step to step and stay at the ends; → opens, ← closes', async () => {
  await drawn({ steps: [stepOf(1, { code: 'a = 1' }), stepOf(2, { code: 'b = 2' }), stepOf(3)] })
  heads()[0]?.focus()
  await userEvent.keyboard('{ArrowUp}')
  expect(document.activeElement).toBe(heads()[0])
  await userEvent.keyboard('{ArrowDown}{ArrowRight}')
  await expect.poll(() => open(1)).toBe(true)
  await userEvent.keyboard('{ArrowRight}')
  expect(open(1)).toBe(true)
  await userEvent.keyboard('{ArrowLeft}{ArrowDown}{ArrowDown}')
  await expect.poll(() => open(1)).toBe(false)
  expect(document.activeElement).toBe(heads()[2])
})

test('where one reads from right to left, ← opens and → closes', async () => {
  document.dir = 'rtl'
  await drawn({ steps: [stepOf(1)] })
  heads()[0]?.focus()
  await userEvent.keyboard('{ArrowLeft}')
  await expect.poll(() => open(0)).toBe(true)
  await userEvent.keyboard('{ArrowRight}')
  await expect.poll(() => open(0)).toBe(false)
})

test('arrows inside an output scroll it and do not leave the step', async () => {
  await drawn({ steps: [stepOf(1, { stdout: 'one\ntwo\n' }), stepOf(2)] })
  heads()[0]?.click()
  await expect.poll(() => step(0)?.querySelector('pre')).toBeTruthy()
  const output = step(0)?.querySelector('pre') as HTMLElement
  output.focus()
  await userEvent.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(output)
})

test('a step that printed nothing says so, one with work does not', async () => {
  await drawn({ steps: [stepOf(1), stepOf(2, { displays: [{ text: '42' }] }), stepOf(3, { artifactIds: ['a'] })] })
  for (const head of heads()) head.click()
  await expect.poll(() => open(2)).toBe(true)
  expect(step(0)?.textContent).toContain('Nothing was printed or shown.')
  expect(step(1)?.textContent).not.toContain('Nothing was printed')
  expect(step(1)?.textContent).toContain('42')
  expect(step(2)?.textContent).not.toContain('Nothing was printed')
})

test('an error is shown when it stayed, and not when it was mended', async () => {
  const repair = { attempt: 1, errorSummary: 'no column x', before: 'a', after: 'b', succeeded: true }
  await drawn({
    steps: [
      stepOf(1, { stderr: 'KeyError: x', repairs: [repair] }),
      stepOf(2, { stderr: 'KeyError: y', status: 'error', repairs: [{ ...repair, succeeded: false }] }),
      stepOf(3, { stderr: 'FutureWarning: old', status: 'success' }),
    ],
  })
  for (const head of heads()) head.click()
  await expect.poll(() => document.querySelectorAll('[data-slot="error-output"]').length).toBe(2)
  expect(step(0)?.textContent).toContain('Mended, attempt 1 because no column x')
  expect(step(0)?.textContent).not.toContain('KeyError')
  expect(step(1)?.textContent).toContain('Tried to mend, attempt 1')
  expect(step(1)?.textContent).toContain('KeyError: y')
  expect(step(2)?.textContent).toContain('FutureWarning: old')
})

test('three attempts stand one under the other, each with what it changed', async () => {
  const repairs = [1, 2, 3].map(attempt => ({
    attempt,
    errorSummary: `error ${attempt}`,
    before: 'x = f(1)\nprint(x)',
    after: `x = f(${attempt + 1})\nprint(x)`,
    succeeded: attempt === 3,
  }))
  await drawn({ steps: [stepOf(1, { repairs, code: 'x = f(4)\nprint(x)' })] })
  heads()[0]?.click()
  await expect.poll(() => document.querySelectorAll('[data-slot="repair"]').length).toBe(3)
  const third = document.querySelectorAll<HTMLElement>('[data-slot="repair"]')[2]
  const texts = [...(third?.querySelectorAll('code > span') ?? [])].map(part => part.textContent?.trim())
  expect(texts).toEqual(['−removed: x = f(1)', '+added: x = f(4)', 'print(x)'])
})

test('what a step made can be opened from it', async () => {
  const artifact = { id: 'a', kind: 'table', name: 'monthly', mime: 'x', size: 1, version: 1 } as const
  await drawn({ steps: [stepOf(1, { artifactIds: ['a'] }), stepOf(2)], artifacts: [artifact] })
  for (const head of heads()) head.click()
  await expect.poll(() => document.querySelectorAll('[data-slot="artifact-card"]').length).toBe(1)
  expect(step(0)?.querySelector('[data-slot="artifact-card"]')).toBeTruthy()
  step(0)?.querySelector<HTMLElement>('[data-slot="artifact-card"] button')?.click()
  expect(useScreen.getState().chosen['session-1']).toBe('a')
})

test('a place asked for opens drawer and step, also the second time', async () => {
  draw(<Drawer turn={turnOf({ steps: [stepOf(1), stepOf(2, { stdout: 'a\nsum 12\nb' })] })} sessionId="session-1" />)
  await expect.element(line()).toBeVisible()
  showPlace('t1', 2, 'sum 12')
  await expect.poll(() => document.querySelector('[data-slot="marked-line"]')?.textContent).toBe('sum 12')
  heads()[1]?.click()
  await expect.poll(() => open(1)).toBe(false)
  showPlace('t1', 2, 'sum 12')
  await expect.poll(() => open(1)).toBe(true)
})

test('a place of another answer opens nothing here', async () => {
  draw(<Drawer turn={turnOf({ steps: [stepOf(1)] })} sessionId="session-1" />)
  await expect.element(line()).toBeVisible()
  showPlace('other', 1, 'x')
  await expect.element(line()).toHaveAttribute('aria-expanded', 'false')
})

test('hostile output is words, never markup', async () => {
  await drawn({ steps: [stepOf(1, { stdout: '<img src=x onerror=alert(1)>\u202E', labels: ['<b>bold</b>'] })] })
  heads()[0]?.click()
  await expect.poll(() => step(0)?.querySelector('pre')?.textContent).toContain('<img src=x')
  expect(step(0)?.querySelector('img[src="x"], b')).toBeNull()
})
