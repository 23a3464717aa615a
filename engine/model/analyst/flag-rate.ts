/** "Return rate by product", "what % of orders were paid, per country": of a column of yes and no, how often it is yes. */
import { yesOf } from './flags.ts'
import type { Parts } from './parts.ts'
import { list, text } from './python.ts'
import { says } from './naming.ts'
import type { Cues } from './cues.ts'
import type { Condition } from './request.ts'
import { sentence, type Language } from './say/say.ts'
import type { Column, Table } from './table.ts'
import { stem } from './words.ts'

const RATE =
  /\b(?:rates?|quote|taux|tasa)\b|\b(?:what|which|how (?:large|big|high) an?)(?: is)?(?: the)? (?:%|percent(?:age)?|share|proportion|fraction|part)(?= of\b| have\b| has\b|\W*$| \p{L})|^\s*(?:the )?(?:%|percent(?:age)?|proportion|fraction) of\b/iu
const SAYS_YES = ['true', 'yes', 'y', 'ja', '1', '1.0']

/** The parts with that number in them; with nothing to part it by, the rows that say yes stay a condition. Undefined where no rate is asked for. */
export function rateIn(question: string, parts: Parts, table: Table): Parts | undefined {
  if (!RATE.test(question)) return undefined
  const named = parts.conditions.flatMap(condition =>
    condition.kind === 'equals' && !condition.not ? [condition] : [],
  )
  const said = named.find(
    ({ column, values: [value = '', ...more] }) => more.length === 0 && isSaid(question, column, value),
  )
  const flag = said?.column ?? flagAmong(parts) ?? partlyNamed(parts, table)
  if (!flag || parts.measures.some(column => column !== flag) || isItself(question, table)) return undefined
  // Of those that say no the part is another one.
  if (parts.conditions.some(each => each !== said && each.kind === 'equals' && each.column === flag)) return undefined
  const yes = said?.values[0] ?? yesOf(flag) ?? ''
  const others = {
    ...parts,
    targets: parts.targets.filter(column => column !== flag && column.role !== 'id'),
    groups: parts.groups.filter(column => column !== flag),
    conditions: parts.conditions.filter(condition => condition !== said),
    unknown: [],
  }
  // Of the women it is the part of them, and not of all.
  const parted = others.groups.length > 0 || parts.frequency !== undefined || others.conditions.length > 0
  return parted
    ? { ...others, measures: [rateOf(flag, yes)] }
    : {
        ...others,
        measures: [],
        conditions: [...others.conditions, { kind: 'equals', column: flag, values: [yes], not: false }],
      }
}

/** The yes of a column of yes and no, or "paid rate", of a column status. */
const isSaid = (question: string, column: Column, value: string): boolean =>
  value === yesOf(column) || question.toLowerCase().includes(`${value.toLowerCase()} rate`)

const flagAmong = ({ measures, targets, mentions }: Parts): Column | undefined =>
  [
    ...measures,
    ...targets,
    ...mentions.flatMap(each => (each.kind === 'column' ? (each.candidates[0]?.column ?? []) : [])),
  ].find(column => yesOf(column) !== undefined)

/** "College rate", of a column will_go_to_college. */
const partlyNamed = ({ tokens }: Parts, table: Table): Column | undefined =>
  table.columns.find(
    column =>
      yesOf(column) !== undefined && tokens.some(({ lower }) => lower.length > 3 && column.words.includes(stem(lower))),
  )

/** A file with a rate of its own is asked for that. */
const isItself = (question: string, { columns }: Table): boolean =>
  /\brates?\b/i.test(question) && columns.some(column => column.role === 'measure' && column.words.includes('rate'))

/** "Share of orders with a discount by region": of each region's orders, how many have one. */
export function rateOfRows({ action, frequency }: Cues, parts: Parts): Parts | undefined {
  if (action !== 'share' || (parts.groups.length === 0 && frequency === undefined)) return undefined
  const [condition] = parts.conditions.filter(each => each.kind === 'number' || each.kind === 'present')
  if (!condition || parts.measures.length > 0) return undefined
  const conditions = parts.conditions.filter(each => each !== condition)
  return { ...parts, conditions, measures: [shareWith(condition)] }
}

function shareWith(condition: Extract<Condition, { kind: 'number' | 'present' }>): Column {
  const { column } = condition
  const rows = (language: Language): string => says(condition, language)
  return {
    ...column,
    name: `${rows('en')} %`,
    label: `share with ${rows('en')}`,
    unit: '%',
    role: 'measure',
    type: 'decimal',
    missing: 0,
    top: [],
    additive: false,
    formula: {
      code: frame => {
        const cells = `${frame}[${text(column.name)}]`
        const fits =
          condition.kind === 'present'
            ? `${cells}.${condition.present ? 'notna' : 'isna'}()`
            : `(${cells} ${condition.op} ${condition.value})`
        return `${fits}.astype(float) * 100`
      },
      says: language => sentence(language, 'assume.shareOf', { rows: rows(language) }),
      needs: [column],
    },
  }
}

function rateOf(flag: Column, yes: string): Column {
  const isFlag = yesOf(flag) !== undefined
  const name = isFlag ? `${flag.name} %` : `${yes} %`
  const meant = isFlag ? SAYS_YES : [yes.trim().toLowerCase()]
  return {
    ...flag,
    name,
    label: isFlag ? flag.label : yes,
    unit: '%',
    role: 'measure',
    type: 'decimal',
    top: [],
    additive: false,
    formula: {
      code: frame =>
        `${frame}[${text(flag.name)}].astype(str).str.strip().str.lower().isin(${list(meant)}).astype(float).where(${frame}[${text(flag.name)}].notna()) * 100`,
      says: language => sentence(language, 'assume.rate', { column: flag.name, value: yes }),
      needs: [flag],
    },
  }
}
