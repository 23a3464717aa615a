/** The log keeps no links, because they expire and it does not: whoever reads it is given fresh ones. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { ReadyFile } from '@codingagent/protocol/artifacts.ts'
import { eq } from 'drizzle-orm'
import { linkOf } from '../artifacts/artifact-rows.ts'
import { artifacts } from '../db/schema.ts'
import type { Services } from '../services.ts'

type Parts = Pick<Services, 'db' | 'blobs' | 'secret'>

/** A file that was deleted since keeps an empty link. */
async function withLink(services: Parts, file: ReadyFile): Promise<ReadyFile> {
  const [row] = await services.db.select().from(artifacts).where(eq(artifacts.id, file.id))
  return row?.state === 'ready' ? { ...file, url: await linkOf(services, row) } : file
}

export async function eventWithLink(services: Parts, event: LoggedEvent): Promise<LoggedEvent> {
  if (event.event !== 'file_ready') return event
  return { ...event, data: { ...event.data, file: await withLink(services, event.data.file) } }
}

export async function runWithLinks(services: Parts, run: RunState): Promise<RunState> {
  return { ...run, files: await Promise.all(run.files.map(file => withLink(services, file))) }
}
