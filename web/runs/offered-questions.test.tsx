import { emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { afterEach, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { closeApp, openApp } from '../mock/open-app.tsx'
import { offeredQuestions, withoutOffers } from './offered-questions.ts'

afterEach(closeApp)

const answer = 'I recognised nothing.\n\n- Total by region\n- Outliers in net\\*price?'
const step = (tool: string) => ({ step: 1, tool }) as RunState['steps'][number]
const run = (more: Partial<RunState> = {}): RunState => ({
  ...emptyRun('r', 's'),
  model: 'builtin/analyst',
  status: 'answered',
  answer,
  ...more,
})

test.each([
  ['the analyst’s list', {}, ['Total by region', 'Outliers in net*price?']],
  ['a list that still grows', { status: 'running' as const }, []],
  ['the list of a model', { model: 'openai/gpt-5.2' }, []],
  ['a list in the middle', { answer: '- one\n\nand more' }, []],
  [
    'the list after a look at the files',
    { steps: [step('profile_data')] },
    ['Total by region', 'Outliers in net*price?'],
  ],
  ['a list that was computed', { steps: [step('run_python')] }, []],
  ['no list', { answer: 'Hello.' }, []],
])('%s', (_what, more, questions) => {
  expect(offeredQuestions(run(more))).toEqual(questions)
})

test('what stands as buttons is not said twice', () => {
  expect(withoutOffers(answer)).toBe('I recognised nothing.\n')
})

test('an offered question is asked by one press', async () => {
  await openApp({ world: { sessions: 1 }, path: '/sessions/{first}' })
  await page.getByRole('textbox', { name: 'Your question' }).fill('gibberish')
  await userEvent.keyboard('{Enter}')
  const offer = page.getByRole('button', { name: 'Are there outliers in net*price?' })
  await expect.element(offer).toBeVisible()
  await expect
    .poll(() => document.querySelector('[data-slot="prose"]')?.textContent.trim())
    .toBe('I recognised no column and no task.')
  await page.getByRole('button', { name: 'Total revenue by region' }).click()
  await expect
    .poll(() => [...document.querySelectorAll('[data-slot="question"]')].map(question => question.textContent))
    .toEqual(['gibberish', 'Total revenue by region'])
})
