import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { turnOf } from '../mock/turns.ts'
import { useScreen } from '../shell/screen-store.ts'
import { Answer } from './Answer.tsx'

afterEach(erase)

const slot = (name: string) => document.querySelector<HTMLElement>(`[data-slot="${name}"]`)
const direct = (value: string) => ({ value, mime: 'text/plain' })
const claimIn = (answer: string, text: string, more: Partial<EvidenceClaim> = {}): EvidenceClaim => {
  const start = answer.indexOf(text)
  return { start, end: start + text.length, text, status: 'found', step: 2, source: 'stdout', excerpt: text, ...more }
}
const show = (run: Partial<RunState>) => draw(<Answer turn={turnOf(run)} />)

test('what the prose says first is not said twice, and its numbers lead to their step from the large line', async () => {
  const answer = '**Revenue rose to 9,301.53, +33.9%.**\n\n- Highest: 9,751.06 in August'
  show({
    answer,
    finalResult: direct('Revenue rose to 9,301.53, +33.9%; highest 9,751.06'),
    evidence: ['9,301.53', '+33.9%', '9,751.06'].map(text => claimIn(answer, text)),
  })
  await expect.poll(() => slot('prose')?.textContent.trim()).toBe('Highest: 9,751.06 in August')
  expect(
    [...(slot('final-result')?.querySelectorAll('[data-slot="claim"]') ?? [])].map(mark => mark.textContent),
  ).toEqual(['9,301.53', '+33.9%', '9,751.06'])
  // The places of the numbers that stay moved with the text.
  expect([...(slot('prose')?.querySelectorAll('[data-slot="claim"]') ?? [])].map(mark => mark.textContent)).toEqual([
    '9,751.06',
  ])
  await page.getByRole('button', { name: '+33.9%, Output of step 2' }).click()
  expect(useScreen.getState().place).toMatchObject({ turnKey: 't1', step: 2, excerpt: '+33.9%' })
})

test('a number of the large line that was never computed says so there too', async () => {
  const answer = 'About 7,300 customers were new.'
  show({
    answer,
    finalResult: direct('7,300 new customers'),
    evidence: [claimIn(answer, '7,300', { status: 'missing' })],
  })
  await expect.poll(() => slot('final-result')?.textContent).toBe('7,300 not computed new customers')
})

test('prose that says something else stands whole under the large line', async () => {
  show({ answer: 'Growth came from the North.', finalResult: direct('18 %') })
  await expect.poll(() => slot('prose')?.textContent.trim()).toBe('Growth came from the North.')
  expect(slot('final-result')?.textContent).toBe('18 %')
})

test('an answer that is nothing but its direct answer has no empty prose below', async () => {
  show({ answer: 'There are 42 rows.', finalResult: direct('There are 42 rows') })
  await expect.poll(() => slot('final-result')?.textContent).toBe('There are 42 rows')
  expect(slot('prose')).toBeNull()
})

test.each([
  ['42', 28],
  ['x'.repeat(61), 20],
  ['x '.repeat(120), 16],
])('a direct answer such as “%.12s…” is written in %i px', async (value, size) => {
  show({ finalResult: direct(value) })
  await expect.poll(() => Number.parseInt(getComputedStyle(slot('final-result') as Element).fontSize)).toBe(size)
})

test('lines of a direct answer stay lines, and markup in it is words', async () => {
  show({ finalResult: direct('North: 1\n<img src=x onerror=alert(1)>') })
  await expect.poll(() => slot('final-result')?.textContent).toBe('North: 1\n<img src=x onerror=alert(1)>')
  expect(slot('final-result')?.querySelector('img')).toBeNull()
  expect(getComputedStyle(slot('final-result') as Element).whiteSpace).toContain('pre-line')
})
