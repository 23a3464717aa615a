import { Tooltip as Radix } from 'radix-ui'
import type { ReactElement } from 'react'
import { Keys } from './keys.tsx'

type TooltipProps = {
  text: string
  keys?: string | undefined
  children: ReactElement
  side?: 'top' | 'bottom' | 'right'
}

export function Tooltip({ text, keys, children, side = 'bottom' }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          data-slot="tooltip"
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 flex max-w-80 animate-appear items-center pointer-coarse:hidden gap-2 rounded-md bg-ink px-2 py-1 text-xs text-canvas"
        >
          {text}
          {keys !== undefined && <Keys of={keys} inverse />}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

export const TooltipProvider = ({ children }: { children: React.ReactNode }) => (
  <Radix.Provider delayDuration={450} skipDelayDuration={250}>
    {children}
  </Radix.Provider>
)
