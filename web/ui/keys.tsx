import { classNames } from './class-names.ts'

const apple = /Mac|iPhone|iPad/.test(navigator.platform)
const drawn: Record<string, string> = apple
  ? { Mod: '⌘', Shift: '⇧', Enter: '↩', Escape: 'Esc', Up: '↑' }
  : { Mod: 'Ctrl', Shift: 'Shift', Enter: 'Enter', Escape: 'Esc', Up: '↑' }

/** A key combination such as "Mod+Shift+B", drawn for this machine. */
export function Keys({ of, inverse = false }: { of: string; inverse?: boolean }) {
  return (
    <span data-slot="keys" className="inline-flex gap-0.5">
      {of.split('+').map(key => (
        <kbd
          key={key}
          className={classNames(
            'inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-xs',
            inverse ? 'border-canvas/30 text-canvas' : 'border-line bg-sunken text-soft',
          )}
        >
          {drawn[key] ?? key}
        </kbd>
      ))}
    </span>
  )
}
