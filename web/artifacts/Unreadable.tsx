import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { ApiError, isLostLine } from '../api/api-error.ts'
import { bytes } from '../formats.ts'
import { Button } from '../ui/button.tsx'
import { TooLargeToShow } from './artifact-content.ts'
import { useDownload } from './use-download.ts'
import { viewerStrings as strings } from './viewer-strings.ts'

type Props = { artifact: ArtifactSummary; error?: Error | null; retry: () => void }

const isGone = (error: Error | null): boolean => error instanceof ApiError && error.code === 'not_found'

function wordsFor({ name, size }: ArtifactSummary, error: Error | null): string {
  if (isGone(error)) return strings.artifacts.gone(name)
  if (isLostLine(error)) return strings.artifacts.lost(name)
  if (error instanceof TooLargeToShow) return strings.artifacts.tooLarge(name, bytes(size))
  // The server's own sentence says more than ours, such as what is wrong with a workbook.
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) return error.message
  return strings.artifacts.unreadable(name)
}

/** In the place of a view that could not be drawn: why, what to do, and the file itself unless it is gone. */
export function Unreadable({ artifact, error = null, retry }: Props) {
  const download = useDownload()
  const gone = isGone(error)
  return (
    <div role="alert" className="flex h-full flex-col items-start gap-3 p-4 text-sm">
      <p className="text-soft" dir="auto">
        {wordsFor(artifact, error)}
      </p>
      {!gone && (
        <div className="flex gap-2">
          {!(error instanceof TooLargeToShow) && (
            <Button variant="outline" onClick={retry}>
              {strings.artifacts.tryAgain}
            </Button>
          )}
          <Button variant="ghost" onClick={() => void download(artifact)}>
            {strings.artifacts.download}
          </Button>
        </div>
      )}
    </div>
  )
}
