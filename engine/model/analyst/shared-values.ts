/** A value that stands in several columns, as a team does at home and away: which of them is meant has to be said. */
import { yesOf } from './flags.ts'
import type { Mention } from './scan.ts'
import type { Column, Table } from './table.ts'
import type { Token } from './words.ts'
import { stem } from './words.ts'

type Value = Extract<Mention, { kind: 'value' }>

const FROM = /^(?:from|start|origin|departure|source|sender|giver|von|ab|start\p{L}*)$/u
const TO = /^(?:to|end|destination|arrival|target|receiver|recipient|ziel|nach|ende?)$/

/** The columns of a table's own that hold the value. */
export function holdersOf({ column, value }: Value, { columns }: Table): Column[] {
  // A yes is of the column that its word named.
  if (yesOf(column) !== undefined) return [column]
  const lower = value.trim().toLowerCase()
  const others = columns.filter(
    each => each.role === 'category' && !each.formula && each.top.some(one => one.trim().toLowerCase() === lower),
  )
  return others.includes(column) ? others : [column]
}

/** "At home against City", "ends at the Museum", "from Park": undefined where nothing tells. */
export function holderSaid(mention: Value, holders: Column[], tokens: Token[]): Column | undefined {
  const words = tokens.slice(Math.max(0, mention.at - 4), mention.to + 2).map(({ lower }) => stem(lower))
  const own = ({ words: named }: Column): string[] =>
    named.filter(word => !holders.every(holder => holder.words.includes(word)))
  const said = holders.filter(column => own(column).some(word => words.includes(word)))
  if (said.length === 1) return said[0]
  const before = tokens[mention.at - 1]?.lower ?? ''
  const way = before === 'from' ? FROM : before === 'to' ? TO : undefined
  const led = way ? holders.filter(column => column.words.some(word => way.test(word))) : []
  return led.length === 1 ? led[0] : undefined
}
