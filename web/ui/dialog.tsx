import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState, type ComponentProps, type ReactNode } from 'react'
import { focusQuestion } from '../sessions/focus-question.ts'
import { strings } from '../strings.ts'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import { floating } from './floating.ts'

export const Dialog = Radix.Root

/** The window gets the focus, not its first button: that would show its tooltip, which would take the first Escape. */
function focusItself(event: Event) {
  event.preventDefault()
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.focus()
}

/** Windows are opened by state, so the kit does not know from where: the focus goes back there, or where most acts end. */
function useWayBack(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement)
  return event => {
    event.preventDefault()
    if (opener instanceof HTMLElement && opener.isConnected && opener !== document.body) opener.focus()
    else focusQuestion()
  }
}

const Scrim = () => <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />

type DialogContentProps = ComponentProps<typeof Radix.Content> & { title: string; children: ReactNode }

/** A window in the middle, with its name on top and a way out. */
export function DialogContent(props: DialogContentProps) {
  return (
    <Radix.Portal>
      <Scrim />
      <Window {...props} />
    </Radix.Portal>
  )
}

function Window({ title, children, className, ...props }: DialogContentProps) {
  const goBack = useWayBack()
  return (
    <Radix.Content
      data-slot="dialog"
      aria-describedby={undefined}
      tabIndex={-1}
      onOpenAutoFocus={focusItself}
      onCloseAutoFocus={goBack}
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
          {/* A tooltip would be a layer above the window, and take its Escape. */}
          <Button aria-label={strings.actions.close} variant="ghost" size="icon-sm">
            <X />
          </Button>
        </Radix.Close>
      </div>
      {children}
    </Radix.Content>
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
export function Sheet({ open, onOpenChange, ...props }: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Scrim />
        <SheetContent {...props} />
      </Radix.Portal>
    </Radix.Root>
  )
}

function SheetContent({ title, side, children, wide = false }: Omit<SheetProps, 'open' | 'onOpenChange'>) {
  const goBack = useWayBack()
  return (
    <Radix.Content
      data-slot="sheet"
      aria-describedby={undefined}
      tabIndex={-1}
      onOpenAutoFocus={focusItself}
      onCloseAutoFocus={goBack}
      className={classNames(
        'fixed inset-y-0 z-40 flex flex-col bg-panel shadow-float outline-none',
        side === 'start' ? 'start-0 animate-slide-start' : 'end-0 animate-slide-end',
        wide ? 'w-full sm:w-[min(44rem,88vw)]' : 'w-[min(19rem,86vw)]',
      )}
    >
      <Radix.Title className="sr-only">{title}</Radix.Title>
      {children}
    </Radix.Content>
  )
}
