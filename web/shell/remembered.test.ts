import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { setDraft, draftOf } from '../sessions/drafts.ts'
import { remember, remembered } from './remembered.ts'
import { useScreen, toggleSessions } from './screen-store.ts'

beforeEach(() => localStorage.clear())
afterEach(() => vi.restoreAllMocks())

const refuse = (what: 'getItem' | 'setItem' | 'removeItem', name: string) =>
  vi.spyOn(Storage.prototype, what).mockImplementation(() => {
    throw new DOMException('refused', name)
  })

test('what is remembered is found again, and forgotten on wish', () => {
  remember('theme', 'dark')
  expect(remembered('theme')).toBe('dark')
  remember('theme', null)
  expect(remembered('theme')).toBeNull()
})

test.each([
  ['setItem', 'QuotaExceededError'],
  ['setItem', 'SecurityError'],
  ['removeItem', 'SecurityError'],
] as const)('storage that refuses %s (%s) breaks nothing', (what, name) => {
  refuse(what, name)
  expect(() => remember('theme', what === 'setItem' ? 'dark' : null)).not.toThrow()
})

test('a browser that forbids storage remembers nothing, and the screen works on', () => {
  refuse('getItem', 'SecurityError')
  refuse('setItem', 'SecurityError')
  expect(remembered('theme')).toBeNull()
  const before = useScreen.getState().sessionsOpen
  toggleSessions()
  expect(useScreen.getState().sessionsOpen).toBe(!before)
  toggleSessions()
})

test('a draft that cannot be kept on the device still stands in the box', () => {
  refuse('setItem', 'QuotaExceededError')
  setDraft('full', 'words that must not be lost')
  expect(draftOf('full')).toBe('words that must not be lost')
})
