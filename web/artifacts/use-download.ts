import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { ApiError } from '../api/api-error.ts'
import { save } from '../ui/save.ts'
import { toast } from '../ui/toast.ts'
import { artifactQuery } from './artifact-content.ts'
import { viewerStrings as strings } from './viewer-strings.ts'

type Wanted = Pick<ArtifactSummary, 'id' | 'name'>

/** Downloads an artifact by a signed link fetched at the moment of the click: links in the log may have expired. */
export function useDownload(): (wanted: Wanted) => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async ({ id, name: known }) => {
      try {
        const { url, name } = await client.fetchQuery({ ...artifactQuery(id), staleTime: 0 })
        save(url, name)
      } catch (error) {
        const gone = error instanceof ApiError && error.code === 'not_found'
        await toast({ text: gone ? strings.artifacts.gone(known) : strings.artifacts.downloadFailed(known) })
      }
    },
    [client],
  )
}
