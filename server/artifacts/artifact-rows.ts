/** An artifact's row as clients see it, with a fresh link to its bytes. */
import type { SessionFile } from '@codingagent/protocol/api.ts'
import { ArtifactKind, type Artifact, type ArtifactSummary, type ReadyFile } from '@codingagent/protocol/artifacts.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { and, eq, isNull, type SQL } from 'drizzle-orm'
import { artifacts, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { linkSeconds, signLink } from './signed-links.ts'

export type ArtifactRow = typeof artifacts.$inferSelect

export function summaryOf(row: ArtifactRow): ArtifactSummary {
  const { id, name, mime, size, version, details } = row
  return { id, kind: ArtifactKind.parse(row.kind), name, mime, size, version, ...details }
}

/** Kinds that a browser may show from the store's own address; the rest is saved. */
const shown = /^(image\/(png|jpeg|gif|webp)|application\/pdf|audio\/)/

export async function linkOf({ blobs, secret }: Pick<Services, 'blobs' | 'secret'>, row: ArtifactRow): Promise<string> {
  const { name, mime } = row
  const disposition = shown.test(mime) ? 'inline' : 'attachment'
  const direct = await blobs.link(row.blobKey, { name, mime, seconds: linkSeconds, disposition })
  return direct ?? signLink(row, secret)
}

type Linker = Pick<Services, 'blobs' | 'secret'>

export async function shownArtifact(services: Linker, row: ArtifactRow): Promise<Artifact> {
  const { sessionId, runId, sha256, origin, createdAt } = row
  const url = await linkOf(services, row)
  return {
    ...summaryOf(row),
    sessionId,
    runId,
    sha256,
    origin,
    createdAt: createdAt.toISOString(),
    url,
    viewUrl: signLink(row, services.secret),
  }
}

export async function shownFile(services: Linker, row: ArtifactRow): Promise<SessionFile> {
  const { id, name, size, kind, version, createdAt, origin, runId } = await shownArtifact(services, row)
  return { id, name, size, kind, version, createdAt, origin, runId, type: row.mime, url: await linkOf(services, row) }
}

/** As the log keeps it: a link would be dead before the log is, so readers are given a fresh one. */
export function readyFile({ id, name, size, mime }: ArtifactRow): ReadyFile {
  return { id, name, url: '', size, type: mime }
}

/** Throws `not_found` for an artifact that is not the account's, not whole yet, or whose session is being deleted. */
export async function findArtifact(
  services: Pick<Services, 'db'>,
  accountId: string,
  id: string,
): Promise<ArtifactRow> {
  const row = await standing(services, and(eq(artifacts.id, id), eq(artifacts.accountId, accountId)))
  if (!row) throw new Refusal('not_found', 'There is no such file: it was deleted, or its address is wrong.')
  return row
}

/** The artifact that a signed link names: the link is the right to it. */
export async function linkedArtifact(services: Pick<Services, 'db'>, id: string): Promise<ArtifactRow> {
  const row = await standing(services, eq(artifacts.id, id))
  if (!row) throw new Refusal('not_found', 'This file was deleted: add it again, or ask for it again.')
  return row
}

async function standing({ db }: Pick<Services, 'db'>, wanted: SQL | undefined): Promise<ArtifactRow | undefined> {
  const [found] = await db
    .select({ row: artifacts })
    .from(artifacts)
    .innerJoin(sessions, and(eq(sessions.id, artifacts.sessionId), isNull(sessions.deletedAt)))
    .where(and(wanted, eq(artifacts.state, 'ready')))
  return found?.row
}
