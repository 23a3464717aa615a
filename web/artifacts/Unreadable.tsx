import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { viewerStrings as strings } from './viewer-strings.ts'
import { Button } from '../ui/button.tsx'
import { useDownload } from './use-download.ts'

/** In the place of a view that could not be drawn: what to do, and the file itself. */
export function Unreadable({ artifact, retry }: { artifact: ArtifactSummary; retry: () => void }) {
  const download = useDownload()
  return (
    <div className="flex h-full flex-col items-start gap-3 p-4 text-sm">
      <p className="text-soft">{strings.artifacts.unreadable(artifact.name)}</p>
      <div className="flex gap-2">
        <Button variant="outline" onClick={retry}>
          {strings.artifacts.tryAgain}
        </Button>
        <Button variant="ghost" onClick={() => void download(artifact.id)}>
          {strings.artifacts.download}
        </Button>
      </div>
    </div>
  )
}
