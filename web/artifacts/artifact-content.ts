/** The bytes of an artifact: metadata with a fresh signed link from the API, then the link itself. */
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { lostLine, refusalFrom } from '../api/api-error.ts'
import { readArtifact } from '../api/calls.ts'
import { decodedText } from './decoded-text.ts'

/** Signed links live much longer; one this old is asked for anew before it is used again. */
const FRESH_MS = 4 * 60_000
/** A chart or text beyond this many bytes is offered as a download and not drawn. */
export const TEXT_LIMIT = 32 * 1024 * 1024

/** Never asked for behind a view that stands: a new link would load a frame or a picture again under the person's eyes. */
export const artifactQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifact', id],
    staleTime: FRESH_MS,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    queryFn: () => readArtifact(id),
  })

/** The file is too large to be drawn in the page. */
export class TooLargeToShow extends Error {
  override readonly name = 'TooLargeToShow'
}

type Asking = { client: QueryClient; signal?: AbortSignal; method?: 'GET' | 'HEAD' }

/**
 * What stands behind the artifact's link. A link that has ended since it was read is renewed once; a refusal or a lost line is thrown as
 * an ApiError.
 */
export async function openLink(id: string, { client, signal, method = 'GET' }: Asking): Promise<Response> {
  const ask = async (staleTime: number) => {
    const { viewUrl } = await client.fetchQuery({ ...artifactQuery(id), staleTime })
    return fetch(viewUrl, { method, ...(signal && { signal }) }).catch((reason: unknown) => {
      throw signal?.aborted ? reason : lostLine()
    })
  }
  const first = await ask(FRESH_MS)
  const response = first.status === 403 || first.status === 410 ? await ask(0) : first
  if (!response.ok) throw refusalFrom(response.status, await response.json().catch(() => null))
  return response
}

/** The artifact's bytes as text. Contents never change under an id, so they are kept as long as they are looked at. */
export const textQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifact', id, 'text'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ client, signal }) => {
      const { size } = await client.ensureQueryData(artifactQuery(id))
      if (size > TEXT_LIMIT) throw new TooLargeToShow()
      const response = await openLink(id, { client, signal })
      return decodedText(await response.arrayBuffer())
    },
  })
