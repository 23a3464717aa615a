/** The place where the next page of a list begins: a moment and an id, and whether it is pinned; opaque to clients. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import { z } from 'zod'

const Place = z.tuple([z.iso.datetime(), z.string().max(100)]).rest(z.literal('pinned'))

export type Place = { at: Date; id: string; pinned?: boolean }

export const cursorOf = ({ at, id, pinned = false }: Place): string =>
  Buffer.from(JSON.stringify([at.toISOString(), id, ...(pinned ? ['pinned'] : [])])).toString('base64url')

export function placeOf(cursor: string): Place {
  try {
    const [at, id, ...marks] = Place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    if (id.includes('\0') || !/^[12]\d{3}-/.test(at)) throw new Error('no moment of ours')
    return { at: new Date(at), id, ...(marks.length > 0 && { pinned: true }) }
  } catch {
    throw new Refusal('bad_request', 'The cursor is not one that this list gave: begin at the first page.')
  }
}

/** Cuts a list that was asked for one row more than wanted. */
export function pageFrom<Row, Item>(
  rows: Row[],
  limit: number,
  read: { item(row: Row): Item; place(row: Row): Place },
) {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const nextCursor = rows.length > limit && last !== undefined ? cursorOf(read.place(last)) : null
  return { items: shown.map(row => read.item(row)), nextCursor }
}
