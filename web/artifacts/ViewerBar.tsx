/** The thin row above a view: what the view itself offers, then full screen and the file. */
import { Download, Maximize2 } from 'lucide-react'
import type { ReactNode, RefObject } from 'react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { IconButton } from '../ui/button.tsx'
import { useDownload } from './use-download.ts'
import { viewerStrings as strings } from './viewer-strings.ts'

type Props = {
  artifact: ArtifactSummary
  /** What fills the screen when that is wished; without it there is no such button. */
  frame?: RefObject<HTMLElement | null>
  children?: ReactNode
}

export function ViewerBar({ artifact, frame, children }: Props) {
  const download = useDownload()
  return (
    <div data-slot="viewer-bar" className="flex h-9 shrink-0 items-center justify-end gap-1 px-2">
      {children}
      <IconButton label={`${strings.artifacts.download}: ${artifact.name}`} onClick={() => void download(artifact)}>
        <Download />
      </IconButton>
      {frame && document.fullscreenEnabled && (
        <IconButton label={strings.charts.fullScreen} onClick={() => void frame.current?.requestFullscreen()}>
          <Maximize2 />
        </IconButton>
      )}
    </div>
  )
}
