import { Link, useNavigate, useRouter } from '@tanstack/react-router'
import { Archive, ArchiveRestore, MoreHorizontal, Pencil, Pin, PinOff, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { Session } from '@codingagent/protocol/api.ts'
import { exactTime, relativeTime } from '../formats.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { closeSheet } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Menu, MenuContent, MenuItem, MenuLine, MenuTrigger } from '../ui/menu.tsx'
import { change, removeWithUndo } from './change-session.ts'
import { focusQuestion } from './focus-question.ts'

export function SessionRow({ session, current }: { session: Session; current: boolean }) {
  const [renaming, setRenaming] = useState(false)
  const link = useRef<HTMLAnchorElement>(null)
  const done = () => {
    setRenaming(false)
    requestAnimationFrame(() => link.current?.focus())
  }
  return (
    <li
      data-slot="session-row"
      data-current={current}
      className="group relative flex h-8 items-center rounded-lg hover:bg-hover has-data-[state=open]:bg-hover data-[current=true]:bg-pressed"
    >
      {renaming ? (
        <RenameField session={session} done={done} />
      ) : (
        <>
          <Link
            ref={link}
            to="/sessions/$sessionId"
            params={{ sessionId: session.id }}
            onClick={closeSheet}
            onDoubleClick={() => setRenaming(true)}
            onKeyDown={event => {
              if (event.key === 'F2') setRenaming(true)
            }}
            data-session={session.id}
            aria-current={current ? 'page' : undefined}
            title={`${session.title}\n${relativeTime(session.updatedAt)} · ${exactTime(session.updatedAt)}`}
            className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-lg px-2 text-base group-focus-within:pe-9 group-hover:pe-9 group-has-data-[state=open]:pe-9 pointer-coarse:pe-9 focus-visible:-outline-offset-2"
          >
            <span dir="auto" className="truncate">
              {session.title}
            </span>
            {session.activeRunId !== null && <Pulse />}
          </Link>
          <RowMenu session={session} current={current} rename={() => setRenaming(true)} />
        </>
      )}
    </li>
  )
}

const Pulse = () => (
  <span
    role="img"
    aria-label={strings.sessions.working}
    className="size-1.5 shrink-0 animate-pulse rounded-full bg-accent"
  />
)

function RowMenu({ session, current, rename }: { session: Session; current: boolean; rename: () => void }) {
  const [open, setOpen] = useState(false)
  return (
    <div
      className={classNames(
        'absolute end-0.5 opacity-0 focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100',
        open && 'opacity-100',
      )}
    >
      <Menu open={open} onOpenChange={setOpen}>
        <MenuTrigger asChild>
          <IconButton label={strings.sessions.menu(session.title)}>
            <MoreHorizontal />
          </IconButton>
        </MenuTrigger>
        <SessionMenu session={session} current={current} rename={rename} moves={() => focusFollows(session.id)} />
      </Menu>
    </div>
  )
}

const links = () => [...document.querySelectorAll<HTMLAnchorElement>('[data-slot="session-row"] a')]

/** A row that moves takes the focus with it; one that leaves the list gives it to the row in its place. */
function focusFollows(id: string): void {
  const isOf = (link: HTMLAnchorElement) => link.dataset['session'] === id
  const at = links().findIndex(isOf)
  requestAnimationFrame(() => {
    const rows = links()
    const target = rows.find(isOf) ?? rows[Math.min(at, rows.length - 1)]
    target?.focus()
  })
}

type SessionMenuProps = {
  session: Session
  current: boolean
  rename: () => void
  /** What opened the menu is about to move, and with it where the focus would return to. */
  moves?: () => void
}

/** What can be done to a session; the same in the list and in the head of the conversation. */
export function SessionMenu({ session, current, rename, moves }: SessionMenuProps) {
  const focusGoes = useRef(false)
  const navigate = useNavigate()
  const router = useRouter()
  const go = (sessionId: string) =>
    void navigate({ to: '/sessions/$sessionId', params: { sessionId } }).then(focusQuestion)
  const move = (wish: { pinned?: boolean; archived?: boolean }) => {
    focusGoes.current = moves !== undefined
    moves?.()
    void change(session, wish)
  }
  // Back to it only from where the delete led: who went on elsewhere stays there.
  const comeBack = () => {
    if (current && router.state.location.pathname.endsWith(`/${NEW_SESSION}`)) go(session.id)
  }
  return (
    <MenuContent
      align="end"
      onCloseAutoFocus={event => {
        if (focusGoes.current) event.preventDefault()
        focusGoes.current = false
      }}
    >
      <MenuItem
        onSelect={() => {
          focusGoes.current = true
          rename()
        }}
      >
        <Pencil /> {strings.sessions.rename}
      </MenuItem>
      <MenuItem onSelect={() => move({ pinned: !session.pinned })}>
        {session.pinned ? <PinOff /> : <Pin />}
        {session.pinned ? strings.sessions.unpin : strings.sessions.pin}
      </MenuItem>
      <MenuItem onSelect={() => move({ archived: !session.archived })}>
        {session.archived ? <ArchiveRestore /> : <Archive />}
        {session.archived ? strings.sessions.unarchive : strings.sessions.archive}
      </MenuItem>
      <MenuLine />
      <MenuItem
        danger
        onSelect={() => {
          focusGoes.current = true
          removeWithUndo(session, comeBack)
          // Below a sheet the way to undo could not be reached.
          closeSheet()
          if (current) go(NEW_SESSION)
        }}
      >
        <Trash2 /> {strings.actions.delete}
      </MenuItem>
    </MenuContent>
  )
}

export function RenameField({ session, done, className }: { session: Session; done: () => void; className?: string }) {
  const [title, setTitle] = useState(session.title)
  const finished = useRef(false)
  const finish = (save: boolean) => {
    if (finished.current) return
    finished.current = true
    const name = title.trim()
    if (save && name !== '' && name !== session.title) void change(session, { title: name.slice(0, 200) })
    done()
  }
  return (
    <input
      // The person asked to write here.
      ref={field => {
        if (field && document.activeElement !== field && !finished.current) {
          field.focus()
          field.select()
        }
      }}
      value={title}
      maxLength={200}
      dir="auto"
      onChange={event => setTitle(event.target.value)}
      onBlur={() => finish(true)}
      onKeyDown={event => {
        if (event.nativeEvent.isComposing) return
        if (event.key === 'Enter') finish(true)
        if (event.key === 'Escape') {
          event.preventDefault()
          finish(false)
        }
      }}
      aria-label={strings.sessions.renameLabel(session.title)}
      className={classNames(
        'h-full w-full rounded-lg bg-raised px-2 text-base -outline-offset-2 outline-2 outline-accent',
        className,
      )}
    />
  )
}
