/** What a file is, by its first bytes where they tell and by its ending where they do not (a text has no magic). */
import { extname } from 'node:path'
import type { ArtifactKind } from '@codingagent/protocol/artifacts.ts'
import { fileTypeFromBuffer } from 'file-type'

/** Bytes that are enough to tell. */
export const HEAD = 4100

type Found = { kind: ArtifactKind; mime: string }

const office = 'application/vnd.openxmlformats-officedocument'
const byEnding: Record<string, Found> = {
  '.csv': { kind: 'table', mime: 'text/csv' },
  '.tsv': { kind: 'table', mime: 'text/tab-separated-values' },
  '.parquet': { kind: 'table', mime: 'application/vnd.apache.parquet' },
  '.xlsx': { kind: 'file', mime: `${office}.spreadsheetml.sheet` },
  '.docx': { kind: 'file', mime: `${office}.wordprocessingml.document` },
  '.pptx': { kind: 'file', mime: `${office}.presentationml.presentation` },
  '.pdf': { kind: 'file', mime: 'application/pdf' },
  '.zip': { kind: 'file', mime: 'application/zip' },
  '.md': { kind: 'markdown', mime: 'text/markdown' },
  '.html': { kind: 'html', mime: 'text/html' },
  '.htm': { kind: 'html', mime: 'text/html' },
  '.tex': { kind: 'latex', mime: 'application/x-latex' },
  '.svg': { kind: 'image', mime: 'image/svg+xml' },
  '.json': { kind: 'file', mime: 'application/json' },
  '.jsonl': { kind: 'file', mime: 'application/jsonl' },
  '.txt': { kind: 'file', mime: 'text/plain' },
  '.log': { kind: 'file', mime: 'text/plain' },
  '.py': { kind: 'file', mime: 'text/x-python' },
  '.ipynb': { kind: 'file', mime: 'application/x-ipynb+json' },
  '.sql': { kind: 'file', mime: 'application/sql' },
  '.yaml': { kind: 'file', mime: 'application/yaml' },
  '.yml': { kind: 'file', mime: 'application/yaml' },
  '.xml': { kind: 'file', mime: 'application/xml' },
}
/** Formats whose first bytes must agree with the ending before the ending is believed. */
const withMagic = new Set(['.parquet', '.xlsx', '.docx', '.pptx', '.pdf', '.zip'])
const pictures = /^image\/(png|jpeg|gif|webp|bmp|tiff|avif)$/

function magicOf(head: Buffer): Promise<{ mime: string } | undefined> {
  if (head.subarray(0, 4).toString('latin1') === 'PAR1')
    return Promise.resolve({ mime: 'application/vnd.apache.parquet' })
  // A hostile file may break the detector; then its first bytes do not tell.
  return fileTypeFromBuffer(head).catch(() => undefined)
}

/** Zip-based office files often carry a plain zip's magic within the first bytes. */
const zipBased = new Set(['.xlsx', '.docx', '.pptx'])

function endingFits(ending: string, mime: string | undefined): boolean {
  if (!withMagic.has(ending)) return mime === undefined || mime.startsWith('text/') || mime === 'application/xml'
  if (mime === undefined) return false
  return mime === byEnding[ending]?.mime || (zipBased.has(ending) && mime === 'application/zip')
}

export async function kindOfFile(name: string, head: Buffer): Promise<Found> {
  const ending = extname(name).toLowerCase()
  const mime = (await magicOf(head))?.mime
  const named = byEnding[ending]
  if (named && endingFits(ending, mime)) return named
  if (mime === undefined) return { kind: 'file', mime: head.includes(0) ? 'application/octet-stream' : 'text/plain' }
  if (pictures.test(mime)) return { kind: 'image', mime }
  if (mime.startsWith('audio/')) return { kind: 'audio', mime }
  return { kind: mime === 'application/vnd.apache.parquet' ? 'table' : 'file', mime }
}

/** The only types under which a shown payload is served, by its kind; null where the bytes must tell. */
const shownAs: Record<ArtifactKind, string | null> = {
  table: 'application/vnd.apache.parquet',
  plotly: 'application/vnd.plotly.v1+json',
  vega: 'application/vnd.vegalite.v6+json',
  html: 'text/html',
  markdown: 'text/markdown',
  latex: 'application/x-latex',
  image: null,
  audio: null,
  file: null,
  document: null,
  data: null,
}

/** What a cell showed: its kind is the kernel's word, believed only where it can do no harm or the bytes agree. */
export async function kindOfPayload(payload: { kind: ArtifactKind; mime: string }, head: Buffer): Promise<Found> {
  const fixed = shownAs[payload.kind]
  if (payload.kind === 'table' && head.subarray(0, 4).toString('latin1') !== 'PAR1')
    return { kind: 'file', mime: 'application/octet-stream' }
  if (fixed !== null) return { kind: payload.kind, mime: fixed }
  if (payload.kind === 'image' && payload.mime === 'image/svg+xml') return { kind: 'image', mime: 'image/svg+xml' }
  return kindOfFile('', head)
}
