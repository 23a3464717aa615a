/** Columns that hold yes or no, in whatever spelling. */
import type { Column } from './table.ts'
import { stem } from './words.ts'

const YES = new Set(['true', 'yes', 'y', 'ja', '1', '1.0'])
const NO = new Set(['false', 'no', 'n', 'nein', '0', '0.0'])

/** True/False, Yes/No: the value that stands for yes, when the column holds only such two. */
export const yesOf = (column: Column): string | undefined => answerOf(column, YES, 'True')

function answerOf(column: Column, meant: Set<string>, otherwise: string): string | undefined {
  const values = column.top.map(value => value.toLowerCase())
  const isFlag = values.length > 0 && column.distinct <= 2 && values.every(value => YES.has(value) || NO.has(value))
  return isFlag ? (column.top.find(value => meant.has(value.toLowerCase())) ?? otherwise) : undefined
}

/** "inactive", "unpaid", "non-member": the no of a column called active, paid, member. */
export function denied(word: string, columns: Column[]): { column: Column; value: string } | undefined {
  const plain = /^(?:un|in|non)-?(\p{L}{3,})$/u.exec(word)?.[1]
  const column = plain && columns.find(each => each.words.includes(stem(plain)))
  const value = column && answerOf(column, NO, 'False')
  return column && value !== undefined ? { column, value } : undefined
}
