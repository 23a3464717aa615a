import type { strings } from '../strings.ts'

type Group = keyof typeof strings.shortcuts.groups
export type ShortcutId = Exclude<keyof typeof strings.shortcuts, 'groups'>
type Shortcut = { keys: string; group: Group; code?: string; mod?: boolean; shift?: boolean; sign?: string }

/** All of them, as `?` lists them. Those with a `code` work everywhere; the others belong to the place that names them. */
export const shortcuts: Record<ShortcutId, Shortcut> = {
  palette: { keys: 'Mod+K', group: 'everywhere', code: 'KeyK', mod: true },
  sessions: { keys: 'Mod+B', group: 'everywhere', code: 'KeyB', mod: true },
  outputs: { keys: 'Mod+Shift+B', group: 'everywhere', code: 'KeyB', mod: true, shift: true },
  create: { keys: 'Mod+J', group: 'everywhere', code: 'KeyJ', mod: true },
  theme: { keys: 'Mod+Shift+L', group: 'everywhere', code: 'KeyL', mod: true, shift: true },
  stop: { keys: 'Escape', group: 'everywhere', code: 'Escape' },
  help: { keys: '?', group: 'everywhere', code: 'Slash', shift: true, sign: '?' },
  focus: { keys: '/', group: 'conversation', code: 'Slash', sign: '/' },
  next: { keys: 'J', group: 'conversation', code: 'KeyJ' },
  previous: { keys: 'K', group: 'conversation', code: 'KeyK' },
  artifact: { keys: 'O', group: 'conversation', code: 'KeyO' },
  send: { keys: 'Enter', group: 'composer' },
  newLine: { keys: 'Shift+Enter', group: 'composer' },
  edit: { keys: 'Up', group: 'composer' },
  steps: { keys: '↑+↓', group: 'steps' },
  openStep: { keys: '→+←', group: 'steps' },
}

const writing = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/**
 * By the key's place, so that it holds on every keyboard; signs such as `/` lie elsewhere on some keyboards and count by
 * what they write as well.
 */
function fits(event: KeyboardEvent, { code, mod = false, shift = false, sign }: Shortcut): boolean {
  if (code === undefined || (event.ctrlKey || event.metaKey) !== mod) return false
  return (sign !== undefined && event.key === sign) || (event.code === code && event.shiftKey === shift)
}

/** The shortcut that a key press means, or null. A press while a character is composed means nothing. */
export function shortcutOf(event: KeyboardEvent): ShortcutId | null {
  if (event.isComposing || event.keyCode === 229 || event.altKey) return null
  const mod = event.ctrlKey || event.metaKey
  if (!mod && event.code !== 'Escape' && writing(event.target)) return null
  const found = Object.entries(shortcuts).find(([, shortcut]) => fits(event, shortcut))
  return found ? (found[0] as ShortcutId) : null
}
