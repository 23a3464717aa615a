/** From a question, the tables there are, and what was asked before, to one request. Pure: the same in, the same out. */
import { actionOf } from './action.ts'
import { complete, lacksItsNumber } from './complete.ts'
import { readCues, type Cues } from './cues.ts'
import { rateIn } from './flag-rate.ts'
import { followUp } from './follow-up.ts'
import { readParts, type Parts } from './parts.ts'
import type { Action, Aggregate, Request } from './request.ts'
import { chooseTable, withoutSheet } from './choose-table.ts'
import { havingIn } from './having.ts'
import { limitOf, type Limit } from './limits.ts'
import { fileName, isDocument, isUnread, stored, type Column, type Table } from './table.ts'
import { searchTerms } from './intents/document.ts'
import { asksForSheets } from './intents/sheets.ts'
import { isThanks } from './thanks.ts'
import { asRemoval, speaksOfRows, staying, stillWithout } from './removal.ts'
import { limitsByUnknown } from './unknown-words.ts'
import { newColumnsIn } from './new-columns.ts'
import { languageOf } from './say/language.ts'
import { inEnglish } from './say/phrases.ts'
import type { Language } from './say/say.ts'

export type Understood =
  | { kind: 'request'; language: Language; request: Request }
  | { kind: 'unclear'; language: Language; table: Table; unknown: string[]; heard: Column[] }
  | { kind: 'greeting' | 'about' | 'thanks'; language: Language; table?: Table }
  | { kind: 'cannot'; language: Language; table: Table; limit: Limit; heard: Column[] }
  | { kind: 'no file' | 'long'; language: Language }
  /** A picture, a program: nothing that rows or sentences could be read from. */
  | { kind: 'unread'; language: Language; table: Table }

/**
 * The rules look at a question again and again, some at each of its words as often as it has words: of pages of text they would keep the
 * whole server waiting.
 */
export const MOST_CHARACTERS = 2000

/** `asked` in any of the languages; a short follow-up is in that of the question before. */
export function understand(asked: string, tables: Table[], previous?: Request): Understood {
  const language = languageOf(asked.slice(0, MOST_CHARACTERS)) ?? previous?.language ?? 'en'
  if (asked.length > MOST_CHARACTERS) return { kind: 'long', language }
  const whole = inEnglish(asked, language, tables)
  const heard = readCues(whole, language)
  const uploads = tables.filter(table => !table.generated)
  const known = uploads.length > 0 ? uploads : tables
  const newest = known.at(-1)
  const talk = talkIn(asked, heard)
  if (talk) return { kind: talk, language, ...(newest ? { table: newest } : {}) }
  const table = chooseTable(whole, known, { cues: heard, ...(previous ? { previous } : {}) })
  if (!table) return { kind: 'no file', language }
  if (asksForSheets(asked, whole, table))
    return { kind: 'request', language, request: sheetsRequest(whole, heard, { table, known }) }
  if (isUnread(table)) return { kind: 'unread', language, table }
  return inTable([asked, whole], { cues: heard, table, ...(previous ? { previous } : {}) })
}

/** Nothing to compute is asked for. */
function talkIn(asked: string, { greets, asksHelp }: Cues): 'thanks' | 'greeting' | 'about' | undefined {
  if (isThanks(asked)) return 'thanks'
  if (greets) return 'greeting'
  return asksHelp ? 'about' : undefined
}

function inTable([asked, whole]: [string, string], { cues: heard, table, previous }: Asked): Understood {
  const { language } = heard
  const question = withoutSheet(whole, table)
  const cues = question === whole ? heard : readCues(question, language)
  if (isDocument(table)) return { kind: 'request', language, request: documentRequest(question, table, cues) }
  const limit = limitOf([asked, question], table, cues)
  if (limit) return { kind: 'cannot', language, table, limit, heard: heardIn(readParts(question, table, cues)) }
  return ofTable(question, { cues, table, ...(previous ? { previous } : {}) })
}

/** The columns that a question names, whatever it wants of them. */
const heardIn = ({ measures, groups, targets }: Parts): Column[] => [...new Set([...measures, ...groups, ...targets])]

