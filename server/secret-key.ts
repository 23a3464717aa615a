/** The key that signs links: given by SECRET_KEY, else made at the first start and kept. */
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { eq } from 'drizzle-orm'
import { settings as kept } from './db/schema.ts'
import type { Services } from './services.ts'

type Parts = Pick<Services, 'settings' | 'database' | 'db'>

export async function secretKey(parts: Parts): Promise<string> {
  const { settings, database } = parts
  if (settings.secretKey !== null) return settings.secretKey
  // Several processes on one database must agree; one process alone keeps it beside its data, readable by its user only.
  return database.kind === 'pglite' ? keyInFile(join(settings.dataDir, 'secret-key')) : keyInDatabase(parts)
}

const newKey = (): string => randomBytes(32).toString('base64url')

async function keyInFile(path: string): Promise<string> {
  await writeFile(path, newKey(), { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return (await readFile(path, 'utf8')).trim()
}

async function keyInDatabase({ db }: Parts): Promise<string> {
  await db.insert(kept).values({ key: 'secret-key', value: newKey() }).onConflictDoNothing()
  const [row] = await db.select({ value: kept.value }).from(kept).where(eq(kept.key, 'secret-key'))
  if (!row) throw new Error('the secret key could not be kept')
  return row.value
}
