/** Values that no list of frequent values holds: which column they stand in is known from the question, or decided while running. */
import { isMentioned, isTaken, NOT, textBefore, type Found, type World } from './row-reading.ts'
import type { Mention } from './scan.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Column } from './table.ts'
import { stem, type Token } from './words.ts'

const IS =
  /^(is|are|=|==|equals|was|named|called|contains?|containing|mentions?|mentioning|includes?|including|like|!=|heißt)$/
const CUE = /^(in|for|from|only|of|about|für|aus|von|nur|named|called|with)$/
const NO_VALUE =
  /^(the|a|an|above|below|over|under|more|less|at|there|missing|empty|not|between|greater|highest|lowest|from|in|to|of|for|with|by|per|it|they|we|you|i|and|or|most|least|best|worst|any|each|how|what|which|who|than|made|paid|sold|going|being|used|higher|lower|correlated|related|distributed|included)$/

export function lookups(world: World, found: Found): void {
  const { tokens, mentions, cues } = world
  const free = (at: number) => {
    const token = tokens[at]
    return token !== undefined && token.kind !== 'symbol' && !isMentioned(at, mentions) && !isTaken(token, cues)
  }
  for (let at = 1; at < tokens.length; at += 1) {
    if (!free(at)) continue
    if (!assigned(world, at, found)) at = properName(world, at, { found, free }) - 1
  }
}

type Place = { mention: Mention; column: Column }

/** The column whose name ends just before a word. */
function namedJustBefore(mentions: Mention[], at: number): Place | undefined {
  const mention = mentions.find(other => other.kind === 'column' && other.to === at)
  if (mention?.kind !== 'column') return undefined
  const column = mention.candidates.find(candidate =>
    ['category', 'id', 'text'].includes(candidate.column.role),
  )?.column
  return column && { mention, column }
}

const CONTAINS = /^(contains?|containing|mentions?|mentioning|includes?|including|like)$/

/** A word in lower case may be anything; it counts as a value when the column has more of them than are known. */
const isSure = (token: Token, before: Token, column: Column): boolean =>
  token.kind === 'quoted' || token.capital || before.kind === 'symbol' || column.distinct > column.top.length

const isValue = (token: Token, next: Token | undefined): boolean =>
  token.kind !== 'number' && !NO_VALUE.test(token.lower) && !token.lower.endsWith('est') && next?.lower !== 'than'

/** "status is open", "name contains son", "comments that mention price": the column stands before. */
function assigned({ tokens, mentions }: World, at: number, found: Found): boolean {
  const [relative, before, token] = [tokens[at - 2], tokens[at - 1], tokens[at]]
  if (!before || !token || !IS.test(before.lower) || !isValue(token, tokens[at + 1])) return false
  const place = namedJustBefore(mentions, /^(that|which|who|where)$/.test(relative?.lower ?? '') ? at - 2 : at - 1)
  if (!place) return false
  const { column, mention } = place
  const not = before.lower === '!='
  if (CONTAINS.test(before.lower)) found.conditions.push({ kind: 'contains', column, text: token.text, not })
  else if (isSure(token, before, column)) found.conditions.push({ kind: 'equals', column, values: [token.text], not })
  else return false
  found.used.add(mention)
  return true
}

type Looking = { found: Found; free: (at: number) => boolean }

const isProper = (token: Token): boolean =>
  token.kind === 'quoted' || (token.kind === 'word' && token.capital && conceptsOf(stem(token.lower)).length === 0)

/** "for Germany", "in New York": a proper name, whose column is not known. Gives the place to go on from. */
function properName(world: World, at: number, { found, free }: Looking): number {
  const { tokens, table } = world
  const [before, token] = [tokens[at - 1], tokens[at]]
  const hidden = stored(table).filter(
    column => ['category', 'id', 'text'].includes(column.role) && column.convert === undefined,
  )
  if (!token || !before || !isProper(token) || hidden.length === 0 || !CUE.test(before.lower)) return at + 1
  const goesOn = (next: Token | undefined) => token.kind === 'word' && next?.kind === 'word' && next.capital
  let to = at + 1
  while (goesOn(tokens[to]) && free(to)) to += 1
  const text = token.kind === 'quoted' ? token.text : world.question.slice(token.start, tokens[to - 1]?.end)
  found.conditions.push({ kind: 'lookup', columns: hidden, text, not: NOT.test(textBefore(world, at)) })
  return to
}
