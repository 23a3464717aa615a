/** Names of files: what a person sees, never a path on this machine. */
import { Buffer } from 'node:buffer'

/** Bytes a name may take in UTF-8: file systems stop at 255, and a marker for a version may be added. */
const MOST = 200
/** Characters of a given name that are looked at, its ending among them. */
const READ = 1000

// Control characters, separators, what Windows refuses, and marks that turn the direction of text around ("exe.fdp" as "pdf.exe").
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f/\\:*?"<>|\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

function cut(text: string, bytes: number): string {
  let size = 0
  let kept = ''
  for (const { segment } of new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)) {
    size += Buffer.byteLength(segment)
    if (size > bytes) break
    kept += segment
  }
  return kept
}

/** The name under which a file is kept: its last part, normalised, harmless on every system, at most 200 bytes, with its ending. */
export function safeName(given: string): string {
  const last = given.slice(-READ).toWellFormed().normalize('NFC').split(/[/\\]/).pop() ?? ''
  const cleaned = last
    .replace(unsafe, '_')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[.\s]+/u, '')
    .replace(/[.\s]+$/u, '')
  if (/^_*$/.test(cleaned)) return 'file'
  const name = reserved.test(cleaned) ? `_${cleaned}` : cleaned
  const [ending = ''] = /\.[\p{L}\p{N}]{1,16}$/u.exec(name) ?? []
  if (Buffer.byteLength(name) <= MOST) return name
  // Nothing is left of a single letter with hundreds of accents; its ending alone would be a hidden file.
  return (cut(name.slice(0, name.length - ending.length), MOST - ending.length * 2) || 'file') + ending
}
