/**
 * The table of an artifact: Parquet in the account's folder, made once, by a look kernel. What cannot be made into one is remembered
 * beside it with its reason, so that a hostile file is not read again for every page that is asked for.
 */
import { createHash, randomUUID } from 'node:crypto'
import { lstat, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { KernelFailure } from '@codingagent/engine/sandbox/sandbox.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { z } from 'zod'
import type { Services } from '../services.ts'
import { ensureFolder, folderOf } from '../sessions/folders.ts'
import type { ArtifactRow } from './artifact-rows.ts'
import { askAbout, isLasting, profileArtifact } from './profile-artifact.ts'
import { inTables, materialise, tablesFolderId, touched } from './tables-folder.ts'

const parquet = 'application/vnd.apache.parquet'
/** Seconds that turning a large file into a table may take. */
const PATIENCE = 600
/** Milliseconds for which a failure counts that may go better later: it took all the time or memory there was. */
const REST = 600_000
const costly = new Set(['timeout', 'memory'])

const making = new Map<string, Promise<void>>()

/** Its name in the account's folder. Throws KernelFailure, in words, for what is no table. */
export async function tableOf(services: Services, row: ArtifactRow, wanted: string | undefined): Promise<string> {
  const sheet = wanted === undefined ? undefined : await knownSheet(services, row, wanted)
  const part = sheet === undefined ? '' : `-${createHash('sha256').update(sheet).digest('hex').slice(0, 16)}`
  const name = `table-${row.id}${part}.parquet`
  if (await touched(inTables(services, row.accountId, name))) return name
  const made = making.get(name) ?? makeOnce(services, row, { name, sheet }).finally(() => making.delete(name))
  making.set(name, made)
  await made
  return name
}

const isShown = ({ mime, origin, path }: ArtifactRow): boolean =>
  mime === parquet && origin === 'generated' && path === null

/** Undefined for a file without sheets: it has one table, whatever was asked for. */
async function knownSheet(services: Services, row: ArtifactRow, sheet: string): Promise<string | undefined> {
  const { sheets = [] } = isShown(row) ? {} : await profileArtifact(services, row)
  if (sheets.length === 0 || sheets.some(({ name }) => name === sheet)) return sheets.length === 0 ? undefined : sheet
  const names = sheets.map(({ name }) => `“${name}”`).join(', ')
  throw new Refusal('bad_request', `There is no sheet “${sheet}”. There are: ${names.slice(0, 500)}.`)
}

type Wanted = { name: string; sheet: string | undefined }

async function makeOnce(services: Services, row: ArtifactRow, wanted: Wanted): Promise<void> {
  const memory = inTables(services, row.accountId, `${wanted.name}.refused`)
  const known = await remembered(memory)
  if (known) throw known
  try {
    await makeTable(services, row, wanted)
  } catch (error) {
    if (error instanceof KernelFailure && (isLasting(error) || costly.has(error.code))) await remember(memory, error)
    throw error
  }
}

const Remembered = z.object({ code: z.string(), message: z.string(), at: z.number() })

/** Whole or not at all: half of it, left by a process that was killed, would stand in the way of the table for good. */
async function remember(path: string, { code, message }: KernelFailure): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`
  try {
    await writeFile(unfinished, JSON.stringify({ code, message, at: Date.now() }))
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Null too for what no one can read: then the file is looked at once more. */
async function remembered(path: string): Promise<KernelFailure | null> {
  if (!(await touched(path))) return null
  const found = await readFile(path, 'utf8')
    .then(text => Remembered.parse(JSON.parse(text)))
    .catch(() => null)
  if (found === null) return null
  const { code, message, at } = found
  return costly.has(code) && Date.now() - at > REST ? null : new KernelFailure(code, message)
}

async function makeTable(services: Services, row: ArtifactRow, { name, sheet }: Wanted): Promise<void> {
  if (isShown(row)) return materialise(services, row, name)
  const { dataDir } = services.settings
  await ensureFolder(dataDir, tablesFolderId(row.accountId))
  const out = `table-${randomUUID()}.parquet`
  let outbox = ''
  await askAbout(services, row, async (kernel, path, folderId) => {
    outbox = folderOf(dataDir, folderId).outbox
    await kernel.ask('table', { path, out, sheet }, { timeoutSeconds: PATIENCE })
  })
  const place = inTables(services, row.accountId, name)
  await takeOut(join(outbox, out), place)
}

/**
 * Out of an outbox that the session's code writes in too. Looked at where no code reaches it, and only then given its name: a link put
 * there by the session must not become the account's table.
 */
async function takeOut(from: string, to: string): Promise<void> {
  const unchecked = `${to}.${randomUUID()}.part`
  try {
    await rename(from, unchecked).catch(refuseMissing)
    const found = await lstat(unchecked)
    if (!found.isFile() || found.nlink !== 1) throw meddled()
    await rename(unchecked, to)
  } finally {
    await rm(unchecked, { recursive: true, force: true })
  }
}

const meddled = (): Refusal =>
  new Refusal('conflict', 'Code of this session changed the table while it was made: open it again.')

function refuseMissing(error: unknown): never {
  throw (error as NodeJS.ErrnoException).code === 'ENOENT' ? meddled() : error
}
