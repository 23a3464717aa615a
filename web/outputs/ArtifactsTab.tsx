import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { isOver, turnsOf, useRuns, NEW_SESSION, type Turn } from '../runs/run-store.ts'
import { filesQuery } from '../sessions/session-queries.ts'
import { followNewest, openArtifact, useScreen } from '../shell/screen-store.ts'
import { useTheme } from '../shell/theme.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'
import { Menu, MenuChoice, MenuContent, MenuGroup, MenuItem, MenuLine, MenuTrigger } from '../ui/menu.tsx'
import { ArtifactName } from './ArtifactName.tsx'
import { artifactsOf, presentTurn } from './artifacts-of.ts'

const ArtifactView = late(() => import('../artifacts/ArtifactView.tsx').then(module => module.ArtifactView))

/** One artifact, large: the newest of the present answer, until a person opens another; then that one stays. */
export function ArtifactsTab({ sessionId }: { sessionId: string }) {
  const turns = useRuns(state => turnsOf(state, sessionId))
  const made = artifactsOf(turns)
  const chosen = useScreen(state => state.chosen[sessionId])
  const opened = useUpload(sessionId, made.some(artifact => artifact.id === chosen) ? undefined : chosen)
  const theme = useTheme()
  const shown = made.find(artifact => artifact.id === chosen) ?? opened ?? ownToShow(turns)
  const earlier = shown && earlierQuestion(turns, shown)
  return (
    <>
      {(shown || made.length > 0) && (
        <ArtifactPicker sessionId={sessionId} made={made} shown={shown} following={chosen === undefined} />
      )}
      {earlier !== undefined && (
        <p dir="auto" className="truncate px-4.5 pb-2 text-xs text-faint" title={earlier} data-slot="earlier-answer">
          {strings.outputs.earlier(earlier)}
        </p>
      )}
      {shown ? (
        <div className="min-h-0 flex-1 overflow-hidden border-t border-line bg-canvas" data-slot="artifact-panel">
          <ArtifactView artifact={shown} theme={theme} mode="panel" />
        </div>
      ) : (
        <p className="px-5 py-8 text-center text-base text-faint">
          {made.length > 0 ? strings.outputs.noneNow : strings.outputs.none}
        </p>
      )}
    </>
  )
}

/** A finished file follows what it was made from at once; a chart or table says more to the eye. */
const newestToShow = (made: readonly ArtifactSummary[]): ArtifactSummary | undefined =>
  made.findLast(artifact => artifact.kind !== 'file') ?? made.at(-1)

/** What belongs to the present answer. While that works and has made nothing yet, what stood there stays, and is told apart. */
function ownToShow(turns: readonly Turn[]): ArtifactSummary | undefined {
  const present = presentTurn(turns)
  if (!present) return undefined
  const own = newestToShow(artifactsOf([present]))
  return own ?? (isOver(present.run) ? undefined : newestToShow(artifactsOf(turns)))
}

/** The question that an artifact answered, where it is not the present one. */
function earlierQuestion(turns: readonly Turn[], { id }: ArtifactSummary): string | undefined {
  const maker = turns.find(turn => artifactsOf([turn]).some(artifact => artifact.id === id))
  return maker === presentTurn(turns) ? undefined : maker?.run.question
}

/** A file that a person gave and now opened. */
function useUpload(sessionId: string, id: string | undefined): ArtifactSummary | undefined {
  const { data } = useQuery({ ...filesQuery(sessionId), enabled: id !== undefined && sessionId !== NEW_SESSION })
  const file = data?.files.find(f => f.id === id)
  return (
    file && { id: file.id, kind: file.kind, name: file.name, mime: file.type, size: file.size, version: file.version }
  )
}

type ArtifactPickerProps = {
  sessionId: string
  made: ArtifactSummary[]
  shown: ArtifactSummary | undefined
  following: boolean
}

function ArtifactPicker({ sessionId, made, shown, following }: ArtifactPickerProps) {
  const title = shown ? (shown.title ?? shown.name) : strings.outputs.earlierResults
  return (
    <div className="flex shrink-0 items-center px-2 pb-1.5">
      <Menu>
        <MenuTrigger asChild>
          <Button
            variant="ghost"
            size="sm"
            className="min-w-0 shrink text-ink"
            aria-label={`${title}. ${strings.outputs.choose}`}
          >
            <span dir="auto" className="truncate" title={title}>
              {title}
            </span>
            <ChevronDown className="text-faint" />
          </Button>
        </MenuTrigger>
        <MenuContent align="start" className="max-w-80" aria-label={strings.outputs.choose}>
          <MenuGroup value={shown?.id ?? ''} onValueChange={id => openArtifact(sessionId, id)}>
            {made.toReversed().map(artifact => (
              <MenuChoice key={artifact.id} value={artifact.id}>
                <ArtifactName artifact={artifact} />
              </MenuChoice>
            ))}
          </MenuGroup>
          {!following && (
            <>
              <MenuLine />
              <MenuItem onSelect={() => followNewest(sessionId)}>{strings.outputs.follow}</MenuItem>
            </>
          )}
        </MenuContent>
      </Menu>
    </div>
  )
}
