/** "now only for 2023", "as a bar chart", "save it as Excel", "and by region?": the earlier request with one thing changed. */
import type { Cues } from './cues.ts'
import { says } from './naming.ts'
import { asMeasure, newColumnsIn } from './new-columns.ts'
import type { Parts } from './parts.ts'
import type { Action, Condition, NewColumn, Request } from './request.ts'
import { fileName, type Column, type Table } from './table.ts'
import { limitsByUnknown } from './unknown-words.ts'
import { split, stem, type Token } from './words.ts'

type World = { cues: Cues; parts: Parts; table: Table; previous: Request }

const STARTS_BACK =
  /^\s*(?:please |ok(?:ay)?,? |bitte )*(?:now|and|also|then|what about|how about|but|only|just|same|instead|make it|do (?:it|the same|that)|as |und|jetzt|nur|use|sort|without|split|break (?:it|that|this) down|put|show (?:it|that|this|me (?:it|that|only)|only)|save (?:it|that|this|them|as|the (?:result|table|chart))|export (?:it|that|this|them|as|the (?:result|table|chart))|plot (?:it|that|this)|add|change|rename|update|modify|fix|filter (?:it|that|this|for|by|to|only))\b/i
const REFERS =
  /\b(?:it|that|this|them|those|these|the (?:results?|chart|plot|graph|table|same|title|bars?|lines?|colou?rs?)|instead|das|es)\b(?! (?:file|data|dataset|table of|csv))/i
const SHORT = /^\s*(?:for|in|by|per|since|between|from|top|bottom|nach|für)\b/i
const FRESH: Action[] = [
  'overview',
  'clean',
  'missing',
  'duplicates',
  'correlation',
  'outliers',
  'document',
  'unique',
  'pivot',
  'scatter',
  'distribution',
  'normality',
  'rows',
]

const ALL_AGAIN =
  /\bat any time\b|\bfor (?:all|everything|every (?:year|region))|without (?:the |any )?filters?|all data\b/i

/** Says what task it wants by itself. */
function asksAnew(question: string, { cues, parts, previous }: World): boolean {
  const { action } = cues
  if (ALL_AGAIN.test(question)) return false
  if (cues.draws && action === undefined && previous.action === 'rows') return true
  if (action === undefined || action === previous.action || !FRESH.includes(action) || cues.edits) return false
  if (cues.chart !== undefined && ['distribution', 'scatter'].includes(action) && parts.mentions.length === 0)
    return previous.action === 'overview'
  return !(action === 'overview' && cues.outputs.length > 0 && parts.mentions.length === 0)
}

const COUNTS_ROWS = /\b(?:how many|number of|wie ?viele|anzahl(?: der)?) (?:rows|records|lines|entries)\b/i

/** Names a number and what to do with it. */
const standsAlone = (question: string, { cues, parts, table }: World): boolean =>
  COUNTS_ROWS.test(question) ||
  (parts.conditions.length > 0 &&
    !/^\s*(?:and |but |now )?(?:only|just|without|except|excluding)\b/i.test(question) &&
    parts.targets.some(column => column.role === 'id' && column.distinct >= table.rows * 0.98)) ||
  (parts.measures.length > 0 &&
    (parts.groups.length > 0 ||
      [cues.frequency, cues.aggregate, cues.order, cues.action].some(cue => cue !== undefined)))

const changesSomething = ({ cues, parts }: World, starts: boolean): boolean =>
  cues.outputs.length > 0 ||
  parts.conditions.length > 0 ||
  parts.groups.length > 0 ||
  Object.keys(cues.style).length > 0 ||
  [cues.edits, cues.growth, cues.cumulative, cues.draws, starts && cues.order !== undefined].includes(true) ||
  [cues.chart, cues.frequency, cues.limit, cues.aggregate].some(cue => cue !== undefined)

/** "Draw me a cat", "make it prettier": what is to change is in no word that is known, and the answer before is none to it. */
function isLostOn(question: string, { cues, parts, table }: World): boolean {
  if (parts.unused.length === 0 && !cues.edits) return false
  if (limitsByUnknown(parts) && cues.outputs.length === 0) return true
  const { outputs, style, growth, cumulative, chart, frequency, limit, aggregate, order } = cues
  const said = [chart, frequency, limit, aggregate, order].some(cue => cue !== undefined)
  const columns = [parts.measures, parts.groups, parts.targets, parts.conditions, newColumnsIn(question, table)]
  const named = [outputs, Object.keys(style), ...columns].some(({ length }) => length > 0)
  return !(said || named || growth || cumulative || ALL_AGAIN.test(question))
}

const namesNothing = ({ parts }: World): boolean =>
  parts.measures.length === 0 && (parts.targets.length === 0 || parts.groups.length > 0)

