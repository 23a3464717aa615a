import { expect, test } from 'vitest'
import { shortcutOf, shortcuts } from './shortcuts.ts'

const press = (code: string, more: KeyboardEventInit = {}, target: Element = document.body) => {
  const event = new KeyboardEvent('keydown', { code, key: '', bubbles: true, ...more })
  Object.defineProperty(event, 'target', { value: target })
  return shortcutOf(event)
}

test.each([
  ['KeyK', { ctrlKey: true }, 'palette'],
  ['KeyK', { metaKey: true }, 'palette'],
  ['KeyB', { ctrlKey: true }, 'sessions'],
  ['KeyB', { ctrlKey: true, shiftKey: true }, 'outputs'],
  ['KeyJ', { metaKey: true }, 'create'],
  ['KeyL', { ctrlKey: true, shiftKey: true }, 'theme'],
  ['KeyJ', {}, 'next'],
  ['KeyK', {}, 'previous'],
  ['KeyO', {}, 'artifact'],
  ['Escape', {}, 'stop'],
  ['Slash', { key: '/' }, 'focus'],
  ['Slash', { key: '?', shiftKey: true }, 'help'],
  // A German keyboard writes / and ? elsewhere.
  ['Digit7', { key: '/', shiftKey: true }, 'focus'],
  ['Minus', { key: '?', shiftKey: true }, 'help'],
  ['KeyQ', {}, null],
  ['KeyJ', { altKey: true }, null],
] as const)('%s with %o is %s', (code, more, id) => expect(press(code, more)).toBe(id))

test('a letter is a letter where one writes, but Ctrl combinations and Escape hold', () => {
  const field = document.createElement('textarea')
  expect(press('KeyJ', {}, field)).toBeNull()
  expect(press('Slash', { key: '/' }, field)).toBeNull()
  expect(press('KeyK', { ctrlKey: true }, field)).toBe('palette')
  expect(press('Escape', {}, field)).toBe('stop')
})

test('a press inside a character being composed means nothing', () => {
  expect(press('Escape', { isComposing: true })).toBeNull()
})

test('the same keys never mean two things', () => {
  const everywhere = Object.values(shortcuts).filter(shortcut => shortcut.code !== undefined)
  expect(new Set(everywhere.map(shortcut => shortcut.keys)).size).toBe(everywhere.length)
})
