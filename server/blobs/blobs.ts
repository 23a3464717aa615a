/** Where the bytes of artifacts lie. Who may read what is not decided here. */
import type { Readable } from 'node:stream'

export interface StoredBlob {
  /** bytes */
  size: number
  /** hex */
  sha256: string
}

/** Bytes from `start` to `end`, both included; without `end`, to the last one. */
export interface ByteRange {
  start: number
  end?: number
}

export interface PutOptions {
  mime?: string
  signal?: AbortSignal
}

export interface LinkOptions {
  /** The name that a browser saves it under. */
  name: string
  mime: string
  seconds: number
  disposition: 'inline' | 'attachment'
}

export interface ListedBlob {
  key: string
  size: number
  changedAt: Date
}

/** There is no blob of that key. */
export class BlobMissing extends Error {
  constructor(key: string) {
    super(`no blob ${key}`)
    this.name = 'BlobMissing'
  }
}

/**
 * Keys are segments of letters, digits, `.`, `_` and `-`, joined by `/`; no key is a folder of another.
 * `sessions/<session>/<artifact>` serves: `list('sessions/<session>/')` finds what a session leaves.
 */
export interface Blobs {
  kind: 'folder' | 's3'
  /** Takes the whole stream, of any length, in bounded memory. When it breaks or is aborted nothing is left behind. */
  put: (key: string, content: Readable, options?: PutOptions) => Promise<StoredBlob>
  /** Throws BlobMissing before the first byte. A range is within the size: `stat` tells it. */
  get: (key: string, range?: ByteRange) => Promise<Readable>
  /** null when there is none. */
  stat: (key: string) => Promise<{ size: number } | null>
  /** Gone afterwards, also when it was not there. */
  delete: (key: string) => Promise<void>
  /** A link at which a browser gets the bytes from the store itself; null when only this server can hand them out. */
  link: (key: string, options: LinkOptions) => Promise<string | null>
  /** Every blob whose key begins so, and nothing half-written. */
  list: (prefix: string) => AsyncIterable<ListedBlob>
  /** Throws when the store does not answer. */
  check: () => Promise<void>
  /** Removes what writers that died left half-written for so long. */
  sweep: (olderThanMs: number) => Promise<number>
  close: () => void
}

const keyPattern = /^(?!.*\/\.{0,2}(?:\/|$))(?!\.{1,2}(?:\/|$))[\w.-]{1,200}(?:\/[\w.-]{1,200})*$/

/** Throws on a key that could leave the store; a bug, never a person's fault. */
export function checkKey(key: string): void {
  if (!keyPattern.test(key)) throw new Error(`not a blob key: ${JSON.stringify(key)}`)
}
