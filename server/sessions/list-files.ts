import type { SessionFile } from '@codingagent/protocol/api.ts'
import { and, asc, eq } from 'drizzle-orm'
import { shownFile } from '../artifacts/artifact-rows.ts'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { findSession } from './find-session.ts'

/** Uploaded and generated files, every version, in the order in which they came. What a cell only showed is no file. */
export async function listFiles(services: Services, accountId: string, id: string): Promise<{ files: SessionFile[] }> {
  await findSession(services, accountId, id)
  const rows = await services.db
    .select()
    .from(artifacts)
    .where(and(eq(artifacts.sessionId, id), eq(artifacts.state, 'ready')))
    .orderBy(asc(artifacts.createdAt), asc(artifacts.version))
  const files = rows.filter(row => row.path !== null)
  return { files: await Promise.all(files.map(row => shownFile(services, row))) }
}
