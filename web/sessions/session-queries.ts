import { infiniteQueryOptions, queryOptions, useQuery } from '@tanstack/react-query'
import { isLostLine } from '../api/api-error.ts'
import {
  listFiles,
  listModels,
  listRuns,
  listSessions,
  listVariables,
  readCapabilities,
  readSession,
} from '../api/calls.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'

/** How soon another device's doings are seen here. Own doings and those of other tabs are seen at once. */
const LOOK_AGAIN = 20_000
/** While the server is away: as soon as it is back, the screen is too. */
const LOST_LOOK_AGAIN = 3_000

export const sessionsQuery = (q: string, archived: boolean) =>
  infiniteQueryOptions({
    queryKey: ['sessions', { q, archived }],
    queryFn: ({ pageParam }) =>
      listSessions({
        archived,
        limit: 50,
        ...(q === '' ? {} : { q }),
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: page => page.nextCursor,
    refetchInterval: query => (isLostLine(query.state.error) ? LOST_LOOK_AGAIN : LOOK_AGAIN),
  })

export const sessionQuery = (id: string) =>
  queryOptions({ queryKey: ['session', id], queryFn: () => readSession(id), refetchInterval: LOOK_AGAIN })

/** The whole history of a session, folded by the server. */
export const runsQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: async () => {
      const runs: RunState[] = []
      let cursor: string | null | undefined
      do {
        const page = await listRuns(id, cursor ?? undefined)
        runs.push(...page.items)
        cursor = page.nextCursor
      } while (cursor !== null)
      return runs
    },
  })

export const filesQuery = (id: string) => queryOptions({ queryKey: ['files', id], queryFn: () => listFiles(id) })
/** Python is put away without a word when nobody asks for a while, so it is looked at again. */
export const variablesQuery = (id: string) =>
  queryOptions({ queryKey: ['variables', id], queryFn: () => listVariables(id), refetchInterval: LOOK_AGAIN })
const modelsQuery = queryOptions({ queryKey: ['models'], queryFn: listModels, staleTime: 300_000 })
const capabilitiesQuery = queryOptions({ queryKey: ['capabilities'], queryFn: readCapabilities, staleTime: 300_000 })

export const useModels = () => useQuery(modelsQuery)
export const useCapabilities = () => useQuery(capabilitiesQuery)
