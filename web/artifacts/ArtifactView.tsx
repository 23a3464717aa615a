/** One switch on the kind of an artifact: what draws it, inline in an answer or in the panel. */
import type { ComponentType } from 'react'
import type { ArtifactKind, ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { late } from '../ui/late.tsx'
import { AudioArtifact } from './AudioArtifact.tsx'
import { ChartArtifact } from './ChartArtifact.tsx'
import { DocumentArtifact } from './DocumentArtifact.tsx'
import { HtmlArtifact } from './HtmlArtifact.tsx'
import { Picture } from './Picture.tsx'
import { TableArtifact } from './TableArtifact.tsx'

const TextArtifact = late(() => import('./TextArtifact.tsx').then(m => m.TextArtifact))

export type ArtifactViewProps = {
  artifact: ArtifactSummary
  theme: 'light' | 'dark'
  mode: 'inline' | 'panel'
}

const views: Record<ArtifactKind, ComponentType<ArtifactViewProps>> = {
  plotly: ChartArtifact,
  vega: ChartArtifact,
  table: TableArtifact,
  data: TableArtifact,
  image: Picture,
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
  return <View key={props.artifact.id} {...props} />
}
