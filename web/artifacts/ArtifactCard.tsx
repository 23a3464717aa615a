/** An artifact as a card: icon by kind, name, size or shape; the card itself opens it, its download stands beside. */
import { Download } from 'lucide-react'
import { createElement } from 'react'
import type { ArtifactSummary, ReadyFile } from '@codingagent/protocol/artifacts.ts'
import { bytes } from '../formats.ts'
import { IconButton } from '../ui/button.tsx'
import { iconOf } from './artifact-icon.ts'
import { edgeToken } from './file-look.ts'
import { useDownload } from './use-download.ts'
import { viewerStrings as strings } from './viewer-strings.ts'

/** Its shape or size, and which version it is. */
export function artifactDetail({ shape, size, version }: ArtifactSummary): string {
  const first = shape ? strings.artifacts.shape(shape.rows, shape.columns) : bytes(size)
  return version > 1 ? `${first} · ${strings.artifacts.version(version)}` : first
}

type CardProps = { artifact: ArtifactSummary; open: (id: string) => void; selected?: boolean }

export function ArtifactCard({ artifact, open, selected = false }: CardProps) {
  const download = useDownload()
  const title = artifact.title ?? artifact.name
  return (
    <div
      data-slot="artifact-card"
      data-selected={selected}
      style={{ borderInlineStartColor: edgeToken(artifact.name, artifact.mime) }}
      className="flex w-64 max-w-full items-center gap-1 rounded-lg border border-s-2 border-line bg-raised data-[selected=true]:bg-accent-wash"
    >
      <button
        type="button"
        onClick={() => open(artifact.id)}
        className="flex min-w-0 flex-1 items-center gap-2.5 rounded-lg px-3 py-2 text-start hover:bg-hover"
      >
        {createElement(iconOf(artifact), { className: 'size-4 shrink-0 text-soft', 'aria-hidden': true })}
        <span className="min-w-0">
          <span className="sr-only">{strings.artifacts.opens}</span>
          <span className="block truncate text-sm" title={title} dir="auto">
            {title}
          </span>
          <span className="block text-xs text-faint tabular-nums">{artifactDetail(artifact)}</span>
        </span>
      </button>
      <IconButton label={`${strings.artifacts.download}: ${title}`} onClick={() => void download(artifact)}>
        <Download />
      </IconButton>
    </div>
  )
}

/** A finished file of a run: the same card, from what its event carries. */
export function FileCard({ file, open }: { file: ReadyFile; open: (id: string) => void }) {
  return (
    <ArtifactCard
      artifact={{ id: file.id, kind: 'file', name: file.name, mime: file.type, size: file.size, version: 1 }}
      open={open}
    />
  )
}
