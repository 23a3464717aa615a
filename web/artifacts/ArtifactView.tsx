/** One switch on the kind of an artifact: what draws it, inline in an answer or in the panel. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import type { ArtifactKind, ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from './viewer-strings.ts'
import { artifactQuery } from './artifact-content.ts'
import { ChartArtifact } from './ChartArtifact.tsx'
import { DocumentArtifact } from './DocumentArtifact.tsx'
import { TableArtifact } from './TableArtifact.tsx'
import { Unreadable } from './Unreadable.tsx'

const TextArtifact = lazy(() => import('./TextArtifact.tsx').then(m => ({ default: m.TextArtifact })))

export type ArtifactViewProps = {
  artifact: ArtifactSummary
  theme: 'light' | 'dark'
  mode: 'inline' | 'panel'
}

const views: Record<ArtifactKind, (props: ArtifactViewProps) => ReactNode> = {
  plotly: ChartArtifact,
  vega: ChartArtifact,
  table: TableArtifact,
  data: TableArtifact,
  image: ImageArtifact,
  html: HtmlArtifact,
  markdown: TextArtifact,
  latex: TextArtifact,
  audio: AudioArtifact,
  file: DocumentArtifact,
  document: DocumentArtifact,
}

/** Fills its parent, which has a height: nothing jumps when the content arrives. */
export function ArtifactView(props: ArtifactViewProps) {
  const View = views[props.artifact.kind]
  return (
    <Suspense fallback={null}>
      <View key={props.artifact.id} {...props} />
    </Suspense>
  )
}

function ImageArtifact({ artifact }: ArtifactViewProps) {
  const { data, isError, refetch } = useQuery(artifactQuery(artifact.id))
  if (isError) return <Unreadable artifact={artifact} retry={() => void refetch()} />
  return (
    <div className="flex h-full items-center justify-center overflow-auto bg-raised p-2">
      {data && (
        <img
          src={data.viewUrl}
          alt={artifact.alt ?? artifact.title ?? artifact.name}
          className="max-h-full max-w-full object-contain"
        />
      )}
    </div>
  )
}

/** Foreign HTML comes by address, with its own policy from the server, into an origin of its own: it can reach nothing. */
function HtmlArtifact({ artifact }: ArtifactViewProps) {
  const { data, isError, refetch } = useQuery(artifactQuery(artifact.id))
  if (isError) return <Unreadable artifact={artifact} retry={() => void refetch()} />
  return (
    <>
      {data && (
        <iframe
          src={data.viewUrl}
          title={artifact.title ?? artifact.name}
          sandbox="allow-scripts"
          className="h-full w-full bg-white"
        />
      )}
    </>
  )
}

function AudioArtifact({ artifact }: ArtifactViewProps) {
  const { data } = useQuery(artifactQuery(artifact.id))
  return (
    <div className="p-4">
      {data && (
        <audio controls src={data.viewUrl} className="w-full">
          {strings.artifacts.noAudio}
        </audio>
      )}
    </div>
  )
}
