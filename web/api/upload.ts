import type { Artifact } from '@codingagent/protocol/artifacts.ts'
import { lostLine, refusalFrom } from './api-error.ts'

type UploadOptions = {
  sessionId: string
  file: File
  onProgress: (share: number) => void
  signal: AbortSignal
}

/** Sends one file. XMLHttpRequest, because fetch tells nothing of how far a body has gone. */
export function uploadFile({ sessionId, file, onProgress, signal }: UploadOptions): Promise<Artifact> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const stop = () => request.abort()
    request.upload.onprogress = event => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total)
    }
    request.onload = () => {
      signal.removeEventListener('abort', stop)
      const answer = parsed(request.responseText)
      const [first] = request.status === 201 ? ((answer as { files?: Artifact[] } | null)?.files ?? []) : []
      if (first === undefined) reject(refusalFrom(request.status, answer))
      else resolve(first)
    }
    request.onerror = () => reject(lostLine())
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'))
    signal.addEventListener('abort', stop)
    const form = new FormData()
    form.append('file', file, file.name)
    request.open('POST', `/api/v1/sessions/${encodeURIComponent(sessionId)}/files`)
    request.setRequestHeader('accept', 'application/json')
    request.send(form)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
