/** Rows and passport of a table, from the API. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { readProfile, readRows } from '../../api/calls.ts'
import { PAGE_ROWS } from './page-cache.ts'
import type { rowsQuery } from './table-state.ts'

type Rows = ReturnType<typeof rowsQuery>

/** The first page under a sort and filter: its columns and its total. The old one stays on the screen until the new one is there. */
export const rowsHeadQuery = (id: string, query: Rows) =>
  queryOptions({
    queryKey: ['artifact', id, 'rows', query],
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => readRows(id, { ...query, offset: 0, limit: PAGE_ROWS }, signal),
  })

export const profileQuery = (id: string) =>
  queryOptions({
    queryKey: ['artifact', id, 'profile'],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: () => readProfile(id),
  })
