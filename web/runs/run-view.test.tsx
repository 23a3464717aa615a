import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { stepOf, turnOf } from '../mock/turns.ts'
import { useScreen } from '../shell/screen-store.ts'
import { useAnnouncement } from '../ui/announce.ts'
import { turnsOf, useRuns, type Turn } from './run-store.ts'
import { RunView } from './RunView.tsx'

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const asked = vi.fn<(question: string) => void>()
const putBack = vi.fn<(question: string) => void>()

afterEach(() => {
  erase()
  vi.clearAllMocks()
  useScreen.setState(useScreen.getInitialState())
  useAnnouncement.setState({ text: '' })
})

async function show(run: Partial<RunState>, more: Partial<Turn> = {}) {
  draw(<RunView turn={turnOf(run, more)} sessionId="session-1" askAgain={asked} putBack={putBack} />)
  await expect.poll(() => slot('turn')?.dataset['status']).toBe(run.status ?? 'answered')
}

test('a run without steps has no drawer, one that works no quiet row', async () => {
  await show({ status: 'running' })
  expect(slot('drawer')).toBeNull()
  expect(slot('quiet-row')).toBeNull()
  await show({ status: 'answered', steps: [stepOf(1)] })
  expect(slot('drawer')).toBeTruthy()
  expect(slot('quiet-row')).toBeTruthy()
})

test.each([
  ['12', 'text-2xl'],
  ['Revenue rose 18 % to €4.2 M, most of it in the north, and it will rise on', 'text-xl'],
  ['x'.repeat(201), 'text-lg'],
])('the direct answer %s speaks as %s', async (value, size) => {
  await show({ finalResult: { value, mime: 'text/plain' } })
  expect(slot('final-result')?.textContent).toBe(value)
  expect(slot('final-result')?.className).toContain(size)
})

test('lines of a direct answer stay lines', async () => {
  await show({ finalResult: { value: 'North: 12\nSouth: 9', mime: 'text/plain' } })
  expect(slot('final-result')?.innerText).toBe('North: 12\nSouth: 9')
})

test.each([
  ['cancelled', null, 'Stopped. What was made until then is kept.'],
  ['over_budget', null, 'Stopped at the limit set for one question. What was made until then is kept.'],
  ['over_budget', 'It took the 20 steps a question may take.', 'It took the 20 steps a question may take.'],
] as const)('a run that is %s says how it ended', async (status, message, words) => {
  await show({ status, error: message === null ? null : { code: 'over_budget', message } })
  expect(slot('run-stopped')?.textContent).toBe(words)
  expect(slot('run-error')).toBeNull()
})

test.each([
  ['model_unavailable', 'The model refused the key: it is wrong or was revoked.', true],
  ['model_no_credit', 'There is no credit left with the provider.', true],
  ['repair_failed', 'The code failed three times with the same error.', false],
  ['sandbox_unavailable', 'Python could not be started. Try again in a minute.', false],
  ['internal', 'Something went wrong on our side.', false],
])('an error %s is its own sentence', async (code, message, leadsToModels) => {
  await show({ status: 'failed', error: { code, message }, answer: 'What I had.' })
  expect(slot('run-error')?.getAttribute('role')).toBe('alert')
  expect(slot('run-error')?.querySelector('p')?.textContent).toBe(message)
  await expect.poll(() => document.body.textContent).toContain('What I had.')
  const setUp = page.getByRole('button', { name: 'Set up a model' })
  if (leadsToModels) {
    await setUp.click()
    expect(useScreen.getState().dialog).toBe('models')
  } else await expect.element(setUp).not.toBeInTheDocument()
  await page.getByRole('button', { name: 'Try again' }).click()
  expect(asked).toHaveBeenCalledExactlyOnceWith('Show the trend')
})

test('a failure without words still says that it failed', async () => {
  await show({ status: 'failed' })
  expect(slot('run-error')?.textContent).toContain('This question could not be answered.')
})

test('seconds, tokens and money stand small, with what they are made of', async () => {
  await show({ seconds: 95, usage: { inputTokens: 8_240, outputTokens: 1_130, costUsd: 0.0021 } })
  const facts = [...(slot('quiet-row')?.querySelectorAll('li') ?? [])].map(fact => fact.textContent)
  expect(facts.slice(0, 3)).toEqual(['1 min 35 s', '9,370 tokens', '$0.0021'])
  expect(slot('quiet-row')?.querySelector('[title="8,240 read, 1,130 written"]')).toBeTruthy()
})

