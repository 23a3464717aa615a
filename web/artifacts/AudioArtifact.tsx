import type { ArtifactViewProps } from './ArtifactView.tsx'
import { Unreadable } from './Unreadable.tsx'
import { useViewLink } from './use-view-link.ts'
import { ViewerBar } from './ViewerBar.tsx'
import { viewerStrings as strings } from './viewer-strings.ts'

export function AudioArtifact({ artifact }: ArtifactViewProps) {
  const { url, attempt, error, broken, again } = useViewLink(artifact.id)
  if (error) return <Unreadable artifact={artifact} error={error} retry={again} />
  return (
    <>
      <ViewerBar artifact={artifact} />
      <div className="p-4">
        {url && (
          <audio
            key={attempt}
            controls
            src={url}
            onError={broken}
            aria-label={artifact.title ?? artifact.name}
            className="w-full"
          >
            {strings.artifacts.noAudio}
          </audio>
        )}
      </div>
    </>
  )
}
