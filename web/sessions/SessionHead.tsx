import { useNavigate } from '@tanstack/react-router'
import { ChevronDown, PanelLeft, PanelRight, SquarePen } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Session } from '@codingagent/protocol/api.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { outputsShown, showOutputs, toggleSessions, useScreen } from '../shell/screen-store.ts'
import { useLayout } from '../shell/use-layout.ts'
import { strings } from '../strings.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Menu, MenuTrigger } from '../ui/menu.tsx'
import { useAsLeft } from './change-session.ts'
import { returnToQuestion } from './focus-question.ts'
import { RenameField, SessionMenu } from './SessionRow.tsx'

/** The name of the session, what can be done with it, and the ways to both side panels. */
export function SessionHead({ session }: { session: Session | undefined }) {
  const layout = useLayout()
  const sessionsOpen = useScreen(state => state.sessionsOpen) && layout !== 'narrow'
  const outputsOpen = useScreen(state => state.outputsOpen) && layout === 'wide'
  const [shown] = useAsLeft(session ? [session] : [])
  return (
    <header className="flex h-12 shrink-0 items-center gap-1 px-2">
      {!sessionsOpen && (
        <IconButton label={strings.shell.showSessions} keys="Mod+B" onClick={toggleSessions}>
          <PanelLeft className="rtl:-scale-x-100" />
        </IconButton>
      )}
      <div className="min-w-0 flex-1">{shown && <Title session={shown} />}</div>
      {!sessionsOpen && session && <CreateButton />}
      {!outputsOpen && (
        <IconButton label={strings.shell.showOutputs} keys="Mod+Shift+B" onClick={() => showOutputs(!outputsShown())}>
          <PanelRight className="rtl:-scale-x-100" />
        </IconButton>
      )}
    </header>
  )
}

/** The list of sessions has its own; without the list, this is the way to a new one. */
function CreateButton() {
  const navigate = useNavigate()
  const start = () =>
    void navigate({ to: '/sessions/$sessionId', params: { sessionId: NEW_SESSION } }).then(returnToQuestion)
  return (
    <IconButton label={strings.sessions.create} keys="Mod+J" onClick={start}>
      <SquarePen />
    </IconButton>
  )
}

function Title({ session }: { session: Session }) {
  const [renaming, setRenaming] = useState(false)
  const trigger = useRef<HTMLButtonElement>(null)
  const done = () => {
    setRenaming(false)
    requestAnimationFrame(() => trigger.current?.focus())
  }
  if (renaming) return <RenameField session={session} done={done} className="h-8 max-w-md" />
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button ref={trigger} variant="ghost" className="max-w-full shrink px-2 text-ink" title={session.title}>
          <span dir="auto" className="truncate">
            {session.title}
          </span>
          <ChevronDown className="text-faint" />
        </Button>
      </MenuTrigger>
      <SessionMenu session={session} current rename={() => setRenaming(true)} />
    </Menu>
  )
}
