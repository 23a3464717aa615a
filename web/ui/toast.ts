import { create } from 'zustand'

type Toast = { text: string; action?: { label: string; run: () => void }; onGone?: () => void }

/** The host draws itself only once there is something to say. */
export const useToastHost = create<{ needed: boolean }>(() => ({ needed: false }))

/** For what has no other place on the screen. `onGone` runs when it leaves without its action. */
export async function toast({ text, action, onGone }: Toast): Promise<void> {
  useToastHost.setState({ needed: true })
  const part = await import('sonner').catch(() => null)
  // Without the part that draws it there is nothing to undo with: what was asked for happens at once.
  if (!part) return onGone?.()
  const { toast: show } = part
  let acted = false
  const gone = () => {
    if (!acted) onGone?.()
    acted = true
  }
  show(text, {
    duration: 6_000,
    onAutoClose: gone,
    onDismiss: gone,
    ...(action
      ? {
          action: {
            label: action.label,
            onClick: () => {
              acted = true
              action.run()
            },
          },
        }
      : {}),
  })
}
