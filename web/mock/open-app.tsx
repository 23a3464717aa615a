/** Opens the whole program in a test's page, on a fresh world of the mock API. */
import { QueryClientProvider } from '@tanstack/react-query'
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router'
import { createRoot, type Root } from 'react-dom/client'
import { toast } from 'sonner'
import { page } from 'vitest/browser'
import { queryClient } from '../api/query-client.ts'
import { useUploads } from '../files/upload-store.ts'
import { makeRouter } from '../routes.tsx'
import { useRuns } from '../runs/run-store.ts'
import { useScreen } from '../shell/screen-store.ts'
import { wishTheme } from '../shell/theme.ts'
import type { Fault } from './faults.ts'
import type { WorldWish } from './world.ts'
import '../styles.css'

let root: Root | undefined

type Opening = { path?: string; world?: WorldWish; width?: number; height?: number; theme?: 'light' | 'dark' }

/** Makes the mock's world anew; the ids of its sessions. */
export async function makeWorld(world: WorldWish = {}): Promise<string[]> {
  const answer = await fetch('/api/v1/mock', { method: 'POST', body: JSON.stringify({ speed: 0, ...world }) })
  return ((await answer.json()) as { sessions: string[] }).sessions
}

/** Breaks the mock API as wished, in place of what was broken before. */
export async function breakApi(...faults: Fault[]): Promise<void> {
  await fetch('/api/v1/mock/faults', { method: 'POST', body: JSON.stringify(faults) })
}

/** What the mock holds at this moment, and how many went meanwhile without an answer. */
export async function heldByApi(): Promise<{ held: number; left: number }> {
  return (await (await fetch('/api/v1/mock/faults')).json()) as { held: number; left: number }
}

export function closeApp(): void {
  root?.unmount()
  root = undefined
  // Unmounted first: what a toast would do when it goes belongs to the world that was left.
  for (const { id } of toast.getToasts()) toast.dismiss(id)
  queryClient.clear()
  useRuns.setState({ turns: {}, waiting: [] })
  useUploads.setState({ bySession: {} })
  useScreen.setState({ ...useScreen.getInitialState(), outputsClosedByHand: false, sessionsOpen: true })
  localStorage.clear()
  document.body.replaceChildren()
}

/** Mounts the program at a path; `{first}` stands for the first session of the world. */
export async function openApp({ path = '/', world, width = 1440, height = 900, theme = 'light' }: Opening = {}) {
  closeApp()
  const sessions = await makeWorld(world)
  await page.viewport(width, height)
  wishTheme(theme)
  const place = document.createElement('div')
  place.id = 'root'
  document.body.append(place)
  const router = makeRouter(createMemoryHistory({ initialEntries: [path.replace('{first}', sessions[0] ?? 'new')] }))
  root = createRoot(place)
  root.render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  )
  return { router, sessions, path: () => router.state.location.pathname }
}
