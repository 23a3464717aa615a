/** An upload that goes piece by piece, so that things can happen while it is on its way. */
import { request } from 'node:http'

export type BegunUpload = {
  write: (bytes: string | Buffer) => void
  /** Ends this file and begins another. */
  next: (name: string) => void
  finish: () => void
  /** As a person who closes the tab. */
  cancel: () => void
  /** Rejects when the connection broke before there was one. */
  answer: Promise<{ status: number; body: string }>
}

export function beginUpload(url: string, sessionId: string, name: string): BegunUpload {
  const answer = Promise.withResolvers<{ status: number; body: string }>()
  // Whoever cancels has no answer to wait for.
  answer.promise.catch(() => {})
  const out = request(
    `${url}/api/v1/sessions/${sessionId}/files`,
    { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=b' } },
    response => {
      let body = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        body += piece
      })
      response.on('end', () => answer.resolve({ status: response.statusCode ?? 0, body }))
    },
  )
  out.on('error', answer.reject)
  const head = (of: string) => `--b\r\ncontent-disposition: form-data; name="file"; filename="${of}"\r\n\r\n`
  out.write(head(name))
  return {
    write: bytes => void out.write(bytes),
    next: of => void out.write(`\r\n${head(of)}`),
    finish: () => void out.end('\r\n--b--\r\n'),
    cancel: () => void out.destroy(),
    answer: answer.promise,
  }
}
