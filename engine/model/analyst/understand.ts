/** From a question, the tables there are, and what was asked before, to one request. Pure: the same in, the same out. */
import { actionOf } from './action.ts'
import { complete } from './complete.ts'
import { readCues, type Cues } from './cues.ts'
import { followUp } from './follow-up.ts'
import { readParts, type Parts } from './parts.ts'
import type { Action, Aggregate, Request } from './request.ts'
import { chooseTable } from './choose-table.ts'
import { isDocument, stored, type Column, type Table } from './table.ts'
import { searchTerms } from './intents/document.ts'
import { newColumnsIn } from './new-columns.ts'
import { languageOf } from './say/language.ts'
import { inEnglish } from './say/phrases.ts'
import type { Language } from './say/say.ts'

export type Understood =
  | { kind: 'request'; language: Language; request: Request }
  | { kind: 'unclear'; language: Language; table: Table; unknown: string[] }
  | { kind: 'greeting' | 'about'; language: Language; table?: Table }
  | { kind: 'no file'; language: Language }

/** `asked` in any of the languages; a short follow-up is in that of the question before. */
export function understand(asked: string, tables: Table[], previous?: Request): Understood {
  const language = languageOf(asked) ?? previous?.language ?? 'en'
  const question = inEnglish(asked, language, tables)
  const cues = readCues(question, language)
  const uploads = tables.filter(table => !table.generated)
  const known = uploads.length > 0 ? uploads : tables
  const newest = known.at(-1)
  if (cues.greets || cues.asksHelp)
    return { kind: cues.greets ? 'greeting' : 'about', language, ...(newest ? { table: newest } : {}) }
  const table = chooseTable(question, known, { cues, ...(previous ? { previous } : {}) })
  if (!table) return { kind: 'no file', language }
  if (isDocument(table)) return { kind: 'request', language, request: documentRequest(question, table, cues) }
  return ofTable(question, { cues, table, ...(previous ? { previous } : {}) })
}

type Asked = { cues: Cues; table: Table; previous?: Request }

function ofTable(question: string, { cues, table, previous }: Asked): Understood {
  const { language } = cues
  const parts = readParts(question, table, cues)
  const continued = previous && followUp(question, { cues, parts, table, previous })
  if (continued) return { kind: 'request', language, request: complete(continued) }
  const action = actionOf({ question, cues, parts, table })
  if (!action || isGuess(action, parts, cues)) return { kind: 'unclear', language, table, unknown: parts.unknown }
  return { kind: 'request', language, request: complete(requestOf(question, { cues, parts, table, action })) }
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

/** "Orders per month", "employees by city": the rows themselves are counted. */
function countsRows(action: Action, { measures, targets }: Parts, table: Table): boolean {
  const isRow = (column: Column) => column.role === 'id' && column.distinct >= table.rows * 0.98
  return measures.length === 0 && ['trend', 'group', 'share', 'pivot'].includes(action) && targets.some(isRow)
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
const DIRECT: Action[] = ['distribution', 'outliers', 'missing', 'unique', 'duplicates']

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
    aggregate: aggregateOf(action, cues, columns.measures) ?? (countsRows(action, parts, table) ? 'count' : undefined),
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
    terms: action === 'clean' && /\b(?:fill|impute)/i.test(question) ? ['fill'] : [],
    sorted: cues.sorts,
    peak: action === 'trend' && asksForPeak(cues) && columns.groups.every(column => column.role === 'time'),
    ...(cues.within ? { within: cues.within } : {}),
    assumptions: [...parts.assumptions],
    unknown: parts.unknown,
    edits: cues.edits,
  }
}

function documentRequest(question: string, table: Table, cues: Cues): Request {
  const terms = searchTerms(question)
  const parts: Parts = {
    measures: [],
    groups: [],
    targets: [],
    conditions: [],
    ranked: false,
    assumptions: [],
    mentions: [],
    tokens: [],
    unknown: [],
  }
  return { ...requestOf(question, { cues, table, action: 'document', parts }), terms }
}