const BACK = /^(?:results?|answers?|findings?|numbers?|figures?|ergebnis\w*|antwort\w*)$/i

/** "Make a Word report of the marks": saves something that it names itself, and not the answer before. */
function savesOther({ cues, parts, table }: World): boolean {
  const own = new Set(split(fileName(table).replace(/\.[^.]+$/, '')).map(stem))
  const isAbout = (at: number): boolean => {
    const before = parts.tokens
      .slice(0, at)
      .filter(({ lower }) => !/^(?:the|all|my|our|these|die|den|der)$/.test(lower))
    return /^(?:of|on|about|von|über)$/.test(before.at(-1)?.lower ?? '')
  }
  const isOther = ({ kind, text, lower, start }: Token, at: number): boolean =>
    kind === 'word' &&
    !isRangeAt(cues.taken, start) &&
    !BACK.test(text) &&
    (own.has(stem(lower)) || (parts.unknown.includes(text) && isAbout(at)))
  return cues.outputs.length > 0 && parts.tokens.some(isOther)
}

const WHOLE_TABLE = /\b(?:of|on|about|from) (?:the |my |our |all |whole |entire |full )*(?:data\w*|table|file|sheet)\b/i

const isRangeAt = (ranges: [number, number][], at: number): boolean =>
  ranges.some(([from, to]) => at >= from && at < to)

/** Without a word that points back, only a bare change is a follow-up: "for 2023", "by region", "as PDF". */
function bareChange(question: string, world: World): boolean {
  const { cues, parts } = world
  if (savesOther(world) || WHOLE_TABLE.test(question)) return false
  if ([cues.order, cues.aggregate].some(cue => cue !== undefined) || cues.action === 'rows' || !namesNothing(world))
    return false
  return parts.groups.length + parts.conditions.length + parts.targets.length === 0 || SHORT.test(question)
}

/** "Which month was the best, and what was its share of the year?" of what was followed over time before. */
const asksForPeak = ({ cues, parts, previous }: World): boolean =>
  previous.action === 'trend' &&
  cues.order !== undefined &&
  cues.limit === undefined &&
  (cues.frequency !== undefined || cues.within !== undefined) &&
  parts.measures.length + parts.groups.filter(column => column.role !== 'time').length === 0

const WHICH =
  /^\s*(?:and |so |ok(?:ay)?,? )*(?:which|what|who)(?: (?:one|ones|of (?:them|these|those)))?(?: (?:is|was|are|were|has|had|did|does|do|comes?|came|performs?|performed))+(?: out)?(?: the)?(?: (?:second|third))? (?:best|worst|highest|lowest|most|least|smallest|largest|biggest|fewest)\W*$/i

/** "Which one is the worst?" of the groups, or the points in time, that were told before. */
function asWhich(question: string, world: World): Request | undefined {
  const { cues, previous } = world
  if (!WHICH.test(question) || cues.order === undefined || !namesNothing(world)) return undefined
  if (previous.action === 'trend') return { ...merged(question, world), peak: true, ...withoutSeries(world) }
  // The last of the best five is not the worst of all.
  const isCut = (previous.limit ?? 1) > 1 && cues.order !== previous.order
  if (!['group', 'rank'].includes(previous.action) || previous.groups.length === 0 || isCut) return undefined
  const { limit: _one, ...again } = merged(question, world)
  return { ...again, action: 'rank', ...(previous.limit === undefined ? {} : { limit: previous.limit }) }
}

/** "For all data again": the earlier question without its conditions. */
const widens = (question: string, world: World): boolean => ALL_AGAIN.test(question) && namesNothing(world)

/** "As a percentage": of the figures of groups, what part each is. */
function asShares(question: string, world: World): Request | undefined {
  const { action, groups, aggregate } = world.previous
  if (!PERCENT.test(question) || !SHARED.includes(action) || groups.length === 0) return undefined
  return { ...merged(question, world), action: 'share', aggregate: aggregate === 'count' ? 'count' : 'sum' }
}

/** Undefined when the question stands on its own. */
export function followUp(question: string, world: World): Request | undefined {
  if (world.table.file !== world.previous.table.file || asksAnew(question, world)) return undefined
  if (isLostOn(question, world)) return undefined
  return asShares(question, world) ?? asWhich(question, world) ?? changed(question, world)
}

function changed(question: string, world: World): Request | undefined {
  if (asksForPeak(world)) return { ...merged(question, world), peak: true, ...withoutSeries(world) }
  const starts = STARTS_BACK.test(question)
  const sameAgain = starts && /\b(?:same|instead)\b/i.test(question)
  if (standsAlone(question, world) && !sameAgain) {
    return world.cues.edits && /\b(?:column|row|title|colou?r)\b/i.test(question) ? merged(question, world) : undefined
  }
  if (widens(question, world)) return merged(question, world)
  if (namesNothing(world) && !changesSomething(world, starts)) return undefined
  return starts || REFERS.test(question) || bareChange(question, world) ? merged(question, world) : undefined
}

