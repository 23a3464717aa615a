/** "The total value of the stock": price × quantity of each row, and never the count or the price alone. */
import type { Cues } from './cues.ts'
import { computed, unitOf } from './derived-columns.ts'
import type { Parts } from './parts.ts'
import { text } from './python.ts'
import { sentence } from './say/say.ts'
import { stored, type Column, type Table } from './table.ts'

const VALUE = String.raw`(?:value|worth)`
const STOCK = String.raw`(?:stocks?|inventor(?:y|ies)|warehouse|holdings?|portfolio|goods)`
const ASKS = new RegExp(
  String.raw`\b${STOCK}\b[^.?!]*\b${VALUE}\b|\b${VALUE}\b[^.?!]*\b${STOCK}\b|\b(?:total|overall|whole|combined) ${VALUE} of\b`,
  'i',
)
const SAID = new RegExp(String.raw`^(?:${VALUE}|${STOCK})$`, 'i')
const MONEY = /^(?:value|worth|revenue|sales|sale|turnover|amount|total|subtotal|profit|cost|umsatz|betrag|wert)$/
const QUANTITY = /^(?:quantity|qty|unit|piece|stock|inventory|menge|anzahl|stück|count|holding)$/
const PRICE = /^(?:price|preis)$/

type Reading = { cues: Cues; parts: Parts }

/** The reading with that value as its number; undefined where the value is asked for and cannot be worked out. */
export function ofStock(question: string, { cues, parts }: Reading, table: Table): Reading | undefined {
  if (!ASKS.test(question)) return { cues, parts }
  const numbers = stored(table).filter(({ role }) => role === 'measure')
  const quantity = numbers.find(({ words }) => words.some(word => QUANTITY.test(word)) && !words.some(isPrice))
  const price = numbers.find(({ words }) => words.some(isPrice))
  if (parts.measures.some(column => column !== quantity && !column.formula)) return { cues, parts }
  if (numbers.some(({ words }) => words.some(word => MONEY.test(word)))) return { cues, parts }
  // A number of another kind may be what a value is here.
  if (!quantity && !price) return { cues, parts }
  if (!quantity || !price) return undefined
  const isOpen = (word: string): boolean => !SAID.test(word)
  return {
    cues: cues.aggregate === undefined && cues.order === undefined ? { ...cues, aggregate: 'sum' } : cues,
    parts: {
      ...parts,
      measures: [valueOf(quantity, price)],
      unknown: parts.unknown.filter(isOpen),
      unused: parts.unused.filter(isOpen),
    },
  }
}

const isPrice = (word: string): boolean => PRICE.test(word)

const valueOf = (quantity: Column, price: Column): Column =>
  computed([price, quantity], {
    name: 'value',
    label: 'Value',
    ...unitOf(price),
    words: ['value'],
    code: frame => `${frame}[${text(price.name)}] * ${frame}[${text(quantity.name)}]`,
    says: language => sentence(language, 'assume.computed', { formula: `${price.name} × ${quantity.name}` }),
  })
