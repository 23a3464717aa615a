import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { createElement } from 'react'
import { artifactDetail } from '../artifacts/ArtifactCard.tsx'
import { iconOf } from '../artifacts/artifact-icon.ts'

/** One of several artifacts in a list: a chart and the table behind it often have the same title, so kind and size stand beside it. */
export const ArtifactName = ({ artifact }: { artifact: ArtifactSummary }) => (
  <>
    {createElement(iconOf(artifact), { className: 'size-4 shrink-0 text-soft', 'aria-hidden': true })}
    <span dir="auto" className="min-w-0 flex-1 truncate">
      {artifact.title ?? artifact.name}
    </span>
    <span className="tabular shrink-0 text-xs text-faint">{artifactDetail(artifact)}</span>
  </>
)
