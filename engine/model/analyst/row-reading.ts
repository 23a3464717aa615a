/** What is known while the rows of a question are worked out, and what has been found of them so far. */
import type { Cues } from './cues.ts'
import type { Condition } from './request.ts'
import type { Mention } from './scan.ts'
import type { Column, Table } from './table.ts'
import type { Token } from './words.ts'

/** What the rows have to be, and the mentions that served to say so. */
export type Found = {
  conditions: Condition[]
  used: Set<Mention>
  assumptions: string[]
  /** A value that several columns hold, where nothing tells which is meant. */
  several?: { value: string; columns: Column[] }
}

export type World = {
  question: string
  tokens: Token[]
  mentions: Mention[]
  table: Table
  cues: Cues
  mainMeasure: () => Column | undefined
}

/** "Not in the", "without people who": what may stand between the denial and what is denied. */
const BETWEEN = String.raw`(?:(?:the|in|from|for|by|of|at|any|all|those|people|persons|employees|staff|customers|ones|rows|orders|who|that|which|have|has|had|were|was|are|is|been|die|der|das|den|dem|aus|im)\s+)*`
export const NOT = new RegExp(
  String.raw`(?:\b(?:not|neither|nor|except(?: for)?|excluding|exclude|without|other than|but not|ohne|außer|nicht)|n['’]t)\s+${BETWEEN}$|\bnon-$|!=\s*$`,
  'i',
)

export const textBefore = (world: World, at: number) => world.question.slice(0, world.tokens[at]?.start ?? 0)

export const isTaken = (token: Token, cues: Cues): boolean =>
  cues.taken.some(([from, to]) => token.start >= from && token.start < to)

export const isMentioned = (at: number, mentions: Mention[]): boolean =>
  mentions.some(mention => at >= mention.at && at < mention.to)
