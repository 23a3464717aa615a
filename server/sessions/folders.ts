/** Where a session's files lie on this machine. Ids are our own, so they are safe as names of folders. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

export type SessionFolder = {
  /** What a kernel is opened on. */
  root: string
  /** /workspace inside. */
  workspace: string
  /** /outbox inside: what cells showed. */
  outbox: string
}

export const sessionsFolder = (dataDir: string): string => join(dataDir, 'sessions')

export function folderOf(dataDir: string, sessionId: string): SessionFolder {
  const root = join(sessionsFolder(dataDir), sessionId)
  return { root, workspace: join(root, 'workspace'), outbox: join(root, 'outbox') }
}

/** The same, made if it is not there yet. */
export async function ensureFolder(dataDir: string, sessionId: string): Promise<SessionFolder> {
  const folder = folderOf(dataDir, sessionId)
  await mkdir(folder.workspace, { recursive: true })
  await mkdir(folder.outbox, { recursive: true })
  return folder
}
