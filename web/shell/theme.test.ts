import '../styles.css'
import { afterEach, expect, test } from 'vitest'
import { switchTheme, wishTheme } from './theme.ts'

const shown = () => document.documentElement.dataset['theme']
afterEach(() => wishTheme('light'))

test('a wish holds at once and is kept', () => {
  wishTheme('dark')
  expect(shown()).toBe('dark')
  expect(localStorage.getItem('theme')).toBe('dark')
  expect(getComputedStyle(document.documentElement).colorScheme).toBe('dark')
})

test("the system's wish is followed", () => {
  wishTheme('system')
  expect(shown()).toBe(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')
})

test('the switch goes between light and dark', () => {
  wishTheme('light')
  switchTheme()
  expect(shown()).toBe('dark')
  switchTheme()
  expect(shown()).toBe('light')
})

/** The script that runs before the first paint is written apart: it must come to the same. */
test.each(['light', 'dark', 'system', 'nonsense'])('the page before the first paint agrees on %s', async wish => {
  localStorage.setItem('theme', wish)
  wishTheme(wish === 'nonsense' ? 'light' : (wish as 'system'))
  localStorage.setItem('theme', wish)
  const expected = shown()
  document.documentElement.dataset['theme'] = ''
  const script = document.createElement('script')
  script.src = '/theme.js'
  await new Promise((resolve, reject) => {
    script.onload = resolve
    script.onerror = reject
    document.head.append(script)
  })
  expect(shown()).toBe(expected)
  script.remove()
})
