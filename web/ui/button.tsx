import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

// The classes stand in a layer below the utilities (styles.css), so that a caller's utilities win.
const look = cva('button', {
  variants: {
    variant: { solid: 'button-solid', outline: 'button-outline', ghost: 'button-ghost', danger: 'button-danger' },
    size: { sm: 'button-sm', md: 'button-md', icon: 'button-icon', 'icon-sm': 'button-icon-sm' },
  },
  defaultVariants: { variant: 'solid', size: 'md' },
})

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof look> & { asChild?: boolean }

export function Button({ className, variant, size, asChild = false, type = 'button', ...props }: ButtonProps) {
  const Part = asChild ? Slot.Root : 'button'
  return <Part data-slot="button" type={type} className={classNames(look({ variant, size }), className)} {...props} />
}

type IconButtonProps = Omit<ButtonProps, 'asChild' | 'aria-label'> & {
  label: string
  /** Keys that do the same, shown in the tooltip. */
  keys?: string | undefined
  children: ReactNode
}

/** A button that is only a picture: its label is its accessible name and its tooltip. */
export function IconButton({ label, keys, variant = 'ghost', size = 'icon-sm', ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <Button aria-label={label} variant={variant} size={size} {...props} />
    </Tooltip>
  )
}
