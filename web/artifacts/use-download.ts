import { useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { artifactQuery } from './artifact-content.ts'
import { save } from './charts/save.ts'

/** Downloads an artifact by a signed link fetched at the moment of the click: links in the log may have expired. */
export function useDownload(): (id: string) => Promise<void> {
  const client = useQueryClient()
  return useCallback(
    async id => {
      const { url, name } = await client.fetchQuery({ ...artifactQuery(id), staleTime: 0 })
      save(url, name)
    },
    [client],
  )
}