test('what costs nothing shows no price', async () => {
  await show({ seconds: 1, usage: { inputTokens: 0, outputTokens: 0 } })
  expect(slot('quiet-row')?.textContent).not.toMatch(/token|\$/)
})

test('copy takes result and prose, and is not offered where there is neither', async () => {
  const written = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  await show({ finalResult: { value: '€4.2 M', mime: 'text/plain' }, answer: 'It **rose**.' })
  await page.getByRole('button', { name: 'Copy the answer' }).click()
  expect(written).toHaveBeenCalledWith('€4.2 M\n\nIt **rose**.')
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  erase()
  await show({ status: 'cancelled' })
  await expect.element(page.getByRole('button', { name: 'Copy the answer' })).not.toBeInTheDocument()
})

test('a question can be asked again from its answer', async () => {
  await show({ question: 'Which shop sells most?' })
  await page.getByRole('button', { name: 'Ask again' }).click()
  expect(asked).toHaveBeenCalledExactlyOnceWith('Which shop sells most?')
})

test('a refused question offers to try again or to edit, and leaves the conversation', async () => {
  const turn = turnOf(
    { status: 'queued', id: '' },
    { delivery: 'refused', refusal: { code: 'x', message: 'Too many.' } },
  )
  useRuns.setState({ turns: { 'session-1': [turn] }, waiting: [] })
  draw(<RunView turn={turn} sessionId="session-1" askAgain={asked} putBack={putBack} />)
  await expect.element(page.getByRole('alert').getByText('Too many.')).toBeVisible()
  await page.getByRole('button', { name: 'Edit' }).click()
  expect(putBack).toHaveBeenCalledExactlyOnceWith('Show the trend')
  expect(turnsOf(useRuns.getState(), 'session-1')).toEqual([])
})

test('a question keeps its lines, and a word without end stays inside', async () => {
  await show({ question: `one\ntwo\n${'w'.repeat(400)}` })
  const bubble = slot('question') as HTMLElement
  expect(bubble.innerText).toContain('one\ntwo')
  expect(bubble.scrollWidth).toBeLessThanOrEqual(bubble.clientWidth + 1)
})

test.each([
  ['answered', 'The answer is ready. €4.2 M'],
  ['failed', 'The question could not be answered.'],
  ['cancelled', 'Stopped.'],
] as const)('the end of a run that was watched is told once: %s', async (status, words) => {
  await show({ status: 'running' })
  await show({ status, finalResult: { value: '€4.2 M', mime: 'text/plain' } })
  await expect.poll(() => useAnnouncement.getState().text).toBe(words)
  useAnnouncement.setState({ text: '' })
  await show({ status, seconds: 3 })
  expect(useAnnouncement.getState().text).toBe('')
})

test('an old answer is not told anew when it is opened', async () => {
  await show({ status: 'answered', finalResult: { value: '€4.2 M', mime: 'text/plain' } })
  expect(useAnnouncement.getState().text).toBe('')
})

const artifact = (id: string, kind: 'table' | 'image' | 'plotly' = 'table') =>
  ({ id, kind, name: id, title: `Title ${id}`, mime: 'x', size: 1_000, version: 1 }) as const
const file = (id: string) => ({ id, name: `${id}.xlsx`, url: `/f/${id}`, size: 2_000, type: 'x' })
const cards = () => [...document.querySelectorAll<HTMLElement>('[data-slot="artifact-card"]')]

test('a file that two events tell of is one card', async () => {
  await show({ artifacts: [artifact('a'), artifact('b')], files: [file('b'), file('c')] })
  await expect.poll(() => cards().length).toBe(3)
})

test('many cards wait behind a button, and go back behind it', async () => {
  await show({ artifacts: Array.from({ length: 20 }, (_, n) => artifact(`t${n}`)) })
  await expect.poll(() => cards().length).toBe(7)
  await page.getByRole('button', { name: '13 more' }).click()
  await expect.poll(() => cards().length).toBe(20)
  await page.getByRole('button', { name: 'Show fewer' }).click()
  await expect.poll(() => cards().length).toBe(7)
})

test('a card opens its artifact beside the conversation', async () => {
  await show({ artifacts: [artifact('a')] })
  await expect.poll(() => cards().length).toBe(1)
  cards()[0]?.querySelector('button')?.focus()
  await userEvent.keyboard('{Enter}')
  expect(useScreen.getState().chosen).toEqual({ 'session-1': 'a' })
})
