import { Outlet, useParams } from '@tanstack/react-router'
import { NEW_SESSION } from '../runs/run-store.ts'
import { strings } from '../strings.ts'
import { LiveRegion } from '../ui/live-region.tsx'
import { Toasts } from '../ui/toasts.tsx'
import { TooltipProvider } from '../ui/tooltip.tsx'
import { Sheet } from '../ui/dialog.tsx'
import { late, soon } from '../ui/late.tsx'
import { LineBar } from './LineBar.tsx'
import { closeSheet, openDialog, useScreen } from './screen-store.ts'
import { Sidebar } from './Sidebar.tsx'
import { SidePanel } from './SidePanel.tsx'
import { useTheme } from './theme.ts'
import { useLayout } from './use-layout.ts'
import { useShortcuts } from './use-shortcuts.ts'

const loadOutputs = () => import('../outputs/OutputPanel.tsx').then(module => module.OutputPanel)
const loadPalette = () => import('./Palette.tsx').then(module => module.Palette)
const loadShortcuts = () => import('./ShortcutsDialog.tsx').then(module => module.ShortcutsDialog)
const loadModels = () => import('../sessions/ModelsDialog.tsx').then(module => module.ModelsDialog)
for (const load of [loadOutputs, loadPalette, loadShortcuts, loadModels]) soon(load)

const OutputPanel = late(loadOutputs)
// A window that cannot be had is closed: asking for it again is the next try.
const asked = { quiet: true, failed: () => openDialog(null) }
const Palette = late(loadPalette, asked)
const ShortcutsDialog = late(loadShortcuts, asked)
const ModelsDialog = late(loadModels, asked)

/** The frame around every page: sessions, conversation, outputs, and what floats above. */
export function Shell() {
  useShortcuts()
  const theme = useTheme()
  const { sessionId = NEW_SESSION } = useParams({ strict: false })
  return (
    <TooltipProvider>
      <SkipLink to="question" words={strings.shell.skip} />
      <SkipLink to="page" words={strings.shell.skipToPage} />
      <LineBar />
      <Panels sessionId={sessionId} />
      <Floating />
      <LiveRegion />
      <Toasts theme={theme} />
    </TooltipProvider>
  )
}

/** Past the sessions, which may be hundreds. */
const SkipLink = ({ to, words }: { to: string; words: string }) => (
  <a
    href={`#${to}`}
    onClick={event => {
      event.preventDefault()
      document.getElementById(to)?.focus()
    }}
    className="sr-only focus:not-sr-only focus:fixed focus:start-2 focus:top-2 focus:z-60 focus:rounded-lg focus:bg-raised focus:px-3 focus:py-2 focus:shadow-float"
  >
    {words}
  </a>
)

function Panels({ sessionId }: { sessionId: string }) {
  const layout = useLayout()
  const sessionsOpen = useScreen(state => state.sessionsOpen) && layout !== 'narrow'
  const outputsOpen = useScreen(state => state.outputsOpen) && layout === 'wide'
  const sheet = useScreen(state => state.sheet)
  const outputs = <OutputPanel sessionId={sessionId} />
  return (
    <>
      <div className="flex h-dvh overflow-hidden bg-canvas">
        {sessionsOpen && (
          <SidePanel panel="sessions">
            <Sidebar />
          </SidePanel>
        )}
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
        {outputsOpen && <SidePanel panel="outputs">{outputs}</SidePanel>}
      </div>
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
        {outputs}
      </Sheet>
    </>
  )
}

/** Windows that are asked for; each comes with its own part of the program. */
function Floating() {
  const dialog = useScreen(state => state.dialog)
  return (
    <>
      {dialog === 'palette' && <Palette />}
      {dialog === 'shortcuts' && <ShortcutsDialog />}
      {dialog === 'models' && <ModelsDialog />}
    </>
  )
}
