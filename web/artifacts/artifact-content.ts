/** The bytes of an artifact: metadata with a fresh signed link from the API, then the link itself. */
import { queryOptions } from '@tanstack/react-query'
import { readArtifact } from '../api/calls.ts'

/** Signed links live some minutes; metadata is asked again well before. */
const FRESH_MS = 4 * 60_000
/** A chart or text beyond this many bytes is offered as a download and not drawn. */
export const TEXT_LIMIT = 32 * 1024 * 1024

export const artifactQuery = (id: string) =>
  queryOptions({ queryKey: ['artifact', id], staleTime: FRESH_MS, queryFn: () => readArtifact(id) })

/** The artifact's bytes as text. Contents never change under an id, so they are kept as long as they are looked at. */
export const textQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifact', id, 'text'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ client, signal }) => {
      const { viewUrl, size } = await client.ensureQueryData(artifactQuery(id))
      if (size > TEXT_LIMIT) throw new Error('too large to show')
      const response = await fetch(viewUrl, { signal })
      if (!response.ok) throw new Error(`reading ${id}: ${response.status}`)
      return response.text()
    },
  })
