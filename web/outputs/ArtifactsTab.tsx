import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { useQuery } from '@tanstack/react-query'
import { ChevronDown } from 'lucide-react'
import { turnsOf, useRuns, NEW_SESSION } from '../runs/run-store.ts'
import { filesQuery } from '../sessions/session-queries.ts'
import { followNewest, openArtifact, useScreen } from '../shell/screen-store.ts'
import { useTheme } from '../shell/theme.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'
import { Menu, MenuChoice, MenuContent, MenuGroup, MenuItem, MenuLine, MenuTrigger } from '../ui/menu.tsx'
import { ArtifactName } from './ArtifactName.tsx'
import { artifactsOf } from './artifacts-of.ts'

const ArtifactView = late(() => import('../artifacts/ArtifactView.tsx').then(module => module.ArtifactView))

/** One artifact, large. It is the newest until a person opens another; then that one stays. */
export function ArtifactsTab({ sessionId }: { sessionId: string }) {
  const made = artifactsOf(useRuns(state => turnsOf(state, sessionId)))
  const chosen = useScreen(state => state.chosen[sessionId])
  const opened = useUpload(sessionId, made.some(artifact => artifact.id === chosen) ? undefined : chosen)
  const theme = useTheme()
  const shown = made.find(artifact => artifact.id === chosen) ?? opened ?? newestToShow(made)
  if (!shown) return <p className="px-5 py-8 text-center text-base text-faint">{strings.outputs.none}</p>
  return (
    <>
      <ArtifactPicker sessionId={sessionId} made={made} shown={shown} following={chosen === undefined} />
      <div className="min-h-0 flex-1 overflow-hidden border-t border-line bg-canvas" data-slot="artifact-panel">
        <ArtifactView artifact={shown} theme={theme} mode="panel" />
      </div>
    </>
  )
}

/** A finished file follows what it was made from at once; a chart or table says more to the eye. */
const newestToShow = (made: readonly ArtifactSummary[]): ArtifactSummary | undefined =>
  made.findLast(artifact => artifact.kind !== 'file') ?? made.at(-1)

/** A file that a person gave and now opened. */
function useUpload(sessionId: string, id: string | undefined): ArtifactSummary | undefined {
  const { data } = useQuery({ ...filesQuery(sessionId), enabled: id !== undefined && sessionId !== NEW_SESSION })
  const file = data?.files.find(f => f.id === id)
  return (
    file && { id: file.id, kind: file.kind, name: file.name, mime: file.type, size: file.size, version: file.version }
  )
}

type ArtifactPickerProps = { sessionId: string; made: ArtifactSummary[]; shown: ArtifactSummary; following: boolean }

function ArtifactPicker({ sessionId, made, shown, following }: ArtifactPickerProps) {
  const title = shown.title ?? shown.name
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
          <MenuGroup value={shown.id} onValueChange={id => openArtifact(sessionId, id)}>
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
