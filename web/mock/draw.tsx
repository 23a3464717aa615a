/** Draws one part of the screen alone, in a test's page. */
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { queryClient } from '../api/query-client.ts'
import { TooltipProvider } from '../ui/tooltip.tsx'
import '../styles.css'

let root: Root | undefined
let place: HTMLElement | undefined

/** Draws it, or draws anew what stands there; the element around it. */
export function draw(part: ReactNode): HTMLElement {
  if (!place) {
    place = document.createElement('div')
    document.body.append(place)
    root = createRoot(place)
  }
  root?.render(
    <QueryClientProvider client={queryClient}>
      <TooltipProvider>{part}</TooltipProvider>
    </QueryClientProvider>,
  )
  return place
}

export function erase(): void {
  root?.unmount()
  place?.remove()
  root = undefined
  place = undefined
  queryClient.clear()
}
