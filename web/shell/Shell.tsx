import { Outlet, useParams } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { OutputPanel } from '../outputs/OutputPanel.tsx'
import { NEW_SESSION } from '../runs/run-store.ts'
import { focusQuestion } from '../sessions/focus-question.ts'
import { strings } from '../strings.ts'
import { LiveRegion } from '../ui/live-region.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { Sheet } from '../ui/dialog.tsx'
import { LineBar } from './LineBar.tsx'
import { closeSheet, useScreen } from './screen-store.ts'
import { Sidebar } from './Sidebar.tsx'
import { useTheme } from './theme.ts'
import { useLayout } from './use-layout.ts'
import { useShortcuts } from './use-shortcuts.ts'

const Palette = lazy(() => import('./Palette.tsx').then(module => ({ default: module.Palette })))
const ShortcutsDialog = lazy(() =>
  import('./ShortcutsDialog.tsx').then(module => ({ default: module.ShortcutsDialog })),
)
const ModelsDialog = lazy(() =>
  import('../sessions/ModelsDialog.tsx').then(module => ({ default: module.ModelsDialog })),
)

/** The frame around every page: sessions, conversation, outputs, and what floats above. */
export function Shell() {
  useShortcuts()
  const theme = useTheme()
  const { sessionId = NEW_SESSION } = useParams({ strict: false })
  return (
    <TooltipProvider>
      <a
        href="#question"
        onClick={event => {
          event.preventDefault()
          focusQuestion()
        }}
        className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-60 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
      >
        {strings.shell.skip}
      </a>
      <LineBar />
      <Panels sessionId={sessionId} />
      <Floating />
      <LiveRegion />
      <Toasts theme={theme} />
    </TooltipProvider>
  )
}

const Handle = ({ label }: { label: string }) => (
  <Separator
    aria-label={label}
    className="relative w-px bg-line outline-none before:absolute before:inset-y-0 before:-start-1 before:z-10 before:w-2 focus-visible:bg-accent data-[separator=active]:bg-accent data-[separator=hover]:bg-edge"
  />
)

function Panels({ sessionId }: { sessionId: string }) {
  const layout = useLayout()
  const sessionsOpen = useScreen(state => state.sessionsOpen) && layout !== 'narrow'
  const outputsOpen = useScreen(state => state.outputsOpen) && layout === 'wide'
  const sheet = useScreen(state => state.sheet)
  const panelIds = [...(sessionsOpen ? ['sessions'] : []), 'conversation', ...(outputsOpen ? ['outputs'] : [])]
  const { defaultLayout, onLayoutChanged } = useDefaultLayout({ id: 'panels', panelIds, storage: localStorage })
  return (
    <>
      <Group
        orientation="horizontal"
        className="h-dvh bg-canvas"
        defaultLayout={defaultLayout}
        onLayoutChanged={onLayoutChanged}
      >
        {sessionsOpen && (
          <>
            <Panel
              id="sessions"
              defaultSize={264}
              minSize={208}
              maxSize={400}
              groupResizeBehavior="preserve-pixel-size"
              className="bg-panel"
            >
              <Sidebar />
            </Panel>
            <Handle label={strings.shell.resizeSessions} />
          </>
        )}
        <Panel id="conversation" minSize={320}>
          <Outlet />
        </Panel>
        {outputsOpen && (
          <>
            <Handle label={strings.shell.resizeOutputs} />
            <Panel id="outputs" defaultSize="40%" minSize="36%" maxSize="60%" className="bg-panel">
              <OutputPanel sessionId={sessionId} />
            </Panel>
          </>
        )}
      </Group>
      <Sheet
        title={strings.shell.sessions}
        side="start"
        open={sheet === 'sessions' && layout === 'narrow'}
        onOpenChange={closeSheet}
      >
        <Sidebar />
      </Sheet>
      <Sheet
        title={strings.shell.outputs}
        side="end"
        wide
        open={sheet === 'outputs' && layout !== 'wide'}
        onOpenChange={closeSheet}
      >
        <OutputPanel sessionId={sessionId} />
      </Sheet>
    </>
  )
}

/** Windows that are asked for; each comes with its own part of the program. */
function Floating() {
  const dialog = useScreen(state => state.dialog)
  return (
    <Suspense fallback={null}>
      {dialog === 'palette' && <Palette />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'models' && <ModelsDialog />}
    </Suspense>
  )
}
