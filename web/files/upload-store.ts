/** Files on their way to a session, and those just arrived. What the session holds is the server's to say. */
import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import { create } from 'zustand'
import { ApiError, wordsOf } from '../api/api-error.ts'
import { deleteArtifact } from '../api/calls.ts'
import { queryClient } from '../api/query-client.ts'
import { uploadFile } from '../api/upload.ts'
import { bytes } from '../formats.ts'
import { strings } from '../strings.ts'
import { announce } from '../ui/announce.ts'
import { toast } from '../ui/toast.ts'

export type Upload = {
  key: string
  file: File
  state: 'waiting' | 'sending' | 'done' | 'refused'
  /** 0 to 1. */
  share: number
  /** Why it was refused, and whether the same file may pass a second time. */
  refusal: { message: string; again: boolean } | null
  artifact: Artifact | null
}

type Uploads = { bySession: Readonly<Record<string, readonly Upload[]>> }
export const useUploads = create<Uploads>(() => ({ bySession: {} }))
const none: readonly Upload[] = []
export const uploadsOf = (state: Uploads, sessionId: string): readonly Upload[] => state.bySession[sessionId] ?? none

export const isUnderWay = ({ state }: Upload): boolean => state === 'waiting' || state === 'sending'

/** At most this many at once, so that a hundred files do not starve each other. */
const AT_ONCE = 3
const stops = new Map<string, AbortController>()
let made = 0

const setUploads = (sessionId: string, change: (uploads: readonly Upload[]) => readonly Upload[]) =>
  useUploads.setState(state => ({
    bySession: { ...state.bySession, [sessionId]: change(uploadsOf(state, sessionId)) },
  }))

const setUpload = (sessionId: string, key: string, patch: Partial<Upload>) =>
  setUploads(sessionId, uploads => uploads.map(upload => (upload.key === key ? { ...upload, ...patch } : upload)))

function refusalBefore(file: File, maxUpload: number | undefined): Upload['refusal'] {
  if (file.size === 0) return { message: strings.files.empty, again: false }
  if (maxUpload !== undefined && file.size > maxUpload)
    return { message: strings.files.tooLarge(bytes(maxUpload)), again: false }
  return null
}

/** Puts files into the tray and sends them one after another. */
export function addFiles(sessionId: string, files: Iterable<File>, maxUpload?: number): void {
  const added = [...files].map((file): Upload => {
    const refusal = refusalBefore(file, maxUpload)
    return { key: `upload-${++made}`, file, state: refusal ? 'refused' : 'waiting', share: 0, refusal, artifact: null }
  })
  setUploads(sessionId, uploads => [...uploads, ...added])
  sendNext(sessionId)
}

function sendNext(sessionId: string): void {
  const uploads = uploadsOf(useUploads.getState(), sessionId)
  const free = AT_ONCE - uploads.filter(upload => upload.state === 'sending').length
  for (const upload of uploads.filter(u => u.state === 'waiting').slice(0, Math.max(0, free)))
    void send(sessionId, upload)
}

/** The card bears the file's name already. */
function wordsOnCard(error: unknown, name: string): string {
  const words = wordsOf(error)
  const beginning = `“${name}”: `
  return words.startsWith(beginning) ? words.slice(beginning.length) : words
}

async function send(sessionId: string, { key, file }: Upload): Promise<void> {
  const stop = new AbortController()
  stops.set(key, stop)
  setUpload(sessionId, key, { state: 'sending', share: 0, refusal: null })
  try {
    const artifact = await uploadFile({
      sessionId,
      file,
      signal: stop.signal,
      onProgress: share => setUpload(sessionId, key, { share }),
    })
    setUpload(sessionId, key, { state: 'done', share: 1, artifact })
    await Promise.all(
      // The first file names the session.
      [['files', sessionId], ['session', sessionId], ['sessions']].map(queryKey =>
        queryClient.invalidateQueries({ queryKey }),
      ),
    )
  } catch (error) {
    // A person's own stop took the card away already.
    if (!stop.signal.aborted) {
      const again = !(error instanceof ApiError) || error.status === 0 || error.status >= 500 || error.status === 429
      setUpload(sessionId, key, { state: 'refused', refusal: { message: wordsOnCard(error, file.name), again } })
    }
  } finally {
    stops.delete(key)
    sendNext(sessionId)
  }
}

export function retryUpload(sessionId: string, key: string): void {
  setUpload(sessionId, key, { state: 'waiting', refusal: null, share: 0 })
  sendNext(sessionId)
}

/** Stops the upload if it is under way, takes it out of the tray, and out of the session when it got there. */
export function dropUpload(sessionId: string, key: string): void {
  const artifact = uploadsOf(useUploads.getState(), sessionId).find(upload => upload.key === key)?.artifact
  if (artifact) void removeFile(sessionId, artifact)
  setUploads(sessionId, uploads => uploads.filter(upload => upload.key !== key))
  stops.get(key)?.abort()
  sendNext(sessionId)
}

async function removeFile(sessionId: string, { id, name }: Artifact): Promise<void> {
  try {
    await deleteArtifact(id)
    announce(strings.files.removed(name))
  } catch {
    void toast({ text: strings.files.removeFailed(name) })
  }
  await queryClient.invalidateQueries({ queryKey: ['files', sessionId] })
}

/** After a question the tray holds only what still needs the person. */
export const clearDone = (sessionId: string): void =>
  setUploads(sessionId, uploads => uploads.filter(upload => upload.state !== 'done'))

/**
 * When each file that is on its way to the session now has arrived, was refused or was taken away: a question asked of a file must not get
 * there before it. What is added later is not waited for; where there is nothing to wait for, null. Never rejects.
 */
export function arrival(sessionId: string): Promise<void> | null {
  const awaited = new Set(
    uploadsOf(useUploads.getState(), sessionId)
      .filter(isUnderWay)
      .map(({ key }) => key),
  )
  if (awaited.size === 0) return null
  return new Promise(arrived => {
    const leave = useUploads.subscribe(state => {
      if (uploadsOf(state, sessionId).some(upload => awaited.has(upload.key) && isUnderWay(upload))) return
      leave()
      arrived()
    })
  })
}
