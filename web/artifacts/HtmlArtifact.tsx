/** Foreign HTML comes by address, with its own policy from the server, into an origin of its own: it can reach nothing. */
import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { openLink } from './artifact-content.ts'
import type { ArtifactViewProps } from './ArtifactView.tsx'
import { Unreadable } from './Unreadable.tsx'
import { useViewLink } from './use-view-link.ts'
import { ViewerBar } from './ViewerBar.tsx'

export function HtmlArtifact({ artifact }: ArtifactViewProps) {
  const frame = useRef<HTMLDivElement>(null)
  // A frame does not tell that it got a refusal instead of its page, so the link is tried first, and renewed if it has ended.
  const tried = useQuery({
    queryKey: ['artifact', artifact.id, 'reachable'],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ client, signal }) => openLink(artifact.id, { client, signal, method: 'HEAD' }).then(() => true),
  })
  const { url, error, again } = useViewLink(artifact.id)
  const problem = tried.error ?? error
  if (problem)
    return (
      <Unreadable
        artifact={artifact}
        error={problem}
        retry={() => {
          again()
          void tried.refetch()
        }}
      />
    )
  return (
    <div ref={frame} className="flex h-full min-h-0 flex-col bg-raised">
      <ViewerBar artifact={artifact} frame={frame} />
      {tried.data && url && (
        <iframe
          src={url}
          title={artifact.title ?? artifact.name}
          // Neither our origin nor a way out: no allow-same-origin, no allow-top-navigation, no allow-popups.
          sandbox="allow-scripts"
          referrerPolicy="no-referrer"
          className="min-h-0 w-full flex-1 border-t border-line bg-white"
        />
      )}
    </div>
  )
}
