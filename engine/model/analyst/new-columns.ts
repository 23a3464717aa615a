/** "add a column profit = revenue - cost", "a new column 'Price Change' that is the difference between Close and Open". */
import type { NewColumn } from './request.ts'
import { columnsFor } from './scan.ts'
import type { Column, Table } from './table.ts'
import { humanize, readNumber, split, stem } from './words.ts'

const NAME = String.raw`["'“\x60]?([\p{L}_][\p{L}\d_ ]*?)["'”\x60]?`
const SIDE = String.raw`["'“\x60]?([\p{L}_][\p{L}\d_ ]*?|\d+(?:[.,]\d+)?)["'”\x60]?`
const FORMULA = new RegExp(
  String.raw`\bcolumn\s+(?:called |named |for )?(?:the )?${NAME}\s*(?:=|:|\bas\b|\bis\b|\bwith\b|that is|which is|calculated as)\s*${SIDE}\s*([-+*/×÷]|minus|plus|times|divided by|multiplied by|over|per)\s*${SIDE}(?=[.,;!?]|$|\s+(?:and|to|in|for|then)\b)`,
  'iu',
)
const DIFFERENCE = new RegExp(
  String.raw`\bcolumn\s+(?:called |named )?${NAME}\s+.*?\b(difference|ratio|product|sum)\s+(?:between|of)\s+(?:the )?${SIDE}\s+(?:and|to)\s+(?:the )?${SIDE}(?=[.,;!?]|$|\s+(?:columns?|prices?|for|and)\b)`,
  'iu',
)

const OPERATORS: Record<string, NewColumn['op']> = {
  '-': '-',
  minus: '-',
  difference: '-',
  '+': '+',
  plus: '+',
  sum: '+',
  '*': '*',
  '×': '*',
  times: '*',
  'multiplied by': '*',
  product: '*',
  '/': '/',
  '÷': '/',
  'divided by': '/',
  over: '/',
  per: '/',
  ratio: '/',
}

const columnCalled = (text: string, table: Table): Column | undefined =>
  columnsFor(
    split(text).map(stem),
    table.columns.filter(column => column.role === 'measure'),
  )[0]?.column

/** The new column as a number to sum up; undefined for a ratio, whose sum means nothing. */
export const asMeasure = ({ name, op, left }: NewColumn): Column | undefined =>
  op === '/'
    ? undefined
    : {
        ...left,
        name,
        label: humanize(name),
        words: split(name).map(stem),
        formula: undefined,
        convert: undefined,
        missing: 0,
      }

export const formulaOf = ({ left, op, right }: NewColumn): string =>
  `${left.name} ${op} ${typeof right === 'number' ? right : right.name}`

type Sides = { name: string; left: string; operator: string; right: string }

function sidesIn(question: string): Sides | undefined {
  const [, name, left, operator, right] = FORMULA.exec(question) ?? []
  if (name && left && operator && right) return { name, left, operator, right }
  const [, called, worded, one, other] = DIFFERENCE.exec(question) ?? []
  return called && worded && one && other ? { name: called, left: one, operator: worded, right: other } : undefined
}

export function newColumnsIn(question: string, table: Table): NewColumn[] {
  const sides = sidesIn(question)
  const op = sides && OPERATORS[sides.operator.toLowerCase()]
  if (!sides || !op) return []
  const left = columnCalled(sides.left, table)
  const right = /^\d/.test(sides.right) ? readNumber(sides.right) : columnCalled(sides.right, table)
  return left && right !== undefined ? [{ name: sides.name.trim(), left, op, right }] : []
}
