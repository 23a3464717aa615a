/** A request as it stands: fetch mends addresses, sets Host and Origin by itself, and refuses odd headers. */
import { Agent, request } from 'node:http'

export type RawRequest = { method?: string; headers?: Record<string, string>; body?: string | Buffer }
export type RawAnswer = { status: number; type: string; body: string }

const agent = new Agent({ keepAlive: true, maxSockets: 8 })

/** `path` is the whole one, as it goes into the request's first line. */
export function rawRequest(
  url: string,
  path: string,
  { method = 'GET', headers = {}, body }: RawRequest = {},
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const out = request({ hostname, port, path, method, headers, agent }, answer => {
      const pieces: Buffer[] = []
      answer.on('data', (piece: Buffer) => pieces.push(piece))
      answer.on('error', reject)
      answer.on('end', () => {
        const { statusCode: status = 0, headers: given } = answer
        resolve({ status, type: given['content-type'] ?? '', body: Buffer.concat(pieces).toString('utf8') })
      })
    })
    out.on('error', reject).end(body)
  })
}
