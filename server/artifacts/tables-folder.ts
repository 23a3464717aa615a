/**
 * A folder an account, read by its look kernel: files on their way in, copies of objects that must be parsed, and tables as Parquet. All of
 * it can be made again, but for a file on its way in.
 */
import { createWriteStream } from 'node:fs'
import { lstat, lutimes, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Services } from '../services.ts'
import { ensureFolder, folderOf, sessionsFolder } from '../sessions/folders.ts'
import type { ArtifactRow } from './artifact-rows.ts'

/** Its name among the sessions' folders; no session's id begins so. */
export const tablesFolderId = (accountId: string): string => `look_${accountId}`

export const incomingName = (artifactId: string): string => `incoming-${artifactId}`

type Storage = Pick<Services, 'blobs' | 'settings'>

export const inTables = ({ settings }: Pick<Services, 'settings'>, accountId: string, name: string): string =>
  join(folderOf(settings.dataDir, tablesFolderId(accountId)).workspace, name)

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    found => found.isFile(),
    () => false,
  )

/** The same, and marks it as looked at now. */
export async function touched(path: string): Promise<boolean> {
  if (!(await exists(path))) return false
  const now = new Date()
  await lutimes(path, now, now)
  return true
}

/** Lays the object of an artifact into the folder under that name, whole or not at all. */
export async function materialise(services: Storage, row: ArtifactRow, name: string): Promise<void> {
  const { dataDir } = services.settings
  const { workspace } = await ensureFolder(dataDir, tablesFolderId(row.accountId))
  const path = join(workspace, name)
  if (await exists(path)) return
  const unfinished = `${path}.${Math.random().toString(36).slice(2)}.part`
  try {
    await pipeline(await services.blobs.get(row.blobKey), createWriteStream(unfinished, { flags: 'wx', mode: 0o644 }))
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
  }
}

/** Forgets what was made of an artifact. */
export async function forgetTables(services: Pick<Services, 'settings'>, row: ArtifactRow): Promise<void> {
  const folder = folderOf(services.settings.dataDir, tablesFolderId(row.accountId)).workspace
  const names = await readdir(folder).catch(() => [])
  await Promise.all(names.filter(name => name.includes(row.id)).map(name => rm(join(folder, name), { force: true })))
}

/** Tables that nobody has looked at for so long; they are made again when somebody does. */
export async function sweepTables({ settings }: Pick<Services, 'settings'>, olderThanMs: number): Promise<void> {
  const before = Date.now() - olderThanMs
  for (const workspace of await tablesFolders(settings.dataDir)) {
    for (const name of await readdir(workspace).catch(() => [])) {
      const found = await lstat(join(workspace, name)).catch(() => null)
      if (name.startsWith('table-') && found && found.mtimeMs < before) await rm(join(workspace, name), { force: true })
    }
  }
}

/** What is read in every account's folder on this machine. */
export async function tablesFolders(dataDir: string): Promise<string[]> {
  const names = await readdir(sessionsFolder(dataDir)).catch(() => [])
  return names.filter(name => name.startsWith(tablesFolderId(''))).map(name => folderOf(dataDir, name).workspace)
}
