/** The theme wished for, and the one that holds. public/theme.js does the same before the first paint. */
import { create } from 'zustand'
import { remembered, remember } from './remembered.ts'

export const themeWishes = ['light', 'dark', 'system'] as const
export type ThemeWish = (typeof themeWishes)[number]
type Theme = 'light' | 'dark'

const systemIsDark = matchMedia('(prefers-color-scheme: dark)')
const resolved = (wish: ThemeWish): Theme => (wish === 'system' ? (systemIsDark.matches ? 'dark' : 'light') : wish)
const stored = remembered('theme')
const first = themeWishes.find(wish => wish === stored) ?? 'system'

const useThemeStore = create<{ wish: ThemeWish; theme: Theme }>(() => ({ wish: first, theme: resolved(first) }))

export const useTheme = (): Theme => useThemeStore(state => state.theme)
export const useThemeWish = (): ThemeWish => useThemeStore(state => state.wish)

function show(wish: ThemeWish) {
  const theme = resolved(wish)
  document.documentElement.dataset['theme'] = theme
  document.querySelector('meta[name="theme-color"]')?.setAttribute('content', theme === 'dark' ? '#191817' : '#fcfbfa')
  useThemeStore.setState({ wish, theme })
}

export function wishTheme(wish: ThemeWish): void {
  remember('theme', wish)
  show(wish)
}

/** The shortcut goes between light and dark; the menu offers the system's choice too. */
export const switchTheme = (): void => wishTheme(useThemeStore.getState().theme === 'dark' ? 'light' : 'dark')

systemIsDark.addEventListener('change', () => show(useThemeStore.getState().wish))
show(first)
