/** Columns that hold yes or no, in whatever spelling. */
import type { Column } from './table.ts'
import { stem } from './words.ts'

const YES = new Set(['true', 'yes', 'y', 'ja', '1', '1.0'])
const NO = new Set(['false', 'no', 'n', 'nein', '0', '0.0'])

/** True/False, Yes/No: the value that stands for yes, when the column holds only such two. */
export const yesOf = (column: Column): string | undefined => answerOf(column, YES, 'True')

/** The value that stands for no, as `yesOf` has that for yes. */
export const noOf = (column: Column): string | undefined => answerOf(column, NO, 'False')

function answerOf(column: Column, meant: Set<string>, otherwise: string): string | undefined {
  const values = column.top.map(value => value.toLowerCase())
  const isFlag = values.length > 0 && column.distinct <= 2 && values.every(value => YES.has(value) || NO.has(value))
  return isFlag ? (column.top.find(value => meant.has(value.toLowerCase())) ?? otherwise) : undefined
}

/** What a column of yes and no may be called after, and what then holds of the rows that say no; each line reads both ways. */
const SIDES = [
  'ok okay pass passed succeed succeeded success successful successfully valid bestanden | fail failed failure unsuccessful invalid broken broke faulty defective error durchgefallen',
  'active | inactive',
  'left leave leaver quit resigned terminated attrition gone | stay stayed remain remained retained retention kept',
  'churn churned | stay stayed remain remained retained retention kept',
  'survive survived survivor survival alive | die died dead death deceased perished',
  'return returned refund refunded | kept',
  'paid | unpaid owing outstanding owed overdue',
  'won win winner | lost lose loser',
  'approve approved approval accepted granted | reject rejected rejection declined refused',
  'married | single unmarried',
  'present attended attendance | absent absence skipped',
  'online | offline',
  'enabled | disabled',
  'public | private',
  'employed | unemployed jobless',
  'available | unavailable',
  'open | closed',
  'positive | negative',
  'subscribed subscriber | unsubscribed',
  'genuine legitimate | fraud fraudulent',
].map(line => line.split(' | ').map(side => new Set(side.split(' ').flatMap(word => [word, stem(word)]))))

type Value = { column: Column; value: string }

const valueIn = (column: Column, isYes: boolean): Value | undefined => {
  const value = isYes ? yesOf(column) : noOf(column)
  return value === undefined ? undefined : { column, value }
}

/** "inactive", "unpaid", "non-member": the no of a column called active, paid, member. */
function denied(word: string, columns: Column[]): Value | undefined {
  const plain = /^(?:un|in|non)-?(\p{L}{3,})$/u.exec(word)?.[1]
  const column = plain && columns.find(each => each.words.includes(stem(plain)))
  return column ? valueIn(column, false) : undefined
}

/** "Failed", of a column ok: the other side of it; "successful" is the same side. */
function ofSide(word: string, columns: Column[]): Value | undefined {
  const said = stem(word)
  for (const sides of SIDES) {
    const side = sides.findIndex(words => words.has(said))
    if (side < 0) continue
    for (const column of columns) {
      const own = sides.findIndex(words => column.words.some(each => words.has(each)))
      const found = own < 0 ? undefined : valueIn(column, own === side)
      if (found) return found
    }
  }
  return undefined
}

/** "Readmissions", of a column readmitted: another form of its only word. */
function inAnotherForm(word: string, columns: Column[]): Value | undefined {
  const column = columns.find(
    ({ words: [only = '', ...more] }) =>
      more.length === 0 && only.length >= 6 && word.length >= 6 && only.slice(0, 6) === word.slice(0, 6),
  )
  return column ? valueIn(column, true) : undefined
}

/** The side of a column of yes and no that a word means which is not its name. */
export const sideOf = (word: string, columns: Column[]): Value | undefined =>
  denied(word, columns) ?? ofSide(word, columns) ?? inAnotherForm(word, columns)