type Asked = { cues: Cues; table: Table; previous?: Request }

function ofTable(question: string, asked: Asked): Understood {
  const removal = asRemoval(question)
  const understood =
    removal === undefined
      ? ofRows(question, asked)
      : (withoutRows(removal, asked) ?? ofRows(removal, { ...asked, cues: readCues(removal, asked.cues.language) }))
  if (understood.kind !== 'request') return understood
  return { ...understood, request: stillWithout(question, understood.request, asked.previous) }
}

/** Rows are to go: the table without them, or what else is asked of the rest. Undefined where it is not rows that go. */
function withoutRows(question: string, { table, previous, ...asked }: Asked): Understood | undefined {
  const { language } = asked.cues
  const cues = readCues(question, language)
  const parts = readParts(question, table, cues)
  if (limitsByUnknown(parts) || cues.action === 'clean' || cues.action === 'duplicates') return undefined
  const conditions = staying(question, parts, table)
  if (!conditions) {
    const limit = 'cannot.delete'
    return speaksOfRows(question) ? { kind: 'cannot', language, table, limit, heard: heardIn(parts) } : undefined
  }
  const again = previous?.table.file === table.file ? (previous.removed ?? []) : []
  const rest = { ...parts, conditions: [...again, ...conditions] }
  if (rest.groups.length > 0 || cues.draws || (cues.aggregate ?? cues.frequency) !== undefined)
    return ofRows(question, { cues, table }, rest)
  const bare = { ...rest, measures: [], groups: [], targets: [] }
  const request =
    answeredWithout(question, { cues, table, ...(previous ? { previous } : {}) }, bare) ??
    requestOf(question, { cues, parts: bare, table, action: 'remove' })
  return { kind: 'request', language, request: complete(request) }
}

/** "Now without Oslo": the answer that stood before, of the rows that stay. */
const answeredWithout = (question: string, { cues, table, previous }: Asked, parts: Parts): Request | undefined =>
  previous && previous.action !== 'remove' && !speaksOfRows(question)
    ? followUp(question, { cues, parts, table, previous })
    : undefined

function ofRows(
  question: string,
  { cues, table, previous }: Asked,
  parts = readParts(question, table, cues),
): Understood {
  const { language } = cues
  const having = havingIn(question, parts, table)
  if (having) {
    const { aggregate, ...asked } = having
    const request = requestOf(question, {
      cues: { ...cues, aggregate },
      parts: { ...parts, unused: [] },
      table,
      action: 'having',
    })
    return { kind: 'request', language, request: complete({ ...request, ...asked, aggregate }) }
  }
  const rate = asRate(question, { cues, table }, parts)
  if (rate) return { kind: 'request', language, request: complete(rate) }
  const continued = previous && followUp(question, { cues, parts, table, previous })
  if (continued) return { kind: 'request', language, request: complete(continued) }
  const dated = byDate(question, { cues, parts, table })
  if (dated) return { kind: 'request', language, request: complete(dated) }
  const action = actionOf({ question, cues, parts, table })
  const unclear: Understood = { kind: 'unclear', language, table, unknown: parts.unknown, heard: heardIn(parts) }
  if (!action || isGuess(action, parts, cues) || isOfTheWorld(parts) || limitsByUnknown(parts)) return unclear
  const request = requestOf(question, { cues, parts, table, action })
  return lacksItsNumber(request) || isOfNothing(request, heardIn(parts))
    ? unclear
    : { kind: 'request', language, request: complete(request) }
}

/** How often a column of yes and no says yes: a mean for each group, or one part of the whole. */
function asRate(question: string, { cues, table }: Asked, parts: Parts): Request | undefined {
  const rate = rateIn(question, parts, table)
  if (!rate) return undefined
  const { action: _task, aggregate: _figure, ...others } = cues
  const grouped = rate.measures.length > 0
  const asked: Cues = grouped ? { ...others, aggregate: 'mean' } : { ...others, action: 'share' }
  const action = actionOf({ question, cues: asked, parts: rate, table }) ?? 'share'
  return requestOf(question, { cues: asked, parts: rate, table, action })
}

