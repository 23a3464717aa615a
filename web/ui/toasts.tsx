import { late, soon } from './late.tsx'
import { useToastHost } from './toast.ts'

const loadToaster = () => import('sonner').then(module => module.Toaster)
const Toaster = late(loadToaster, { quiet: true })
// What a toast tells of may be that the server is gone.
soon(loadToaster)

export function Toasts({ theme }: { theme: 'light' | 'dark' }) {
  const needed = useToastHost(state => state.needed)
  if (!needed) return null
  return (
    <Toaster
      theme={theme}
      position="bottom-left"
      offset={{ bottom: 96, left: 16 }}
      // Above the question box, which a thumb may be on its way to.
      mobileOffset={{ bottom: 120, left: 16, right: 16 }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-80 items-center gap-3 rounded-lg border border-line bg-raised px-3 py-2.5 font-sans text-base text-ink shadow-float',
          content: 'min-w-0 flex-1 break-words',
          actionButton: 'ms-auto shrink-0 rounded-md px-2 py-1 text-sm font-medium text-accent hover:bg-hover',
        },
      }}
    />
  )
}
