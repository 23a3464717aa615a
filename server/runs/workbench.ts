/** What the engine is given of the server for one run: the session's kernel, its files, and a way to publish. */
import { buffer } from 'node:stream/consumers'
import { KernelFailure } from '@codingagent/engine/sandbox/sandbox.ts'
import type { Picture, Workbench, WorkspaceFile } from '@codingagent/engine/tools/tool.ts'
import { and, asc, desc, eq, isNotNull } from 'drizzle-orm'
import type { ArtifactRow } from '../artifacts/artifact-rows.ts'
import { profileArtifact, storedProfile } from '../artifacts/profile-artifact.ts'
import { publishDisplay, publishFile, type Publisher } from '../artifacts/publish-artifact.ts'
import { sizeSafely } from '../artifacts/read-safely.ts'
import { artifacts, sessions } from '../db/schema.ts'
import type { Services } from '../services.ts'
import { folderOf } from '../sessions/folders.ts'
import type { KernelLease } from '../sessions/kernels.ts'
import { variableNames } from '../sessions/variable-names.ts'

type WorkbenchOptions = { services: Services; publisher: Publisher; lease: KernelLease }

export function serverWorkbench({ services, publisher, lease }: WorkbenchOptions): Workbench {
  const { sessionId } = publisher
  return {
    kernel: () => lease.kernel(),
    kernelWasLost: () => Promise.resolve(lease.wasLost()),
    async lastVariables() {
      const [session] = await services.db
        .select({ variables: sessions.variables })
        .from(sessions)
        .where(eq(sessions.id, sessionId))
      return session?.variables ?? []
    },
    async files() {
      const rows = await filesInWorkspace(services, sessionId)
      const names = variableNames(rows.map(row => row.path))
      return rows.map(row => workspaceFile(row, names.get(row.path) ?? ''))
    },
    async profile(path) {
      const rows = await filesInWorkspace(services, sessionId)
      const row = rows.find(file => `/workspace/${file.path}` === path)
      if (!row) throw new KernelFailure('not_found', `there is no file ${path}`)
      return profileArtifact(services, row)
    },
    publishDisplay: payload => publishDisplay(publisher, payload),
    publishFile: path => publishFile(publisher, path),
    image: of => pictureOf(services, sessionId, of),
  }
}

type PlacedRow = ArtifactRow & { path: string }

/** The newest of each path, in the order in which they came, without those that code has deleted or moved. */
async function filesInWorkspace({ db, settings }: Services, sessionId: string): Promise<PlacedRow[]> {
  const there = and(eq(artifacts.sessionId, sessionId), eq(artifacts.state, 'ready'), isNotNull(artifacts.path))
  const rows = await db.select().from(artifacts).where(there).orderBy(asc(artifacts.createdAt), asc(artifacts.version))
  const placed = rows.flatMap(row => (row.path === null ? [] : [{ ...row, path: row.path }]))
  const newest = [...new Map(placed.map(row => [row.path, row])).values()]
  const { workspace } = folderOf(settings.dataDir, sessionId)
  const sizes = await Promise.all(newest.map(({ path }) => sizeSafely(workspace, path)))
  return newest.filter((_, index) => sizes[index] !== null)
}

function workspaceFile(row: PlacedRow, variable: string): WorkspaceFile {
  const { name, size, kind, origin, path } = row
  return { name, path: `/workspace/${path}`, variable, size, kind, origin, profile: storedProfile(row) }
}

const seen = /^image\/(png|jpeg|gif|webp)$/
/** What providers take. */
const LARGEST_PICTURE = 4 * 1024 * 1024

async function pictureOf(
  { db, blobs }: Services,
  sessionId: string,
  of: { artifactId: string } | { path: string },
): Promise<Picture | null> {
  const wanted =
    'artifactId' in of ? eq(artifacts.id, of.artifactId) : eq(artifacts.path, of.path.replace(/^\/workspace\//, ''))
  const [row] = await db
    .select()
    .from(artifacts)
    .where(and(wanted, eq(artifacts.sessionId, sessionId), eq(artifacts.state, 'ready')))
    .orderBy(desc(artifacts.createdAt))
    .limit(1)
  if (!row || !seen.test(row.mime) || row.size > LARGEST_PICTURE) return null
  return { mime: row.mime, bytes: await buffer(await blobs.get(row.blobKey)) }
}
