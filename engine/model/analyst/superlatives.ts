/** Adjectives that name a number without its word: youngest → age, cheapest → price, hottest → temperature. */
import { sameConcept } from './synonyms.ts'
import type { Column, Table } from './table.ts'

const ADJECTIVES: [pattern: RegExp, concept: string][] = [
  [/\b(?:older|younger|oldest|youngest|aged|years old|älter|jünger|älteste\w*|jüngste\w*)\b/i, 'age'],
  [
    /\b(?:people|persons?|employees|customers|respondents|anyone|those|women|men|workers|students|patients|staff|users|children|kids|adults|minors|teenagers|seniors|pensioners|boys|girls|passengers|members) \(?(?:who are |that are )?(?:under|over|above|below|between|aged)\b/i,
    'age',
  ],
  [/\b(?:cheap(?:er|est)|pric(?:ier|iest)|expensive|costing|teuer\w*|billig\w*|günstigste\w*)\b/i, 'price'],
  [/\b(?:earn(?:s|ing)?|paid|verdien\w*)\b/i, 'salary'],
  [
    /\b(?:hotter|colder|warmer|cooler|hottest|coldest|warmest|coolest|degrees|wärmste\w*|kälteste\w*)\b/i,
    'temperature',
  ],
  [/\b(?:heavier|lighter|heaviest|lightest|schwerste\w*)\b/i, 'weight'],
  [/\b(?:taller|tallest|higher than|größte\w*)\b/i, 'height'],
  [/\b(?:longest|shortest)\b/i, 'duration'],
  [/\b(?:fastest|slowest)\b/i, 'speed'],
  [/\b(?:best|worst|top)[ -]rated\b/i, 'rating'],
  [/\b(?:most|least) populous\b/i, 'population'],
  [/\b(?:most|least) profitable\b/i, 'profit'],
]

const LASTS = /^(?:minute|min|hour|second|sec|night|runtime|lasted|dauer)$/

/** The column that the adjectives of a text speak of, if the table has it. */
export function adjectiveColumn(text: string, table: Table): Column | undefined {
  const numbers = table.columns.filter(column => column.role === 'measure')
  for (const [pattern, concept] of ADJECTIVES) {
    if (!pattern.test(text)) continue
    const found = numbers.find(column => column.words.some(word => word === concept || sameConcept(word, concept)))
    if (found) return found
    const timed = concept === 'duration' ? numbers.filter(({ words }) => words.some(word => LASTS.test(word))) : []
    if (timed.length === 1) return timed[0]
  }
  return undefined
}

export const hasAdjective = (text: string): boolean => ADJECTIVES.some(([pattern]) => pattern.test(text))

/** Where the adjectives stand that name a number. */
export const adjectivesIn = (text: string): [number, number][] =>
  ADJECTIVES.flatMap(([pattern]) =>
    [...text.matchAll(new RegExp(pattern.source, 'giu'))].map(({ index, 0: { length } }): [number, number] => [
      index,
      index + length,
    ]),
  )
