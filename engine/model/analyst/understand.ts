/** From a question, the tables there are, and what was asked before, to one request. Pure: the same in, the same out. */
import { actionOf } from './action.ts'
import { readCues, type Cues } from './cues.ts'
import { followUp } from './follow-up.ts'
import { mainMeasure, readParts, type Parts } from './parts.ts'
import type { Action, Aggregate, Request } from './request.ts'
import { chooseTable } from './choose-table.ts'
import { isDocument, type Column, type Table } from './table.ts'
import { newColumnsIn } from './new-columns.ts'
import { split, stem } from './words.ts'

export type Understood =
  | { kind: 'request'; request: Request }
  | { kind: 'unclear'; table?: Table; heard: string[] }
  | { kind: 'greeting'; table?: Table }
  | { kind: 'about'; table?: Table }
  | { kind: 'no file' }

export function understand(question: string, tables: Table[], previous?: Request): Understood {
  const cues = readCues(question)
  const uploads = tables.filter(table => !table.generated)
  const known = uploads.length > 0 ? uploads : tables
  if (cues.greets) return { kind: 'greeting', ...(known[0] ? { table: known[0] } : {}) }
  if (cues.asksHelp) return { kind: 'about', ...(known[0] ? { table: known[0] } : {}) }
  const table = chooseTable(question, known, { cues, ...(previous ? { previous } : {}) })
  if (!table) return { kind: 'no file' }
  if (isDocument(table)) return { kind: 'request', request: documentRequest(question, table, cues) }
  const parts = readParts(question, table, cues)
  const continued = previous && followUp(question, { cues, parts, table, previous })
  if (continued) return { kind: 'request', request: finish(continued) }
  const action = actionOf({ question, cues, parts, table })
  if (!action) return { kind: 'unclear', table, heard: heardIn(question, table) }
  return { kind: 'request', request: finish(requestOf(question, { cues, parts, table, action })) }
}

const heardIn = (question: string, table: Table): string[] => {
  const parts = readParts(question, table, readCues(question))
  return [...parts.measures, ...parts.groups, ...parts.targets].map(column => column.name)
}

/** "The highest price" is one number; "the product with the highest price" is a ranking. */
const extremeOf = (action: Action, { order }: Cues): Aggregate | undefined =>
  action !== 'value' || order === undefined ? undefined : order === 'least' ? 'min' : 'max'

/** Columns that were only spoken of become groups or measures, as the task needs them. */
function columnsOf(action: Action, parts: Parts): Pick<Request, 'measures' | 'groups'> {
  const grouping = ['group', 'rank', 'share', 'trend'].includes(action) && parts.groups.length === 0
  const spoken = grouping || action === 'pivot' ? parts.targets.filter(column => !parts.groups.includes(column)) : []
  const groups = [
    ...parts.groups,
    ...(action === 'share' && parts.conditions.length > 0 ? spoken.filter(column => column.role !== 'id') : spoken),
  ]
  const direct = ['distribution', 'outliers', 'missing', 'unique', 'value', 'duplicates'].includes(action)
  return { groups, measures: parts.measures.length > 0 || !direct ? parts.measures : parts.targets }
}

function requestOf(
  question: string,
  { cues, parts, table, action }: { cues: Cues; parts: Parts; table: Table; action: Action },
): Request {
  const columns = columnsOf(action, parts)
  return {
    action,
    table,
    ...columns,
    aggregate: cues.aggregate ?? extremeOf(action, cues),
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
    peak: action === 'trend' && cues.order !== undefined && cues.action === undefined,
    assumptions: [...parts.assumptions],
    edits: cues.edits,
  }
}

function documentRequest(question: string, table: Table, cues: Cues): Request {
  const terms = [...new Set(split(question).filter(word => word.length > 3 || /\d/.test(word)))].map(stem)
  const parts: Parts = {
    measures: [],
    groups: [],
    targets: [],
    conditions: [],
    ranked: false,
    assumptions: [],
    mentions: [],
    tokens: [],
  }
  return { ...requestOf(question, { cues, table, action: 'document', parts }), terms }
}

const additive = (column: Column | undefined): Aggregate => (column?.additive ? 'sum' : 'mean')

/** Fills in what was left open, each time saying so. */
function finish(request: Request): Request {
  const finished = { ...request, assumptions: [...request.assumptions] }
  nameMeasure(finished)
  const { action, measures } = finished
  if (finished.aggregate === undefined && measures.length > 0 && action !== 'value')
    finished.aggregate = additive(measures[0])
  if (action === 'share' && finished.aggregate !== 'count') finished.aggregate = measures.length > 0 ? 'sum' : 'count'
  latestOnly(finished)
  return finished
}

function nameMeasure(request: Request): void {
  const { action, groups, table, aggregate, conditions } = request
  const needsNumber = ['trend', 'rank', 'group', 'pivot', 'share'].includes(action) && request.measures.length === 0
  if (!needsNumber || aggregate === 'count' || aggregate === 'distinct') return
  const main = mainMeasure(table)
  const counting =
    (groups.length > 0 && (action === 'group' || action === 'share') && !main?.additive) ||
    (action === 'share' && conditions.length > 0)
  if (main && !counting) {
    request.measures = [main]
    request.assumptions.push(`no number was named, so ${main.name} is used`)
  } else request.aggregate = 'count'
}

/** In a panel (country × year) a question without a time means the latest one, where adding up years would be wrong. */
function latestOnly(request: Request): void {
  const { table, measures, conditions, action, groups } = request
  const { panel } = table
  if (!panel || !['rank', 'group', 'value', 'share', 'pivot', 'rows', 'scatter', 'compare'].includes(action)) return
  const timed =
    conditions.some(condition => ['time', 'calendar', 'recent', 'latest'].includes(condition.kind)) ||
    groups.some(column => column.role === 'time') ||
    request.frequency !== undefined
  if (
    timed ||
    !(panel.time.yearOnly || measures.some(column => column.stock)) ||
    (measures.length > 0 && !measures.some(column => column.stock))
  )
    return
  if (action === 'value' && request.aggregate === 'distinct') return
  request.conditions = [...conditions, { kind: 'latest', column: panel.time }]
  request.assumptions.push(
    `the table holds each ${panel.entity.name} once per ${panel.time.name}, so only the latest ${panel.time.name} is used`,
  )
}
