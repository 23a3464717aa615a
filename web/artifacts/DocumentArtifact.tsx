/** A file as far as it can be shown by its type: PDF, picture, sound, table or text; else what it is, and its download. */
import { createElement } from 'react'
import { bytes } from '../formats.ts'
import { Button } from '../ui/button.tsx'
import { late } from '../ui/late.tsx'
import { AudioArtifact } from './AudioArtifact.tsx'
import { TEXT_LIMIT } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { iconOf } from './artifact-icon.ts'
import { fileLook, type FileLook } from './file-look.ts'
import { HtmlArtifact } from './HtmlArtifact.tsx'
import { Picture } from './Picture.tsx'
import { TableArtifact } from './TableArtifact.tsx'
import { Unreadable } from './Unreadable.tsx'
import { useDownload } from './use-download.ts'
import { useViewLink } from './use-view-link.ts'
import { ViewerBar } from './ViewerBar.tsx'
import { viewerStrings as strings } from './viewer-strings.ts'

const PdfView = late(() => import('./pdf/PdfView.tsx').then(m => m.PdfView), {
  meanwhile: ({ artifact }) => <ViewerBar artifact={artifact} />,
})
const TextArtifact = late(() => import('./TextArtifact.tsx').then(m => m.TextArtifact))

export function DocumentArtifact(props: ArtifactViewProps) {
  const { artifact } = props
  switch (lookOf(artifact)) {
    case 'pdf':
      return <PdfArtifact {...props} />
    case 'sheet':
      return <TableArtifact {...props} />
    case 'image':
      return <Picture {...props} />
    case 'audio':
      return <AudioArtifact {...props} />
    case 'page':
      return <HtmlArtifact {...props} />
    case 'text':
      return <TextArtifact {...props} />
    case 'words':
    case 'slides':
    case 'archive':
    case 'file':
      return <OnlyDownload {...props} />
  }
}

/** A finished web page is shown as one; a text that is too long is only offered. */
function lookOf({ name, mime, size }: ArtifactViewProps['artifact']): FileLook | 'page' {
  if (mime === 'text/html') return 'page'
  const look = fileLook(name, mime)
  return look === 'text' && size > TEXT_LIMIT ? 'file' : look
}

function PdfArtifact({ artifact }: ArtifactViewProps) {
  const { url, attempt, error, broken, again } = useViewLink(artifact.id)
  if (error) return <Unreadable artifact={artifact} error={error} retry={again} />
  return (
    <div className="flex h-full min-h-0 flex-col">
      {url ? (
        <PdfView key={attempt} url={url} artifact={artifact} failed={broken} />
      ) : (
        <ViewerBar artifact={artifact} />
      )}
    </div>
  )
}

function OnlyDownload({ artifact }: ArtifactViewProps) {
  const download = useDownload()
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center text-sm">
      {createElement(iconOf(artifact), { className: 'size-8 text-faint', strokeWidth: 1.5, 'aria-hidden': true })}
      <div>
        <p className="font-medium break-words" dir="auto">
          {artifact.name}
        </p>
        <p className="pt-0.5 text-soft">{strings.artifacts.noPreview(bytes(artifact.size))}</p>
      </div>
      <Button onClick={() => void download(artifact)}>{strings.artifacts.download}</Button>
    </div>
  )
}
