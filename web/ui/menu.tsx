import { DropdownMenu as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { floating } from './floating.ts'
import { Keys } from './keys.tsx'

export const Menu = Radix.Root
export const MenuTrigger = Radix.Trigger
export const MenuGroup = Radix.RadioGroup

export function MenuContent({ className, sideOffset = 4, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        data-slot="menu"
        sideOffset={sideOffset}
        collisionPadding={8}
        className={classNames(
          floating,
          'max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1',
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  )
}

const row =
  'flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 text-base outline-none data-disabled:opacity-45 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-soft'

type MenuItemProps = ComponentProps<typeof Radix.Item> & { keys?: string; danger?: boolean }

export function MenuItem({ className, keys, danger = false, children, ...props }: MenuItemProps) {
  return (
    <Radix.Item
      data-slot="menu-item"
      className={classNames(row, danger && 'text-bad [&_svg]:text-bad', className)}
      {...props}
    >
      {children}
      {keys !== undefined && (
        <span className="ms-auto ps-4">
          <Keys of={keys} />
        </span>
      )}
    </Radix.Item>
  )
}

export function MenuChoice({ className, children, ...props }: ComponentProps<typeof Radix.RadioItem>) {
  return (
    <Radix.RadioItem data-slot="menu-choice" className={classNames(row, 'ps-7 relative', className)} {...props}>
      <Radix.ItemIndicator className="absolute start-2.5 size-1.5 rounded-full bg-accent" />
      {children}
    </Radix.RadioItem>
  )
}

export const MenuLine = () => <Radix.Separator className="-mx-1 my-1 h-px bg-line" />