const PERCENT =
  /^\s*(?:now |and |show (?:it|that|this) |jetzt |und )*(?:as|in|als|en) (?:an? |un |%)?(?:percent(?:age)?s?|per cent|prozent|pourcentages?|porcentajes?|%)\W*$/i
const SHARED: Action[] = ['group', 'rank', 'share', 'unique']

const withoutSeries = ({ cues, previous }: World): Partial<Request> => ({
  action: 'trend',
  groups: previous.groups.filter(column => column.role === 'time'),
  ...(cues.within ? { within: cues.within } : {}),
})

/** The chart that was to go is gone; the next answer has its own again. */
const chartOf = ({ chart }: Cues, previous: Request): Pick<Request, 'chart'> =>
  chart === undefined && previous.chart === 'none' ? { chart: undefined } : chart ? { chart } : {}

function merged(question: string, world: World): Request {
  const { cues, parts, previous, table } = world
  const extra = newColumnsIn(question, table)
  const groups = mergedGroups(question, parts, previous)
  return {
    ...previous,
    action: mergedAction(world, groups.length > 0),
    ...mergedMeasures(world, extra),
    groups,
    ...(cues.frequency ? { frequency: cues.frequency } : {}),
    language: cues.language,
    growth: previous.growth || cues.growth,
    each: undefined,
    place: undefined,
    peak: false,
    within: undefined,
    cumulative: previous.cumulative || cues.cumulative,
    conditions: ALL_AGAIN.test(question) ? parts.conditions : mergedConditions(previous.conditions, parts.conditions),
    order: cues.order ?? previous.order,
    ...(cues.limit ? { limit: cues.limit } : {}),
    ...chartOf(cues, previous),
    outputs: cues.outputs.length === 0 && cues.edits ? previous.outputs : cues.outputs,
    ...(cues.fileName ? { fileName: cues.fileName } : {}),
    style: { ...previous.style, ...cues.style },
    newColumns: [...previous.newColumns.filter(column => !extra.some(other => other.name === column.name)), ...extra],
    assumptions: [...parts.assumptions],
    unused: parts.unused,
    edits: cues.edits,
  }
}

function mergedMeasures({ cues, parts, previous }: World, extra: NewColumn[]): Pick<Request, 'measures' | 'aggregate'> {
  if (extra.length > 0) {
    const summed = ['group', 'trend'].includes(previous.action)
      ? extra.map(asMeasure).filter(column => column !== undefined)
      : []
    return { measures: [...previous.measures, ...summed], aggregate: previous.aggregate }
  }
  const measures = parts.measures.length > 0 ? parts.measures : previous.measures
  const kept = parts.measures.length > 0 && previous.aggregate === 'count' ? undefined : previous.aggregate
  return { measures, aggregate: cues.aggregate ?? kept }
}

function mergedGroups(question: string, parts: Parts, previous: Request): Request['groups'] {
  const isRow = (column: Column): boolean => column.role === 'id' && column.distinct >= previous.table.rows * 0.98
  const spoken = parts.targets.filter(column => !parts.groups.includes(column) && !isRow(column))
  const named = [...parts.groups, ...spoken]
  if (named.length === 0) return previous.groups
  const adds = /\b(?:also|additionally|too|as well|split|break|auch)\b/i.test(question)
  return adds && previous.action !== 'trend'
    ? [...previous.groups.filter(column => !named.includes(column)), ...named]
    : named
}

function mergedAction({ cues, parts, previous }: World, grouped: boolean): Action {
  if (cues.frequency && parts.time) return 'trend'
  if (cues.limit !== undefined && grouped) return 'rank'
  if (cues.action === 'share') return 'share'
  const byGroup = parts.groups.length > 0 || parts.targets.length > 0
  if (!byGroup || !['value', 'rows', 'overview', 'distribution', 'rank', 'compare'].includes(previous.action))
    return previous.action
  return parts.groups.some(column => column.role === 'time') ? 'trend' : 'group'
}

const about = (condition: Condition): string => {
  if (condition.kind === 'lookup') return 'lookup'
  if (condition.kind === 'rest' || condition.kind === 'empty') return `${condition.kind}:${says(condition, 'en')}`
  return ['time', 'calendar', 'recent', 'latest'].includes(condition.kind)
    ? `time:${condition.column.name}`
    : `value:${condition.column.name}`
}

/** A new condition replaces the earlier one about the same thing. */
function mergedConditions(earlier: Condition[], later: Condition[]): Condition[] {
  const again = new Set(later.map(about))
  return [...earlier.filter(condition => !again.has(about(condition))), ...later]
}
