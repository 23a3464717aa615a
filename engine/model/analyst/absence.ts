/** "Customers without orders", "products that were never sold": the rows of one table whose key does not occur in another. */
import { sharedKey } from './choose-table.ts'
import { readCues, type Cues } from './cues.ts'
import { readParts } from './parts.ts'
import type { Condition } from './request.ts'
import { conceptsOf } from './synonyms.ts'
import { isDocument, type Column, type Table } from './table.ts'
import { split, stem } from './words.ts'

const NONE =
  /\b(?:without(?: (?:any|an?|the|single|placing|making))*|(?:with|have|has|having|had|placed|made|got|place|make)(?: not)? (?:no|zero)|never(?: (?:been|had|have|placed|made|got))*(?: (?:any|an?))?|(?:did|do|does|have|has|had|were|was|are|is)(?: not|n['’]t)(?: yet)?(?: (?:been|have|had|placed?|made?|got))*(?: (?:any|an?|yet))*|(?:not|nothing|no) (?:in|among)(?: the)?)\s+/i

/** What is done with the rows of a table says which table is meant. */
const DEEDS: [RegExp, string[]][] = [
  [
    /^(?:order(?:ed|s|ing)?|b(?:uy|uys|ought|uying)|purchas(?:e|ed|es|ing)|shop(?:ped)?|s(?:old|ell)|spen[dt])$/i,
    ['order', 'transaction'],
  ],
  [/^(?:paid|pay)$/i, ['payment', 'transaction']],
]

/** The words that call a table: its own name, and what its key is the key of. */
const namesOf = (table: Table): string[] =>
  [...split(table.sheet ?? ''), ...split(table.file.replace(/\.[^.]+$/, ''))].map(stem)

const isCalled = (word: string, table: Table): boolean => {
  const said = stem(word.toLowerCase())
  const deeds = DEEDS.flatMap(([pattern, concepts]) => (pattern.test(word) ? concepts : []))
  return namesOf(table).some(
    name =>
      name === said || conceptsOf(name).some(concept => conceptsOf(said).includes(concept) || deeds.includes(concept)),
  )
}

type Missing = { of: Table; key: Column; from: Table; fromKey: Column }

function keysOf(of: Table, from: Table): Missing | undefined {
  const there = sharedKey(from, of)
  if (there) return { of, key: there.right, from, fromKey: there.left }
  const here = sharedKey(of, from)
  return here && { of, key: here.left, from, fromKey: here.right }
}

const wordsOf = (text: string): string[] => text.match(/\p{L}+/gu) ?? []

export type Absence = {
  table: Table
  /** What is asked of those rows: the question without the words that say what they lack. */
  question: string
  condition: Extract<Condition, { kind: 'absent' }>
}

/** Undefined where no two tables share a key, or the words name none. */
export function absenceIn(question: string, tables: Table[], cues: Cues): Absence | undefined {
  const none = NONE.exec(question)
  if (!none) return undefined
  const [before, after] = [question.slice(0, none.index), question.slice(none.index + none[0].length)]
  const [deed = ''] = wordsOf(after)
  const plain = tables.filter(table => !isDocument(table) && table.columns.length > 0)
  const subjects = plain.filter(table => wordsOf(before).some(word => isCalled(word, table)))
  const found = subjects
    .flatMap(of => plain.filter(from => from !== of && isCalled(deed, from)).map(from => keysOf(of, from)))
    .find(each => each !== undefined)
  if (!found) return undefined
  const rest = after.slice(after.indexOf(deed) + deed.length)
  const { from, of } = found
  const own = readParts(rest, from, readCues(rest, cues.language)).conditions
  // A value that must be looked for is none that another table could be limited by.
  if (own.some(({ kind }) => kind === 'lookup')) return undefined
  return {
    table: of,
    question: own.length > 0 ? before : `${before}${rest}`,
    condition: { kind: 'absent', column: found.key, other: from, key: found.fromKey, of: own },
  }
}
