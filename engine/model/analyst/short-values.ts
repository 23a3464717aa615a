/** Values of one letter or a few digits: sensor b, store 3, class 10b. They are values only beside the name of their column, or behind a word that limits. */
import type { Mention } from './scan.ts'
import type { Column } from './table.ts'
import type { Token } from './words.ts'

type Value = { column: Column; value: string }

const NUMBERED = /^(?:number|no|nr|nummer|id|called|named|type)$/
const LISTED = /^(?:and|or|und|oder|vs|versus)$/
const LIMITS = /^(?:for|of|in|from|only|für|aus|von|vs|versus|and|or)$/
/** What follows "a" where it is a name and no article. */
const BEHIND_NAME = /^(?:over|by|per|and|or|vs|versus|in|on|since|during|from|between)$/

const isLetter = ({ kind, lower }: Token): boolean => kind === 'word' && /^\p{L}$/u.test(lower)
const isCode = ({ kind, lower }: Token): boolean =>
  kind === 'number' || (kind === 'word' && /^\p{L}{0,3}-?\d[\p{L}\d-]*$/u.test(lower))

const plain = (value: string): string => value.trim().toLowerCase()

function holds(column: Column, { lower }: Token): Value | undefined {
  if (column.role === 'measure' || column.role === 'time') return undefined
  const value = column.top.find(each => plain(each) === lower)
  return value === undefined ? undefined : { column, value }
}

/** The values that are not known, or none of these: then the rows tell. */
function mayHold({ role, distinct, top }: Column, token: Token): boolean {
  if (role !== 'category' && role !== 'id') return false
  if (isLetter(token))
    return token.lower !== 'a' && token.lower !== 'i' && top.some(value => /^\p{L}$/u.test(value.trim()))
  return distinct > top.length && top.every(value => /\d/.test(value))
}

/** The column or the value that was named last, where nothing else stands between. */
function nearest(
  tokens: Token[],
  at: number,
  [...before]: Mention[],
): { mention: Mention; between: string[] } | undefined {
  const mention = before.pop()
  return mention && at - mention.to <= 2
    ? { mention, between: tokens.slice(mention.to, at).map(({ lower }) => lower) }
    : undefined
}

/** Undefined of any longer word. */
export function shortValue(
  tokens: Token[],
  at: number,
  { before, columns }: { before: Mention[]; columns: Column[] },
): Value | undefined {
  const token = tokens[at]
  if (!token || (!isLetter(token) && !isCode(token))) return undefined
  const near = nearest(tokens, at, before)
  if (near?.mention.kind === 'column' && near.between.every(word => NUMBERED.test(word)))
    return ofColumns(
      near.mention.candidates.map(({ column }) => column),
      token,
    )
  if (near?.mention.kind === 'value' && LISTED.test(near.between.join(' '))) return holds(near.mention.column, token)
  return isLetter(token) && isLimiting(tokens, at) ? alone(columns, token) : undefined
}

function ofColumns(named: Column[], token: Token): Value | undefined {
  const [known] = named.flatMap(column => holds(column, token) ?? [])
  const open = named.find(column => mayHold(column, token))
  return known ?? (open && { column: open, value: token.text })
}

function isLimiting(tokens: Token[], at: number): boolean {
  const next = tokens[at + 1]
  const isArticle = tokens[at]?.lower === 'a' && next !== undefined && !BEHIND_NAME.test(next.lower)
  return !isArticle && LIMITS.test(tokens[at - 1]?.lower ?? '')
}

/** Of one column alone. */
function alone(columns: Column[], token: Token): Value | undefined {
  const [only, ...more] = columns.flatMap(column => holds(column, token) ?? [])
  return more.length === 0 ? only : undefined
}
