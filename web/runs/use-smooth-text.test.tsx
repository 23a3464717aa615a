import { afterEach, expect, test } from 'vitest'
import { draw, erase } from '../mock/draw.tsx'
import { useSmoothText } from './use-smooth-text.ts'

const seen: string[] = []
function Shown({ text, growing }: { text: string; growing: boolean }) {
  const shown = useSmoothText(text, growing)
  seen.push(shown)
  return <p>{shown}</p>
}
const paragraph = () => document.querySelector('p')?.textContent

afterEach(() => {
  erase()
  seen.length = 0
})

test('text that was there from the start is there at once', async () => {
  const text = 'x'.repeat(5_000)
  draw(<Shown text={text} growing />)
  await expect.poll(paragraph).toBe(text)
  expect(seen[0]).toBe(text)
})

test('text that arrives in one piece grows evenly and comes to its end', async () => {
  draw(<Shown text="Revenue" growing />)
  await expect.poll(paragraph).toBe('Revenue')
  const whole = `Revenue ${'rose by 18 % '.repeat(60)}`
  draw(<Shown text={whole} growing />)
  await expect.poll(paragraph).toBe(whole)
  expect(new Set(seen).size).toBeGreaterThan(5)
  for (const [index, text] of seen.entries()) {
    expect(whole.startsWith(text)).toBe(true)
    expect(text.length).toBeGreaterThanOrEqual(seen[index - 1]?.length ?? 0)
  }
})

test('the end of a run shows all of it, however far it had come', async () => {
  draw(<Shown text="" growing />)
  await expect.poll(paragraph).toBe('')
  const whole = 'word '.repeat(2_000)
  draw(<Shown text={whole} growing={false} />)
  await expect.poll(paragraph).toBe(whole)
})

test('a character of two units is never cut in half', async () => {
  draw(<Shown text="" growing />)
  await expect.poll(paragraph).toBe('')
  const whole = '😀'.repeat(300)
  draw(<Shown text={whole} growing />)
  await expect.poll(paragraph).toBe(whole)
  for (const text of seen) expect(text.isWellFormed()).toBe(true)
})
