/** The bytes of an artifact over HTTP, whole or a range of them. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { FastifyReply } from 'fastify'
import type { Services } from '../services.ts'
import type { ArtifactRow } from './artifact-rows.ts'

type Range = { start: number; end: number }

/** One range; several, or one that is not understood, count as none, as RFC 9110 allows. Throws when it lies outside. */
export function rangeOf(header: string | undefined, size: number): Range | null {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
  if (from === '' && to === '') return null
  const range = from === '' ? lastBytes(Number(to), size) : { start: Number(from), end: endOf(to, size) }
  if (range.start < size && range.start <= range.end) return range
  throw new Refusal('range_not_satisfiable', `The file has ${size} bytes: ask for a range within them.`)
}

const lastBytes = (count: number, size: number): Range => ({ start: Math.max(0, size - count), end: size - 1 })
const endOf = (to: string, size: number): number => (to === '' ? size - 1 : Math.min(Number(to), size - 1))

/** What a browser may draw by itself in its own tab; everything else is saved. */
const drawn =
  /^(image\/(png|jpeg|gif|webp|bmp|avif|svg\+xml)|application\/pdf|audio\/|text\/html|text\/plain|text\/markdown|application\/json|text\/csv)/

/** An HTML artifact runs its scripts in an origin of its own, without the network. */
const sandboxed = [
  'sandbox allow-scripts',
  "default-src 'none'",
  "script-src 'unsafe-inline' 'unsafe-eval' data: blob:",
  "style-src 'unsafe-inline'",
  'img-src data: blob:',
  'media-src data: blob:',
  'font-src data:',
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join('; ')
/**
 * An SVG or a PDF opened by itself draws, and does nothing else. So does HTML in a tab of its own: no frame holds it there, and a script could
 * lead the tab to an address that carries away what it shows.
 */
const inert = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"

const asText = /^(text\/(?!html)|application\/(json|jsonl|sql|yaml|xml|x-latex|x-ipynb\+json))/

function dispositionOf(name: string, kind: 'inline' | 'attachment'): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, hex)}`
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`

type Wanted = {
  range?: string
  ifNoneMatch?: string
  download: boolean
  head: boolean
  /** What the browser asks for it: 'document' is a tab of its own. */
  destination?: string
}

export async function sendBytes(
  { blobs }: Pick<Services, 'blobs'>,
  row: ArtifactRow,
  { reply, wanted }: { reply: FastifyReply; wanted: Wanted },
): Promise<FastifyReply> {
  const { mime, size, sha256, name } = row
  const etag = `"${sha256}"`
  const inline = !wanted.download && drawn.test(mime)
  reply.headers({
    'content-type': asText.test(mime) || mime === 'text/html' ? `${mime}; charset=utf-8` : mime,
    'content-disposition': dispositionOf(name, inline ? 'inline' : 'attachment'),
    'content-security-policy': mime === 'text/html' && wanted.destination !== 'document' ? sandboxed : inert,
    vary: 'sec-fetch-dest',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, max-age=3600, immutable',
    'accept-ranges': 'bytes',
    etag,
  })
  if (wanted.ifNoneMatch === etag) return reply.code(304).send()
  const range = rangeOf(wanted.range, size)
  const length = range ? range.end - range.start + 1 : size
  reply.header('content-length', length)
  if (range) reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`)
  if (wanted.head || size === 0) return reply.send('')
  return reply.send(await blobs.get(row.blobKey, range ?? undefined))
}