/** Words that nothing explains, and no column heard: the whole table is no answer to them. A count of the rows is, if that is said. */
const isOfNothing = ({ unused = [], conditions, aggregate, action, measures }: Request, heard: Column[]): boolean =>
  unused.length > 0 &&
  ((heard.length + conditions.length === 0 && aggregate !== 'count') ||
    (action === 'unique' && measures.every(({ role }) => role === 'id')))

/** "Who is the president of France?": a name that may stand anywhere, and words that stand nowhere. */
const isOfTheWorld = ({ measures, groups, targets, conditions, unknown }: Parts): boolean =>
  measures.length + groups.length + targets.length === 0 &&
  unknown.length > 0 &&
  conditions.length > 0 &&
  conditions.every(condition => condition.kind === 'lookup')

/** "Who was hired last", "the 5 most recent orders": rows in the order of their dates. */
function byDate(question: string, { cues, parts, table }: { cues: Cues; parts: Parts; table: Table }) {
  const time = parts.time ?? table.columns.find(column => column.role === 'time')
  const { byDate: order, aggregate, frequency, limit = 10 } = cues
  if (!order || !time || parts.measures.length > 0 || aggregate !== undefined || frequency !== undefined)
    return undefined
  return requestOf(question, {
    cues: { ...cues, order, limit, sorts: true },
    parts: { ...parts, measures: [time], groups: [], targets: [] },
    table,
    action: 'rows',
  })
}

/** A number of something that the data does not have: no other number may stand in for it. */
const isGuess = (action: Action, { measures, targets, unknown }: Parts, { aggregate }: Cues): boolean =>
  action === 'value' &&
  measures.length === 0 &&
  targets.length === 0 &&
  aggregate !== 'count' &&
  aggregate !== 'distinct' &&
  unknown.length > 0

/** "The highest price" is one number; "the product with the highest price" is a ranking. */
const extremeOf = (action: Action, { order }: Cues): Aggregate | undefined =>
  action !== 'value' || order === undefined ? undefined : order === 'least' ? 'min' : 'max'

/** "Orders per month", "total orders", "the region with the most orders": the rows themselves are counted. */
function countsRows(action: Action, { cues, parts, table }: { cues: Cues; parts: Parts; table: Table }): boolean {
  const { measures, targets, groups } = parts
  const isRow = (column: Column) => column.role === 'id' && column.distinct >= table.rows * 0.98
  if (measures.length > 0 || !targets.some(isRow)) return false
  if (cues.aggregate === 'sum') return cues.totals
  if (action === 'rank') return cues.aggregate === undefined && groups.length > 0
  return cues.aggregate === undefined && ['trend', 'group', 'share', 'pivot'].includes(action)
}

/** "How many units" adds the units up; "how many orders" counts rows. */
function aggregateOf(action: Action, cues: Cues, measures: Column[]): Aggregate | undefined {
  const adds =
    cues.aggregate === 'count' &&
    measures.length > 0 &&
    measures.every(column => column.role === 'measure' && column.additive)
  return adds ? 'sum' : (cues.aggregate ?? extremeOf(action, cues))
}

/** Whether columns that were only spoken of are groups. */
function spokenGroups(action: Action, { groups, conditions }: Parts, counts: boolean): boolean {
  if (action === 'pivot') return true
  if (groups.length > 0) return false
  if (action === 'share') return conditions.length === 0
  return action === 'rank' || action === 'group' || (action === 'trend' && !counts)
}

