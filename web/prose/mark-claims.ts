/** A remark plugin that wraps the numbers of an answer in marks, by their places in its source. */
import type { PhrasingContent, Root, RootContent } from 'mdast'

/** A claim's place within one block, and its number in the run's list. */
export type PlacedClaim = { start: number; end: number; text: string; index: number }

type Parent = { children: RootContent[] }
type Piece = { value: string; claim: number | null }

/** The text of a node cut at the claims that overlap it. `from` and `to` are the node's place in the source. */
export function cutAtClaims(
  value: string,
  from: number,
  { to, claims }: { to: number; claims: readonly PlacedClaim[] },
): Piece[] {
  const exact = to - from === value.length
  const pieces: Piece[] = []
  let done = 0
  for (const claim of claims) {
    if (claim.end <= from || claim.start >= to) continue
    // Escapes and entities make the source longer than the text: then the claim's own words find the place.
    const begin = exact ? Math.max(claim.start - from, 0) : value.indexOf(claim.text, done)
    if (begin < done) continue
    const end = exact ? Math.min(claim.end - from, value.length) : begin + claim.text.length
    if (begin > done) pieces.push({ value: value.slice(done, begin), claim: null })
    pieces.push({ value: value.slice(begin, end), claim: claim.index })
    done = end
  }
  if (done < value.length) pieces.push({ value: value.slice(done), claim: null })
  return pieces
}

function toNode({ value, claim }: Piece, code: boolean): PhrasingContent {
  const text: PhrasingContent = code ? { type: 'inlineCode', value } : { type: 'text', value }
  if (claim === null) return text
  return { type: 'emphasis', children: [text], data: { hName: 'mark', hProperties: { dataClaim: claim } } }
}

function walk(parent: Parent, claims: readonly PlacedClaim[]) {
  parent.children = parent.children.flatMap(node => {
    const from = node.position?.start.offset
    const to = node.position?.end.offset
    if ((node.type === 'text' || node.type === 'inlineCode') && from !== undefined && to !== undefined) {
      const code = node.type === 'inlineCode'
      const ticks = code ? (to - from - node.value.length) / 2 : 0
      const pieces = cutAtClaims(node.value, from + ticks, { to: to - ticks, claims })
      return pieces.some(piece => piece.claim !== null) ? pieces.map(piece => toNode(piece, code)) : [node]
    }
    // A number inside a link would be a button inside a link.
    if ('children' in node && node.type !== 'link') walk(node as Parent, claims)
    return [node]
  })
}

export const markClaims = (claims: readonly PlacedClaim[]) => () => (root: Root) => {
  if (claims.length > 0) walk(root, claims)
}
