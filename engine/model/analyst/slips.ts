/** Slips of the finger: a word that means nothing here and is a letter away from one value, or from one word of a column's name. */
import type { Cues } from './cues.ts'
import { timesIn } from './dates.ts'
import { isSmallWord } from './say/language.ts'
import { likeness } from './scan.ts'
import { conceptsOf } from './synonyms.ts'
import { stored, type Table } from './table.ts'
import { isOrdinary } from './unknown-words.ts'
import { distance, split, stem, tokenize, type Token } from './words.ts'

export type Slip = { said: string; meant: string }

const letters = (word: string): string => word.split('').sort().join('')

/** One edit, two from eight letters on. In a short word letters are swapped or the last is missing, for Chain is no Chair, and Coast no Cost. */
export function isSlip(said: string, meant: string): boolean {
  const [a, b] = [stem(said), stem(meant)]
  const length = Math.min(a.length, b.length)
  const most = length >= 8 ? 2 : 1
  if (length < 4 || a === b || a[0] !== b[0] || distance(a, b, most) > most) return false
  if (length >= 6) return true
  return a.length === b.length ? letters(a) === letters(b) : a.startsWith(b) || b.startsWith(a)
}

type Words = { columns: string[]; values: string[] }

/** The words that may be meant. Of a column whose values are not all known a strange one may well be one of the others. */
function wordsOf(table: Table): Words {
  const known = stored(table).filter(({ role, distinct, top }) => role === 'category' && distinct <= top.length)
  return {
    columns: table.columns.flatMap(({ name }) => split(name)),
    values: known.flatMap(({ top }) => top.flatMap(value => value.match(/\p{L}+/gu) ?? [])),
  }
}

/** A word that names a column or a value, or says what to do. */
function means({ lower }: Token, { columns, file }: Table, language: Cues['language']): boolean {
  if (isOrdinary(lower) || isSmallWord(lower, language) || conceptsOf(stem(lower)).length > 0) return true
  const named = [...split(file), ...columns.flatMap(({ name, top }) => [...split(name), ...top.flatMap(split)])]
  return named.some(word => likeness(stem(lower), stem(word)) > 0.7)
}

const ONLY_A_COLUMN = /^(?:by|per|each|every|across|nach|pro|je)$/

/** The question as it was meant, and each word that was read as another. */
export function withoutSlips(question: string, table: Table, cues: Cues): { meant: string; slips: Slip[] } {
  const tokens = tokenize(question)
  const read = [
    ...cues.taken,
    ...cues.read,
    ...timesIn(question).map(({ start, end }): [number, number] => [start, end]),
  ]
  const words = wordsOf(table)
  const slips: Slip[] = []
  let meant = question
  for (const [at, token] of [...tokens.entries()].reverse()) {
    const isPlain = token.kind === 'word' && /^\p{L}{4,}$/u.test(token.text)
    const isRead = read.some(([from, to]) => token.start < to && from < token.end)
    if (!isPlain || isRead || means(token, table, cues.language)) continue
    const isColumn = ONLY_A_COLUMN.test(tokens[at - 1]?.lower ?? '')
    const may = (isColumn ? words.columns : [...words.columns, ...words.values]).filter(each =>
      isSlip(token.lower, each.toLowerCase()),
    )
    const [only] = may
    if (only === undefined || new Set(may.map(each => stem(each.toLowerCase()))).size > 1) continue
    meant = meant.slice(0, token.start) + only + meant.slice(token.start + token.text.length)
    slips.unshift({ said: token.text, meant: only })
  }
  return { meant, slips }
}
