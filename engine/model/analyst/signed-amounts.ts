/** In a list of payments what goes out is below zero: "my biggest expense", "how much did I earn". */
import type { Cues } from './cues.ts'
import { mainMeasure, type Parts } from './parts.ts'
import { stored, type Column, type Table } from './table.ts'

const SPENDS =
  /\b(?:spen(?:ds?|t|ding)|expen(?:ses?|ditures?)|outgoings?|withdraw\w*|ausgaben?|ausgegeben|dépens\w*|gast(?:os?|é))\b/giu
const EARNS =
  /\b(?:earn(?:s|ed|ings?)?|income|deposits?|received|einnahmen|einkommen|verdient?|revenus?|ingresos?)\b/giu
const AMOUNT = /^(?:amount|betrag|value|sum|montant|importe)$/

const isSigned = (column: Column): boolean => hasBothSigns(column) && column.words.some(word => AMOUNT.test(word))

/** Of amounts that the file holds as text, "-12,50 €", no least and greatest are known: some of them are. */
function hasBothSigns({ min, max, convert, top }: Column): boolean {
  if (convert === undefined) return Number(min) < 0 && Number(max) > 0
  const below = top.filter(value => /^\(?\s*[-−(]/.test(value)).length
  return below > 0 && below < top.length
}

type Reading = { cues: Cues; parts: Parts }

/** The rows of that sign alone, and "most" turned round where the largest is the furthest below zero. */
export function ofSign(question: string, { cues, parts }: Reading, table: Table): Reading {
  const [spends, earns] = [question.match(SPENDS) ?? [], question.match(EARNS) ?? []]
  const column = parts.measures[0] ?? mainMeasure(table)
  const isLimited = parts.conditions.some(condition => condition.kind === 'number' && condition.column === column)
  if (!column || !isSigned(column) || isLimited || spends.length > 0 === earns.length > 0) return { cues, parts }
  const said = new Set([...spends, ...earns].map(word => word.toLowerCase()))
  const isOpen = (word: string): boolean => !said.has(word.toLowerCase())
  const outgoing = spends.length > 0
  const turned = { most: 'least', least: 'most' } as const
  return {
    cues: cues.order && outgoing ? { ...cues, order: turned[cues.order] } : cues,
    parts: {
      ...parts,
      measures: [column],
      groups: parts.groups.length > 0 ? parts.groups : whatOn(question, cues, table),
      conditions: [...parts.conditions, { kind: 'number', column, op: outgoing ? '<' : '>', value: 0 }],
      unknown: parts.unknown.filter(isOpen),
      unused: parts.unused.filter(isOpen),
    },
  }
}

/** "What do I spend the most on?" */
function whatOn(question: string, { order }: Cues, table: Table): Column[] {
  if (order === undefined || !/\b(?:on what|what\b.*\bon\b)/i.test(question)) return []
  const kinds = stored(table).filter(({ role, distinct }) => role === 'category' && distinct > 1)
  const kind = kinds.find(({ words }) => words.includes('category')) ?? kinds[0]
  return kind ? [kind] : []
}