/** Columns that were only spoken of become groups or measures, as the task needs them. */
function columnsOf(
  action: Action,
  parts: Parts,
  { cues, table }: { cues: Cues; table: Table },
): Pick<Request, 'measures' | 'groups'> {
  const counts = cues.aggregate === 'count' || cues.aggregate === 'distinct'
  const spoken = parts.targets.filter(
    column => !parts.groups.includes(column) && (column.role !== 'id' || action === 'rank'),
  )
  const isEmpty =
    action === 'value' &&
    !counts &&
    parts.targets.length > 0 &&
    (parts.targets.every(column => column.missing >= table.rows) || isOfWords(cues, table))
  const direct = action === 'value' ? counts || isEmpty || cues.aggregate === undefined : DIRECT.includes(action)
  return {
    groups: spokenGroups(action, parts, counts) ? [...parts.groups, ...spoken] : parts.groups,
    measures:
      parts.measures.length > 0 || !direct ? parts.measures : isEmpty ? parts.targets.map(asNumber) : parts.targets,
  }
}

const asksForPeak = ({ order, action, within }: Cues): boolean =>
  order !== undefined && (action === undefined || within !== undefined)

/** Nothing tells what a column without a value was to hold; who asks for its mean takes it for numbers. */
/** A mean is asked for, and there is no column of numbers: what can be read of the words is, and the rest is told. */
const isOfWords = ({ aggregate }: Cues, table: Table): boolean =>
  aggregate !== undefined && aggregate !== 'sum' && !stored(table).some(column => column.role === 'measure')

const asNumber = (column: Column): Column => ({ ...column, role: 'measure', convert: 'number' })

/** Tasks that are done on a column of any kind. */
const DIRECT: Action[] = ['distribution', 'normality', 'outliers', 'missing', 'unique', 'duplicates']

function requestOf(
  question: string,
  { cues, parts, table, action }: { cues: Cues; parts: Parts; table: Table; action: Action },
): Request {
  const columns = columnsOf(action, parts, { cues, table })
  return {
    action,
    table,
    language: cues.language,
    ...columns,
    aggregate: countsRows(action, { cues, parts, table }) ? 'count' : aggregateOf(action, cues, columns.measures),
    ...(parts.time ? { time: parts.time } : {}),
    ...(cues.frequency ? { frequency: cues.frequency } : {}),
    growth: cues.growth,
    cumulative: cues.cumulative,
    conditions: parts.conditions,
    order: cues.order ?? 'most',
    ...(cues.limit ? { limit: cues.limit } : {}),
    ...(cues.chart ? { chart: cues.chart } : {}),
    outputs: cues.outputs,
    ...(cues.fileName ? { fileName: cues.fileName } : {}),
    zScore: cues.zScore,
    style: cues.style,
    newColumns: newColumnsIn(question, table),
    terms: termsOf(question, action),
    ...(action === 'rank' && parts.each && columns.groups.length === 2 ? { each: parts.each } : {}),
    sorted: cues.sorts,
    peak: action === 'trend' && asksForPeak(cues) && columns.groups.every(column => column.role === 'time'),
    ...(cues.within ? { within: cues.within } : {}),
    assumptions: [...parts.assumptions],
    unknown: parts.unknown,
    unused: parts.unused,
    edits: cues.edits,
  }
}

const termsOf = (question: string, action: Action): string[] => {
  if (action === 'normality') return /\bskew/i.test(question) ? ['skew'] : []
  if (action === 'clean') return /\b(?:fill|impute)/i.test(question) ? ['fill'] : []
  return action === 'rows' &&
    /\b(?:last|letzten?|dernières|últimas) \w+ (?:rows?|records?|lines?|entries)/i.test(question)
    ? ['last']
    : []
}

const noParts = (): Parts => ({
  measures: [],
  groups: [],
  targets: [],
  conditions: [],
  ranked: false,
  assumptions: [],
  mentions: [],
  tokens: [],
  unknown: [],
  unused: [],
})

function documentRequest(question: string, table: Table, cues: Cues): Request {
  const asked = requestOf(question, { cues, table, action: 'document', parts: noParts() })
  return { ...asked, terms: searchTerms(question) }
}

function sheetsRequest(question: string, cues: Cues, { table, known }: { table: Table; known: Table[] }): Request {
  const sheetTables = known.filter(each => fileName(each) === fileName(table))
  const main = sheetTables.find(each => each.file === fileName(table)) ?? table
  return { ...requestOf(question, { cues, table: main, action: 'sheets', parts: noParts() }), sheetTables }
}
