import type { ArtifactKind, ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { useState } from 'react'
import { ArtifactCard, FileCard } from '../artifacts/ArtifactCard.tsx'
import { openArtifact } from '../shell/screen-store.ts'
import { useTheme } from '../shell/theme.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'

const ArtifactView = late(() => import('../artifacts/ArtifactView.tsx').then(module => module.ArtifactView))

const drawn: readonly ArtifactKind[] = ['plotly', 'vega', 'image']
/** More cards than this wait behind a button. */
const MANY = 8

/** What the run made: its first chart drawn, the rest as cards, then the finished files. */
export function Results({ run, sessionId }: { run: RunState; sessionId: string }) {
  const chart = run.artifacts.find(artifact => drawn.includes(artifact.kind))
  const files = new Set(run.files.map(file => file.id))
  const others = run.artifacts.filter(artifact => artifact !== chart && !files.has(artifact.id))
  const open = (id: string) => openArtifact(sessionId, id)
  const cards = [
    ...others.map(artifact => <ArtifactCard key={artifact.id} artifact={artifact} open={open} />),
    ...run.files.map(file => <FileCard key={file.id} file={file} open={open} />),
  ]
  return (
    <>
      {chart && <InlineChart artifact={chart} />}
      {cards.length > 0 && <Cards cards={cards} />}
    </>
  )
}

function InlineChart({ artifact }: { artifact: ArtifactSummary }) {
  const theme = useTheme()
  return (
    <figure data-slot="inline-chart" className="h-80 overflow-hidden rounded-lg border border-line bg-raised">
      <ArtifactView artifact={artifact} theme={theme} mode="inline" />
    </figure>
  )
}

function Cards({ cards }: { cards: React.ReactElement[] }) {
  const [all, setAll] = useState(false)
  const shown = all || cards.length <= MANY ? cards : cards.slice(0, MANY - 1)
  return (
    <ul data-slot="cards" className="flex flex-wrap items-stretch gap-2">
      {shown.map(card => (
        <li key={card.key} className="max-w-full">
          {card}
        </li>
      ))}
      {cards.length > MANY && (
        <li>
          <Button variant="ghost" className="h-full" onClick={() => setAll(!all)}>
            {all ? strings.files.less : strings.files.more(cards.length - shown.length)}
          </Button>
        </li>
      )}
    </ul>
  )
}
