import { useQuery } from '@tanstack/react-query'
import { textQuery } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { Unreadable } from './Unreadable.tsx'

/** Text as it stands: Markdown and code get their dress from the same parts as an answer. */
export function TextArtifact({ artifact }: ArtifactViewProps) {
  const { data, isError, refetch } = useQuery(textQuery(artifact.id))
  if (isError) return <Unreadable artifact={artifact} retry={() => void refetch()} />
  return (
    <pre className="h-full overflow-auto p-4 font-mono text-sm whitespace-pre-wrap" tabIndex={0} dir="auto">
      {data}
    </pre>
  )
}
