/** A file as far as it can be shown by its type: PDF, picture, table or text; else what it is, and its download. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useCallback, useState } from 'react'
import { viewerStrings as strings } from './viewer-strings.ts'
import { Button } from '../ui/button.tsx'
import { artifactQuery, TEXT_LIMIT } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { fileLook } from './file-look.ts'
import { TableArtifact } from './TableArtifact.tsx'
import { Unreadable } from './Unreadable.tsx'
import { useDownload } from './use-download.ts'

const PdfView = lazy(() => import('./PdfView.tsx').then(m => ({ default: m.PdfView })))
const TextArtifact = lazy(() => import('./TextArtifact.tsx').then(m => ({ default: m.TextArtifact })))

export function DocumentArtifact(props: ArtifactViewProps) {
  const { artifact } = props
  const look = fileLook(artifact.name, artifact.mime)
  if (look === 'pdf') return <PdfArtifact {...props} />
  if (look === 'sheet') return <TableArtifact artifact={artifact} theme={props.theme} />
  if (look === 'image') return <PictureFile {...props} />
  if (look === 'text' && artifact.size <= TEXT_LIMIT)
    return (
      <Suspense fallback={null}>
        <TextArtifact {...props} />
      </Suspense>
    )
  return <OnlyDownload {...props} />
}

function PdfArtifact({ artifact }: ArtifactViewProps) {
  const { data, isError, refetch } = useQuery(artifactQuery(artifact.id))
  const [failed, setFailed] = useState(false)
  const fail = useCallback(() => setFailed(true), [])
  if (isError || failed)
    return <Unreadable artifact={artifact} retry={() => void refetch().then(() => setFailed(false))} />
  return (
    <Suspense fallback={null}>{data && <PdfView url={data.viewUrl} label={artifact.name} failed={fail} />}</Suspense>
  )
}

function PictureFile({ artifact }: ArtifactViewProps) {
  const { data } = useQuery(artifactQuery(artifact.id))
  return (
    <div className="flex h-full items-center justify-center p-2">
      {data && (
        <img src={data.viewUrl} alt={artifact.alt ?? artifact.name} className="max-h-full max-w-full object-contain" />
      )}
    </div>
  )
}

function OnlyDownload({ artifact }: ArtifactViewProps) {
  const download = useDownload()
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center text-sm">
      <p className="text-soft">{strings.artifacts.noPreview(artifact.name)}</p>
      <Button onClick={() => void download(artifact.id)}>{strings.artifacts.download}</Button>
    </div>
  )
}
