import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { strings } from '../strings.ts'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { floating } from './floating.ts'

export const Dialog = Radix.Root

/** The window gets the focus, not its first button: that would show its tooltip, which would take the first Escape. */
function focusItself(event: Event) {
  event.preventDefault()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
}

const Scrim = () => <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />

type DialogContentProps = ComponentProps<typeof Radix.Content> & { title: string; children: ReactNode }

/** A window in the middle, with its name on top and a way out. */
export function DialogContent({ title, children, className, ...props }: DialogContentProps) {
  return (
    <Radix.Portal>
      <Scrim />
      <Radix.Content
        data-slot="dialog"
        aria-describedby={undefined}
        tabIndex={-1}
        onOpenAutoFocus={focusItself}
        className={classNames(
          floating,
          'fixed top-1/2 left-1/2 max-h-[85dvh] dialog-width -translate-x-1/2 -translate-y-1/2 overflow-y-auto p-5',
          className,
        )}
        {...props}
      >
        <div className="mb-3 flex items-center justify-between gap-2">
          <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
          <Radix.Close asChild>
            <IconButton label={strings.actions.close}>
              <X />
            </IconButton>
          </Radix.Close>
        </div>
        {children}
      </Radix.Content>
    </Radix.Portal>
  )
}

type SheetProps = {
  title: string
  side: 'start' | 'end'
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
  wide?: boolean
}

/** A panel that lies over the page from one side: how side panels come on small screens. */
export function Sheet({ title, side, open, onOpenChange, children, wide = false }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Scrim />
        <Radix.Content
          data-slot="sheet"
          aria-describedby={undefined}
          tabIndex={-1}
          onOpenAutoFocus={focusItself}
          className={classNames(
            'fixed inset-y-0 z-40 flex flex-col bg-panel shadow-float outline-none',
            side === 'start' ? 'start-0 animate-slide-start' : 'end-0 animate-slide-end',
            wide ? 'w-full sm:w-[min(44rem,88vw)]' : 'w-[min(19rem,86vw)]',
          )}
        >
          <Radix.Title className="sr-only">{title}</Radix.Title>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
