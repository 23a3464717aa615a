/** "Return rate by product", "what % of orders were paid, per country": of a column of yes and no, how often it is yes. */
import { noOf, yesOf } from './flags.ts'
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
const SHARE = /(?<!\p{L})(?:%|percent(?:age)?|share|proportion|fraction)(?!\p{L})/iu
/** Parts of one whole, and not a share within each of them. */
const OF_WHOLE = /\b(?:comes?|came|stems?|stemmed|belongs?) (?:from|to)\b|\b(?:makes? up|accounts? for)\b/i
const SAYS_YES = ['true', 'yes', 'y', 'ja', '1', '1.0']
const SAYS_NO = ['false', 'no', 'n', 'nein', '0', '0.0']

/** "Did women survive more often than men": by rates, for their numbers may differ. */
const OFTENER = /\b(?:more|less) (?:often|likely|frequently)\b.*\bthan\b/i

type Said = Extract<Condition, { kind: 'equals' }>

/** The parts with that number in them; with nothing to part it by, the rows that say yes stay a condition. Undefined where no rate is asked for. */
export function rateIn(question: string, parts: Parts, table: Table): Parts | undefined {
  if (OF_WHOLE.test(question)) return undefined
  const said = saidIn(question, parts)
  const flag = flagIn(question, { parts, table, said })
  if (!flag || parts.measures.some(column => column !== flag) || isItself(question, table)) return undefined
  const apart = parts.conditions.filter(each => each !== said)
  // Of those that say no the part is another one.
  if (apart.some(each => each.kind === 'equals' && each.column === flag)) return undefined
  const value = said ? valueOf(said) : (yesOf(flag) ?? '')
  const others = {
    ...parts,
    targets: parts.targets.filter(column => column !== flag && column.role !== 'id'),
    groups: parts.groups.filter(column => column !== flag),
    conditions: apart,
    unknown: [],
  }
  // Of the women it is the part of them, and not of all.
  const parted = others.groups.length > 0 || parts.frequency !== undefined || apart.length > 0
  return parted
    ? { ...others, measures: [rateOf(flag, value)] }
    : {
        ...others,
        measures: [],
        conditions: [{ kind: 'equals', column: flag, values: [value], not: false }],
      }
}

/** "Total survived by class": how many, and not a sum of another number. */
export const isCountOfFlag = (cues: Cues, parts: Parts): boolean =>
  cues.aggregate === 'sum' &&
  parts.measures.every(column => yesOf(column) !== undefined) &&
  isBehind(parts, /^(?:total|sum)$/)

/** Undefined where no rate is asked for. */
function flagIn(question: string, { parts, table, said }: { parts: Parts; table: Table; said: Said | undefined }) {
  if (RATE.test(question)) return said?.column ?? flagAmong(parts) ?? partlyNamed(parts, table)
  const isParted = parts.groups.length > 0 || parts.frequency !== undefined
  const isShare = isParted && SHARE.test(question)
  return isShare || OFTENER.test(question) || isBehind(parts, /^(?:average|avg|mean)$/) ? said?.column : undefined
}

/** "Average survived", "the sum of survived": a column of yes and no right behind such a word. */
const isBehind = ({ mentions, tokens }: Parts, pattern: RegExp): boolean =>
  mentions.some(mention => {
    const before = tokens.slice(0, mention.at).filter(({ lower }) => !/^(?:of|the)$/.test(lower))
    const [best] = mention.kind === 'column' ? mention.candidates : []
    return best !== undefined && yesOf(best.column) !== undefined && pattern.test(before.at(-1)?.lower ?? '')
  })

/** The value that a condition means, also where it denies the other of two. */
const valueOf = ({ column, values: [value = ''], not }: Said): string =>
  not ? ((value === yesOf(column) ? noOf(column) : yesOf(column)) ?? value) : value

/** What the rate is of, where several values are named: "survival rate of members", "share of members who survived". */
function saidIn(question: string, parts: Parts): Said | undefined {
  const named = parts.conditions.flatMap(each =>
    each.kind === 'equals' && each.values.length === 1 && (!each.not || yesOf(each.column) !== undefined) ? [each] : [],
  )
  const flags = named.filter(({ column, values }) => isSaid(question, column, values[0] ?? ''))
  const isWhole = (one: Said): boolean => isBehindOf(one, parts)
  const whole = named.find(isWhole)
  const rated = flags.find(one => mentionOf(one, parts) && isRated(one, parts))
  if (rated || flags.length === 0)
    return rated ?? (whole && SAYS.test(question) ? named.findLast(one => one !== whole) : undefined)
  if (flags.length === 1 && flags[0] === whole && named.length > 1 && SAYS.test(question))
    return named.findLast(one => one !== whole)
  return flags.findLast(one => one !== whole) ?? flags[0]
}

/** "What share of the active employees are women": what is said of them. */
const SAYS = /\b(?:share|percent(?:age)?|proportion|fraction|%) of .+ (?:are|were|is|was)\b/i

const mentionOf = ({ column }: Said, { mentions }: Parts) =>
  mentions.find(mention =>
    mention.kind === 'value'
      ? mention.column === column
      : mention.candidates.some(candidate => candidate.column === column),
  )

const isRated = (said: Said, parts: Parts): boolean =>
  /^rates?$/.test(parts.tokens[mentionOf(said, parts)?.to ?? -1]?.lower ?? '')

const OF_THOSE = /^(?:the|all|our|my|those|people|who|that|which|were|are|was|is|have|has|had)$/

const isBehindOf = (said: Said, parts: Parts): boolean => {
  const at = mentionOf(said, parts)?.at ?? 0
  const before = parts.tokens.slice(0, at).filter(({ lower }) => !OF_THOSE.test(lower))
  return before.at(-1)?.lower === 'of'
}

/** A value of a column of yes and no, or "paid rate", of a column status. */
const isSaid = (question: string, column: Column, value: string): boolean =>
  yesOf(column) !== undefined || question.toLowerCase().includes(`${value.toLowerCase()} rate`)

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

function rateOf(flag: Column, value: string): Column {
  const isFlag = yesOf(flag) !== undefined
  const isNo = isFlag && value === noOf(flag)
  const [name, label] = isNo
    ? [`${flag.name} = ${value}`, `${flag.label} = ${value}`]
    : isFlag
      ? [flag.name, flag.label]
      : [value, value]
  const meant = isNo ? SAYS_NO : isFlag ? SAYS_YES : [value.trim().toLowerCase()]
  return {
    ...flag,
    name: `${name} %`,
    label,
    unit: '%',
    role: 'measure',
    type: 'decimal',
    top: [],
    additive: false,
    formula: {
      code: frame =>
        `${frame}[${text(flag.name)}].astype(str).str.strip().str.lower().isin(${list(meant)}).astype(float).where(${frame}[${text(flag.name)}].notna()) * 100`,
      says: language => sentence(language, 'assume.rate', { column: flag.name, value }),
      needs: [flag],
    },
  }
}
