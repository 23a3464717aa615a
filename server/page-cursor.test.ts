import { describe, expect, it } from 'vitest'
import { cursorOf, pageFrom, placeOf } from './page-cursor.ts'

const at = new Date('2026-02-03T04:05:06.789Z')
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a cursor', () => {
  it.each(['ses_1', '', 'ä"\\', 'x'.repeat(100)])('brings back its place, with the id %j', id => {
    const cursor = cursorOf({ at, id })
    expect(cursor).toMatch(/^[\w-]+$/)
    expect(placeOf(cursor)).toEqual({ at, id })
    expect(placeOf(cursorOf({ at, id, pinned: true }))).toEqual({ at, id, pinned: true })
  })

  it.each<[string, string]>([
    ['nothing', ''],
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('abc').toString('base64url')],
    ['half of one', cursorOf({ at, id: 'ses_1' }).slice(0, 20)],
    ['another shape', encoded({ at: at.toISOString(), id: 'a' })],
    ['too few parts', encoded([at.toISOString()])],
    ['too many parts', encoded([at.toISOString(), 'a', 'b'])],
    ['a moment that is none', encoded(['yesterday', 'a'])],
    ['a moment without a time', encoded(['2026-02-03', 'a'])],
    ['a year that no database holds', encoded(['9999-01-01T00:00:00Z', 'a'])],
    ['an id that is none', encoded([at.toISOString(), 7])],
    ['an id that is too long', encoded([at.toISOString(), 'x'.repeat(101)])],
    ['an id that no database takes', encoded([at.toISOString(), 'a\0'])],
  ])('that holds %s is refused with what to do', (_, cursor) => {
    expect(() => placeOf(cursor)).toThrow('The cursor is not one that this list gave: begin at the first page.')
  })
})

describe('a page', () => {
  const rows = [1, 2, 3].map(n => ({ n, at: new Date(at.getTime() + n) }))
  const read = {
    item: (row: { n: number }) => row.n,
    place: (row: (typeof rows)[number]) => ({ at: row.at, id: `r${row.n}` }),
  }

  it('names its last one as the place to go on from, when there are more', () => {
    const { items, nextCursor } = pageFrom(rows, 2, read)
    expect(items).toEqual([1, 2])
    expect(placeOf(nextCursor ?? '')).toEqual({ at: rows[1]?.at, id: 'r2' })
  })

  it.each([3, 4, 200])('of %i is the last when all are on it', limit => {
    expect(pageFrom(rows, limit, read)).toEqual({ items: [1, 2, 3], nextCursor: null })
  })

  it('of nothing is the last', () => expect(pageFrom([], 2, read)).toEqual({ items: [], nextCursor: null }))
})
