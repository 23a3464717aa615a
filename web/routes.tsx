import { createRootRoute, createRoute, createRouter, redirect, type RouterHistory } from '@tanstack/react-router'
import { Broken } from './pages/Broken.tsx'
import { NothingHere } from './pages/NothingHere.tsx'
import { SessionPage } from './pages/SessionPage.tsx'
import { lastSession } from './sessions/last-session.ts'
import { Shell } from './shell/Shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: () => <NothingHere />, errorComponent: Broken })

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/sessions/$sessionId', params: { sessionId: lastSession() }, replace: true })
  },
})

const session = createRoute({
  getParentRoute: () => root,
  path: '/sessions/$sessionId',
  component: SessionPage,
  errorComponent: Broken,
})

/** The browser's own history, but for tests. */
export const makeRouter = (history?: RouterHistory) =>
  createRouter({ routeTree: root.addChildren([start, session]), ...(history ? { history } : {}) })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
