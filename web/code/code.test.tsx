import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'
import { draw, erase } from '../mock/draw.tsx'
import { Code } from './Code.tsx'
import { CodeBlock } from './CodeBlock.tsx'
import { highlight } from './highlight.ts'

afterEach(erase)

const python = 'def mean(values):\n    return sum(values) / len(values)  # "all"\n\nprint(mean([1, 2]))'

test('colours keep every character', async () => {
  const lines = await highlight(python, 'python')
  expect(lines?.map(line => line.map(piece => piece.content).join('')).join('\n')).toBe(python)
})

test.each(['py', 'SQL', 'json', 'ts', 'yml', 'sh', 'html'])('%s is known', async name => {
  expect(await highlight('a', name)).not.toBeNull()
})

test('an unknown language and very long code stay plain', async () => {
  expect(await highlight('a', 'klingon')).toBeNull()
  expect(await highlight('a'.repeat(200_001), 'python')).toBeNull()
})

test('code is there at once, and its size does not change by the colours', async () => {
  const place = draw(<Code code={python} language="python" />)
  await expect.poll(() => place.querySelector('pre')?.textContent).toBe(python)
  const { width, height } = (place.querySelector('pre') as Element).getBoundingClientRect()
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(5)
  const coloured = (place.querySelector('pre') as Element).getBoundingClientRect()
  expect(place.querySelector('pre')?.textContent).toBe(python)
  expect([coloured.width, coloured.height]).toEqual([width, height])
})

test('colours follow the theme without drawing anew', async () => {
  const place = draw(<Code code={python} language="python" />)
  await expect.poll(() => place.querySelectorAll('span[style]').length).toBeGreaterThan(5)
  const word = place.querySelector('span[style]') as Element
  document.documentElement.dataset['theme'] = 'light'
  const light = getComputedStyle(word).color
  document.documentElement.dataset['theme'] = 'dark'
  expect(getComputedStyle(word).color).not.toBe(light)
  document.documentElement.dataset['theme'] = 'light'
})

test('code that is code runs from the left, also among right-to-left words', async () => {
  document.dir = 'rtl'
  const place = draw(<Code code="a = 1" language="python" />)
  await expect.poll(() => place.querySelector('pre')).toBeTruthy()
  expect(getComputedStyle(place.querySelector('pre') as Element).direction).toBe('ltr')
  document.dir = ''
})

test('lines wrap on wish', async () => {
  const place = draw(<CodeBlock code={'word '.repeat(400)} language="text" />)
  const pre = () => place.querySelector('pre') as HTMLElement
  await expect.poll(pre).toBeTruthy()
  expect(pre().scrollWidth).toBeGreaterThan(pre().clientWidth)
  const wrap = page.getByRole('button', { name: 'Wrap long lines' })
  await wrap.click()
  await expect.element(wrap).toHaveAttribute('aria-pressed', 'true')
  expect(pre().scrollWidth).toBe(pre().clientWidth)
})

test('copy says so in its own place', async () => {
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue()
  draw(<CodeBlock code={python} language="python" />)
  await page.getByRole('button', { name: 'Copy the code' }).click()
  await expect.element(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(write).toHaveBeenCalledWith(python)
})
