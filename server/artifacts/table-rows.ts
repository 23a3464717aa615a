/** Pages of tables: kept as Parquet in the account's folder and read by its look kernel, which stays warm between pages. */
import type { RowsQuery } from '@codingagent/protocol/api.ts'
import { TableFilter, TablePage } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { z } from 'zod'
import type { Services } from '../services.ts'
import { withLook } from '../sessions/look.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { tableOf } from './make-table.ts'
import { tablesFolderId } from './tables-folder.ts'

type Query = z.output<typeof RowsQuery>

const Filters = z.array(TableFilter).max(50)

export async function tableRows(services: Services, row: ArtifactRow, query: Query): Promise<TablePage> {
  const { offset, limit, sheet } = query
  const sort = sortOf(query.sort)
  const filter = filtersOf(query.filter)
  const name = await tableOf(services, row, sheet)
  const place = { accountId: row.accountId, folderId: tablesFolderId(row.accountId) }
  const page = await withLook(services, place, kernel =>
    kernel.ask('page', { path: `/workspace/${name}`, offset, limit, sort, filter }, { timeoutSeconds: 60 }),
  )
  return TablePage.parse(page)
}

function filtersOf(text: string | undefined): TableFilter[] | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return Filters.parse(JSON.parse(text))
  } catch {
    throw new Refusal(
      'bad_request',
      '“filter” is not valid: it must be a JSON array of conditions, such as [{"column":"a","op":"present"}].',
    )
  }
}

type Sorting = { column: string; descending: boolean }

/** A leading - sorts down. What follows is a plain name up to the next comma, or a JSON string, which may hold any name. */
const sorting = /(-?)("(?:[^"\\]|\\.)*"|[^,"-][^,]*)(,|$)/y

function sortOf(text: string | undefined): Sorting[] | undefined {
  if (text === undefined || text === '') return undefined
  const sorted: Sorting[] = []
  sorting.lastIndex = 0
  for (let end = ','; end === ','; ) {
    const [, sign, name = '', after = ''] = sorting.exec(text) ?? []
    const column = name.startsWith('"') ? unquoted(name) : name
    if (sign === undefined || column === null)
      throw new Refusal(
        'bad_request',
        '“sort” is not valid: it must be column names with commas between them, odd ones as JSON strings.',
      )
    sorted.push({ column, descending: sign === '-' })
    end = after
  }
  return sorted
}

function unquoted(text: string): string | null {
  try {
    return z.string().parse(JSON.parse(text))
  } catch {
    return null
  }
}
