import type { SessionFile } from '@codingagent/protocol/api.ts'
import { useQuery } from '@tanstack/react-query'
import { ArtifactCard } from '../artifacts/ArtifactCard.tsx'
import { NEW_SESSION } from '../runs/run-store.ts'
import { filesQuery } from '../sessions/session-queries.ts'
import { openArtifact } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'

/** Every file of the session: what the person gave, and what was made from it. */
export function FilesTab({ sessionId }: { sessionId: string }) {
  const { data, isError, refetch } = useQuery({ ...filesQuery(sessionId), enabled: sessionId !== NEW_SESSION })
  if (isError && !data)
    return (
      <div className="px-5 py-8 text-center text-base text-soft">
        <p className="mb-3">{strings.files.unread}</p>
        <Button variant="outline" size="sm" onClick={() => void refetch()}>
          {strings.actions.tryAgain}
        </Button>
      </div>
    )
  const files = data?.files ?? []
  if (files.length === 0) return <p className="px-5 py-8 text-center text-base text-faint">{strings.files.none}</p>
  return (
    <div className="flex flex-col gap-4 px-3 pb-4">
      <FileGroup
        title={strings.files.uploads}
        files={files.filter(file => file.origin === 'upload')}
        sessionId={sessionId}
      />
      <FileGroup
        title={strings.files.made}
        files={files.filter(file => file.origin === 'generated')}
        sessionId={sessionId}
      />
    </div>
  )
}

function FileGroup({ title, files, sessionId }: { title: string; files: SessionFile[]; sessionId: string }) {
  if (files.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="px-1 pb-1.5 text-xs text-faint">{title}</h3>
      <ul className="flex flex-wrap gap-2">
        {files.map(({ type, ...file }) => (
          <li key={file.id} className="max-w-full">
            <ArtifactCard artifact={{ ...file, mime: type }} open={id => openArtifact(sessionId, id)} />
          </li>
        ))}
      </ul>
    </section>
  )
}
