/** Pages of tables: kept as Parquet in the account's folder and read by its look kernel, which stays warm between pages. */
import { createHash, randomUUID } from 'node:crypto'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RowsQuery } from '@codingagent/protocol/api.ts'
import { TableFilter, TablePage } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { z } from 'zod'
import type { Services } from '../services.ts'
import { ensureFolder, folderOf } from '../sessions/folders.ts'
import { withLook } from '../sessions/look.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { askAbout } from './profile-artifact.ts'
import { inTables, materialise, tablesFolderId, touched } from './tables-folder.ts'

type Query = z.output<typeof RowsQuery>

const parquet = 'application/vnd.apache.parquet'
/** Seconds that turning a large file into a table may take. */
const PATIENCE = 600

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
    throw new Refusal('bad_request', '“filter” is not valid: it must be a JSON array of conditions on columns.')
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

const making = new Map<string, Promise<void>>()

/** The name of the artifact's table in the account's folder; made once. */
async function tableOf(services: Services, row: ArtifactRow, sheet: string | undefined): Promise<string> {
  const part = sheet === undefined ? '' : `-${createHash('sha256').update(sheet).digest('hex').slice(0, 16)}`
  const name = `table-${row.id}${part}.parquet`
  if (await touched(inTables(services, row.accountId, name))) return name
  const made = making.get(name) ?? makeTable(services, row, { name, sheet }).finally(() => making.delete(name))
  making.set(name, made)
  await made
  return name
}

async function makeTable(
  services: Services,
  row: ArtifactRow,
  { name, sheet }: { name: string; sheet: string | undefined },
): Promise<void> {
  if (row.mime === parquet && row.origin === 'generated' && row.path === null) return materialise(services, row, name)
  const { dataDir } = services.settings
  await ensureFolder(dataDir, tablesFolderId(row.accountId))
  const out = `table-${randomUUID()}.parquet`
  let outbox = ''
  await askAbout(services, row, async (kernel, path, folderId) => {
    outbox = folderOf(dataDir, folderId).outbox
    await kernel.ask('table', { path, out, sheet }, { timeoutSeconds: PATIENCE })
  })
  try {
    // Whatever lies there is only ever opened by a look kernel, in the sandbox.
    await rename(join(outbox, out), inTables(services, row.accountId, name))
  } finally {
    await rm(join(outbox, out), { force: true })
  }
}
