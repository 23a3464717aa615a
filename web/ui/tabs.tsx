import { Tabs as Radix } from 'radix-ui'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'

export const Tabs = Radix.Root
export const TabList = ({ className, ...props }: ComponentProps<typeof Radix.List>) => (
  <Radix.List data-slot="tab-list" className={classNames('flex items-center gap-0.5', className)} {...props} />
)
export const Tab = ({ className, ...props }: ComponentProps<typeof Radix.Trigger>) => (
  <Radix.Trigger
    data-slot="tab"
    className={classNames(
      'h-7 rounded-md px-2.5 text-sm text-soft hover:text-ink data-[state=active]:bg-pressed data-[state=active]:font-medium data-[state=active]:text-ink',
      className,
    )}
    {...props}
  />
)
export const TabPanel = ({ className, ...props }: ComponentProps<typeof Radix.Content>) => (
  <Radix.Content data-slot="tab-panel" className={classNames('min-h-0 flex-1 outline-none', className)} {...props} />
)
