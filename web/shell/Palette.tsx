import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Dialog as Radix } from 'radix-ui'
import { useDeferredValue, useState } from 'react'
import { ArtifactName } from '../outputs/ArtifactName.tsx'
import { artifactsOf } from '../outputs/artifacts-of.ts'
import { NEW_SESSION, turnsOf, useRuns } from '../runs/run-store.ts'
import { focusQuestion } from '../sessions/focus-question.ts'
import { sessionsQuery } from '../sessions/session-queries.ts'
import { strings } from '../strings.ts'
import { classNames } from '../ui/class-names.ts'
import { floating } from '../ui/floating.ts'
import { Keys } from '../ui/keys.tsx'
import { openArtifact, openDialog, outputsShown, showOutputs, toggleSessions } from './screen-store.ts'
import { shortcuts, type ShortcutId } from './shortcuts.ts'
import { switchTheme } from './theme.ts'

const row =
  'flex min-h-9 cursor-default items-center gap-3 rounded-md px-2.5 py-1 text-base data-[selected=true]:bg-hover'

/** Everything by name: sessions, what this session made, and commands. */
export function Palette() {
  const [query, setQuery] = useState('')
  const close = () => openDialog(null)
  return (
    <Radix.Root open onOpenChange={close}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-appear bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          data-slot="palette"
          onCloseAutoFocus={event => {
            event.preventDefault()
            focusQuestion()
          }}
          className={classNames(
            floating,
            'fixed top-[14dvh] left-1/2 w-[min(36rem,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden',
          )}
        >
          <Radix.Title className="sr-only">{strings.shell.palette}</Radix.Title>
          <Command label={strings.shell.palette} loop>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={strings.palette.placeholder}
              className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none"
            />
            <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint">
              <Command.Empty className="px-2.5 py-6 text-center text-base text-soft">
                {strings.palette.none}
              </Command.Empty>
              <Findings query={query} close={close} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

function Findings({ query, close }: { query: string; close: () => void }) {
  const navigate = useNavigate()
  const { sessionId = NEW_SESSION } = useParams({ strict: false })
  // What stood there stays until the answer comes: else the choice would jump to what lies below.
  const { data } = useInfiniteQuery({
    ...sessionsQuery(useDeferredValue(query.trim()), false),
    placeholderData: keepPreviousData,
  })
  const artifacts = artifactsOf(useRuns(state => turnsOf(state, sessionId)))
  const act = (run: () => void) => () => {
    close()
    run()
  }
  const go = (id: string) =>
    act(() => void navigate({ to: '/sessions/$sessionId', params: { sessionId: id } }).then(focusQuestion))
  const commands: [ShortcutId, () => void][] = [
    ['create', go(NEW_SESSION)],
    ['sessions', act(toggleSessions)],
    ['outputs', act(() => showOutputs(!outputsShown()))],
    ['theme', act(switchTheme)],
    ['help', () => openDialog('shortcuts')],
  ]
  return (
    <>
      <Command.Group heading={strings.palette.commands}>
        {commands.map(([id, run]) => (
          <Command.Item
            key={id}
            value={commandName(id)}
            keywords={id === 'theme' ? [...strings.shell.themeWords] : []}
            onSelect={run}
            className={row}
          >
            <span className="flex-1">{commandName(id)}</span>
            <Keys of={shortcuts[id].keys} />
          </Command.Item>
        ))}
      </Command.Group>
      <Command.Group heading={strings.palette.sessions}>
        {data?.pages
          .flatMap(page => page.items)
          .map(({ id, title }) => (
            <Command.Item key={id} value={`${title} ${id}`} onSelect={go(id)} className={row}>
              <Name text={title} />
            </Command.Item>
          ))}
      </Command.Group>
      {artifacts.length > 0 && (
        <Command.Group heading={strings.palette.artifacts}>
          {artifacts.toReversed().map(artifact => (
            <Command.Item
              key={artifact.id}
              value={`${artifact.title ?? artifact.name} ${artifact.id}`}
              onSelect={act(() => openArtifact(sessionId, artifact.id))}
              className={row}
            >
              <ArtifactName artifact={artifact} />
            </Command.Item>
          ))}
        </Command.Group>
      )}
    </>
  )
}

const commandName = (id: ShortcutId) => (id === 'help' ? strings.shell.shortcuts : strings.shortcuts[id])

const Name = ({ text }: { text: string }) => (
  <span dir="auto" className="truncate">
    {text}
  </span>
)
