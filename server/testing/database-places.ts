import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from './start-postgres.ts'

export type DatabaseKind = 'pglite' | 'postgresql'

/** Both kinds, for `describe.each`. */
export const databaseKinds: DatabaseKind[] = ['pglite', 'postgresql']

export interface DatabasePlace {
  databaseUrl?: string
  dataDir: string
}

/** Empty places to open databases in, of one kind. Take one a test file: the server behind them is started once. */
export async function databasePlaces(kind: DatabaseKind) {
  const folders: string[] = []
  const postgres = kind === 'postgresql' ? await startPostgres() : null
  return {
    async newPlace(): Promise<DatabasePlace> {
      const dataDir = await mkdtemp(join(tmpdir(), 'codingagent-data-'))
      folders.push(dataDir)
      return { dataDir, databaseUrl: await postgres?.newDatabase() }
    },
    async stop(): Promise<void> {
      await postgres?.stop()
      for (const folder of folders) await rm(folder, { recursive: true, force: true })
    },
  }
}
