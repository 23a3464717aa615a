import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { MultipartFile } from '@fastify/multipart'
import { and, eq, notExists, sql } from 'drizzle-orm'
import { shownArtifact } from '../artifacts/artifact-rows.ts'
import { deleteArtifact } from '../artifacts/delete-artifact.ts'
import { layIntoWorkspace, type Received } from '../artifacts/lay-into-workspace.ts'
import { receiveUpload, takeBack } from '../artifacts/receive-upload.ts'
import { runs, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { untitled } from './create-session.ts'
import { findSession } from './find-session.ts'

type Uploads = { sessionId: string; parts: AsyncIterable<MultipartFile> }

/** One request is one act: when one of its files is refused, none of them stays. */
export async function uploadFiles(
  services: Services,
  accountId: string,
  { sessionId, parts }: Uploads,
): Promise<Artifact[]> {
  const session = await findSession(services, accountId, sessionId)
  const received: Received[] = []
  try {
    for await (const { fieldname, filename, file } of parts) {
      if (fieldname !== 'file') {
        file.resume()
        throw new Refusal('bad_request', `Name each part "file", not “${fieldname.slice(0, 50)}”.`)
      }
      received.push(await receiveUpload(services, session, { name: asNamed(filename ?? ''), content: file }))
    }
    if (received.length === 0) throw new Refusal('bad_request', 'Send at least one file, in a part named "file".')
    await findSession(services, accountId, sessionId)
  } catch (error) {
    await takeBack(services, received)
    // Deleted while its files were on their way: that is what is told, whatever it broke.
    await findSession(services, accountId, sessionId)
    throw error
  }
  await layAll(services, received)
  await nameAfterFile(services, session.id, received[0]?.row.name ?? untitled)
  const rows = received.map(file => file.row)
  for (const { id } of rows)
    await services.queue.add({ kind: 'profile', accountId, artifactId: id }).catch((error: unknown) =>
      // The files are in; whoever first asks for the passport makes it.
      services.logger.warn({ err: error, artifactId: id }, 'a passport could not be queued'),
    )
  return Promise.all(rows.map(row => shownArtifact(services, row)))
}

/** In a form a browser writes these three of a file's name, and no other character, with a percent sign (HTML, "multipart/form-data"). */
const asNamed = (written: string): string => written.replace(/%(22|0D|0A)/g, decodeURIComponent)

/** A session in which nothing was asked yet is called after its first file; the first question names it anew. */
async function nameAfterFile({ db }: Services, sessionId: string, title: string): Promise<void> {
  const untouched = and(eq(sessions.id, sessionId), eq(sessions.titled, false), eq(sessions.title, untitled))
  const asked = db.select({ one: sql`1` }).from(runs).where(eq(runs.sessionId, sessionId))
  await db
    .update(sessions)
    .set({ title: title.slice(0, 200) })
    .where(and(untouched, notExists(asked)))
}

/** All of them or none: the request is answered for all. */
async function layAll(services: Services, received: Received[]): Promise<void> {
  const waiting = [...received]
  try {
    for (const file of received) {
      await layIntoWorkspace(services, file)
      waiting.shift()
    }
  } catch (error) {
    await takeBack(services, waiting)
    for (const { row } of received.slice(0, received.length - waiting.length)) await deleteArtifact(services, row)
    throw error
  }
}
