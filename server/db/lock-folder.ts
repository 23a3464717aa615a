import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * Keeps a data folder to one process: PGlite itself lets two open it, and they lose each other's rows. The lock is
 * the file lock of a SQLite database that is never written, so the kernel frees it however the holder dies, the
 * holder's number being used again means nothing, and containers that share the folder see it too.
 * Throws a sentence for the person who started the second one.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const holderFile = join(folder, 'database.pid')
  const lock = new DatabaseSync(join(folder, 'database.lock'))
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive')
  } catch (error) {
    lock.close()
    if (!/locked/.test(String(error))) throw error
    throw new Error(
      `The data folder ${folder} is in use by another CodingAgent (process ${holderOf(holderFile)}). ` +
        'Stop that one first, give this one another DATA_DIR, or set DATABASE_URL so that several can share a database.',
    )
  }
  writeFileSync(holderFile, `${process.pid}\n`)
  return () => lock.close()
}

function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return 'unknown'
  }
}
