import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

const look = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-lg font-medium whitespace-nowrap transition-colors duration-100 disabled:opacity-45 aria-disabled:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        solid: 'bg-accent text-on-accent hover:bg-accent-hover disabled:hover:bg-accent',
        outline: 'border border-edge/60 bg-raised text-ink hover:bg-hover active:bg-pressed',
        ghost: 'text-soft hover:bg-hover hover:text-ink active:bg-pressed disabled:hover:bg-transparent',
        danger: 'bg-bad text-canvas hover:opacity-90',
      },
      size: {
        sm: 'h-7 px-2.5 text-sm',
        md: 'h-8 px-3 text-base',
        icon: 'size-8',
        'icon-sm': 'size-7',
      },
    },
    defaultVariants: { variant: 'solid', size: 'md' },
  },
)

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
