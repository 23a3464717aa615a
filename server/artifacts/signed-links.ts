/** Links to bytes that carry their own right: an HMAC over artifact, name and end of validity. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import { Refusal } from '@codingagent/protocol/errors.ts'

/** Seconds a link lives; its end is rounded up so that one artifact keeps one link, and its cache, for an hour. */
export const linkSeconds = 24 * 3600
const ROUNDING = 3600

export type LinkParts = { id: string; name: string; expires: number }

function signatureOf({ id, name, expires }: LinkParts, secret: string): string {
  return createHmac('sha256', secret).update(`file\n${id}\n${expires}\n${name}`).digest('base64url')
}

/** A link below the server's root, good for a day. `now` in milliseconds. */
export function signLink(artifact: { id: string; name: string }, secret: string, now = Date.now()): string {
  const expires = Math.ceil((now / 1000 + linkSeconds) / ROUNDING) * ROUNDING
  const signature = signatureOf({ ...artifact, expires }, secret)
  return `/api/v1/files/${artifact.id}/${encodeURIComponent(artifact.name)}?expires=${expires}&signature=${signature}`
}

/** Throws a Refusal when the link was changed or has ended. */
export function checkLink(parts: LinkParts & { signature: string }, secret: string, now = Date.now()): void {
  const right = Buffer.from(signatureOf(parts, secret))
  const given = Buffer.from(parts.signature)
  if (right.length !== given.length || !timingSafeEqual(right, given))
    throw new Refusal('forbidden', 'This link is not valid: open the file from its session again.')
  if (parts.expires * 1000 < now)
    throw new Refusal('link_expired', 'This link has expired: open the file from its session again.')
}
