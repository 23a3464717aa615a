/** From a question, the tables there are, and what was asked before, to one request. Pure: the same in, the same out. */
import { actionOf } from './action.ts'
import { complete, lacksItsNumber } from './complete.ts'
import { requestOf, type Reading } from './build-request.ts'
import { readCues, type Cues } from './cues.ts'
import { bestOfEach } from './best-of-each.ts'
import { ofStock } from './stock-value.ts'
import { byDate, countOfPeriods, lastHeld } from './dated-figures.ts'
import { isCountOfFlag, rateIn, rateOfRows } from './flag-rate.ts'
import { followUp } from './follow-up.ts'
import { readParts, type Parts } from './parts.ts'
import type { Action, Request } from './request.ts'
import { absenceIn, type Absence } from './absence.ts'
import { chooseTable, documentsMeant, withoutSheet } from './choose-table.ts'
import { isNoMore, isOfNothing } from './guesses.ts'
import { havingIn } from './having.ts'
import { limitOf, type Limit } from './limits.ts'
import { fileName, isDocument, isUnread, stored, type Column, type Table } from './table.ts'
import { searchTerms } from './intents/document.ts'
import { asksForSheets } from './intents/sheets.ts'
import { isThanks } from './thanks.ts'
import { asRemoval, clausesOf, speaksOfOutliers, speaksOfRows, staying, stillWithout } from './removal.ts'
import { withMeant } from './meant-figures.ts'
import { limitsByUnknown } from './unknown-words.ts'
import { withNames } from './names-of-ids.ts'
import { ofSign } from './signed-amounts.ts'
import { askedWhy, brokenDown } from './why.ts'
import { languageOf } from './say/language.ts'
import { inAnotherLanguage, inAnotherScript } from './say/other-languages.ts'
import { inEnglish } from './say/phrases.ts'
import { sentence, type Language } from './say/say.ts'
import { withoutSlips } from './slips.ts'

export type Understood =
  | { kind: 'request'; language: Language; request: Request }
  | {
      kind: 'unclear'
      language: Language
      table: Table
      unknown: string[]
      heard: Column[]
      /** A value that several columns hold. */
      several?: { value: string; columns: Column[] }
    }
  | { kind: 'greeting' | 'about' | 'thanks'; language: Language; table?: Table }
  | { kind: 'cannot'; language: Language; table: Table; limit: Limit; heard: Column[] }
  | { kind: 'no file' | 'long'; language: Language }
  /** In a language that none of the rules reads: said so in it. */
  | { kind: 'foreign'; language: Language; says: string; table?: Table }
  /** A picture, a program: nothing that rows or sentences could be read from. */
  | { kind: 'unread'; language: Language; table: Table }

/**
 * The rules look at a question again and again, some at each of its words as often as it has words: of pages of text they would keep the
 * whole server waiting.
 */
export const MOST_CHARACTERS = 2000

/** `asked` in any of the languages; a short follow-up is in that of the question before. */
export function understand(asked: string, tables: Table[], previous?: Request): Understood {
  const short = asked.length <= MOST_CHARACTERS
  const foreign = short ? inAnotherScript(asked, tables) : undefined
  if (foreign !== undefined) return { kind: 'foreign', language: 'en', says: foreign, ...tableOf(tables) }
  const why = short && tables.length > 0 ? askedWhy(asked) : undefined
  const understood = why === undefined ? inWords(asked, tables, previous) : whyOf(why, asked, { tables, previous })
  const isLost = understood.kind === 'unclear' || understood.kind === 'no file'
  const says = isLost ? inAnotherLanguage(asked) : undefined
  return says === undefined ? understood : { kind: 'foreign', language: 'en', says, ...tableOf(tables) }
}

const tableOf = (tables: Table[]): { table?: Table } => {
  const table = tables.filter(each => !each.generated && !isUnread(each)).at(-1)
  return table ? { table } : {}
}

type Before = { tables: Table[]; previous: Request | undefined }

/** The figure that is asked about, or that of the answer before, parted by one more column. */
function whyOf(rest: string, asked: string, { tables, previous }: Before): Understood {
  const of = rest === '' ? undefined : inWords(rest, tables, previous)
  if (of && of.kind !== 'request') return of
  const language = languageOf(asked) ?? previous?.language ?? 'en'
  const figure = of?.request ?? previous
  const request = figure && brokenDown({ ...figure, language })
  if (request) return { kind: 'request', language, request }
  // A text may well say why, and a task that gives no figure answers for itself.
  return of ? inWords(asked, tables, previous) : withoutReasons(language, figure?.table ?? tableOf(tables).table)
}

const withoutReasons = (language: Language, table: Table | undefined): Understood =>
  table ? { kind: 'cannot', language, table, limit: 'cannot.why', heard: [] } : { kind: 'no file', language }

function inWords(asked: string, tables: Table[], previous?: Request): Understood {
  const language = languageOf(asked.slice(0, MOST_CHARACTERS)) ?? previous?.language ?? 'en'
  if (asked.length > MOST_CHARACTERS) return { kind: 'long', language }
  const whole = inEnglish(asked, language, tables)
  const heard = readCues(whole, language)
  const uploads = tables.filter(table => !table.generated)
  const known = uploads.length > 0 ? uploads : tables
  const newest = known.at(-1)
  const talk = talkIn(asked, heard)
  if (talk) return { kind: talk, language, ...(newest ? { table: newest } : {}) }
  const absence = absenceIn(whole, known, heard)
  if (absence) return withoutPartner(absence, language)
  const table = chooseTable(whole, known, { cues: heard, ...(previous ? { previous } : {}) })
  if (!table) return { kind: 'no file', language }
  if (asksForSheets(asked, whole, table))
    return { kind: 'request', language, request: sheetsRequest(whole, heard, { table, known }) }
  if (isUnread(table)) return { kind: 'unread', language, table }
  const understood = inTable([asked, whole], { cues: heard, table, ...(previous ? { previous } : {}) }, known)
  return understood.kind === 'request' ? { ...understood, request: withNames(understood.request, known) } : understood
}

/** The rows without a partner: counted, parted by what they hold, or shown. */
function withoutPartner({ table, question, condition }: Absence, language: Language): Understood {
  const cues = readCues(question, language)
  const read = readParts(question, table, cues)
  const parts = { ...read, measures: [], targets: [], conditions: [...read.conditions, condition] }
  const heard = heardIn(read)
  if (limitsByUnknown(read)) return { kind: 'unclear', language, table, unknown: read.unknown, heard }
  const counts = cues.aggregate === 'count' || cues.aggregate === 'distinct'
  const action: Action = read.groups.length > 0 ? 'group' : counts ? 'value' : 'rows'
  const asked: Cues = { ...cues, aggregate: 'count' }
  return { kind: 'request', language, request: complete(requestOf(question, { cues: asked, parts, table, action })) }
}

/** Nothing to compute is asked for. */
function talkIn(asked: string, { greets, asksHelp }: Cues): 'thanks' | 'greeting' | 'about' | undefined {
  if (isThanks(asked)) return 'thanks'
  if (greets) return 'greeting'
  return asksHelp ? 'about' : undefined
}

function inTable(
  [typed, whole]: [string, string],
  { cues: heard, table, previous }: Asked,
  known: Table[],
): Understood {
  const { language } = heard
  const question = withoutSheet(whole, table)
  const cues = question === whole ? heard : readCues(question, language)
  if (isDocument(table)) {
    const request = documentRequest(question, { cues, documents: documentsMeant(whole, table, known) })
    return { kind: 'request', language, request }
  }
  const limit = limitOf([typed, question], table, cues)
  if (limit) return { kind: 'cannot', language, table, limit, heard: heardIn(readParts(question, table, cues)) }
  const { meant, slips } = withoutSlips(question, table, cues)
  const asked: Asked = {
    cues: slips.length > 0 ? readCues(meant, language) : cues,
    table,
    ...(previous ? { previous } : {}),
  }
  const understood = ofTable(meant, asked)
  if (understood.kind !== 'request' || slips.length === 0) return understood
  const read = slips.map(slip => sentence(language, 'assume.slip', slip))
  const { request } = understood
  return { ...understood, request: { ...request, assumptions: [...read, ...request.assumptions] } }
}

/** The columns that a question names, whatever it wants of them. */
const heardIn = ({ measures, groups, targets }: Parts): Column[] => [...new Set([...measures, ...groups, ...targets])]

type Asked = { cues: Cues; table: Table; previous?: Request }

function ofTable(question: string, asked: Asked): Understood {
  const removal = asRemoval(question)
  const understood =
    removal === undefined
      ? ofRows(question, asked)
      : (withoutRows(removal, question, asked) ??
        ofRows(removal, { ...asked, cues: readCues(removal, asked.cues.language) }))
  if (understood.kind !== 'request') return understood
  return { ...understood, request: stillWithout(question, understood.request, asked.previous) }
}

/** Rows are to go: the table without them, or what else is asked of the rest. Undefined where it is not rows that go. */
function withoutRows(removal: string, question: string, asked: Asked): Understood | undefined {
  const { table, previous } = asked
  const { language } = asked.cues
  const { going, wanted } = clausesOf(removal)
  const cues = cuesOfGoing(going, language)
  const parts = readParts(going, table, cues)
  if (limitsByUnknown(parts) || /^(?:clean|duplicates)$/.test(cues.action ?? '')) return undefined
  const before = previous?.table.file === table.file ? previous : undefined
  const rest = restOf(wanted, asked)
  const numbers = numbersMeant(table, rest?.parts, before)
  if (speaksOfOutliers(going) && parts.measures.length === 0 && numbers.length !== 1)
    return { kind: 'unclear', language, table, unknown: [], heard: numbers }
  const conditions = staying(going, parts, numbers)
  if (!conditions) return speaksOfRows(going) ? deletesNothing(language, table, parts) : undefined
  const stay = [...(before?.removed ?? []), ...conditions]
  if (!rest) return ofStaying(going, { cues, parts: { ...parts, conditions: stay }, table }, { question, asked })
  const unused = [...parts.unused, ...rest.parts.unused]
  const limited = { ...rest.parts, unused, conditions: [...stay, ...rest.parts.conditions] }
  return ofRows(rest.question, { cues: rest.cues, table }, limited)
}

const deletesNothing = (language: Language, table: Table, parts: Parts): Understood => ({
  kind: 'cannot',
  language,
  table,
  limit: 'cannot.delete',
  heard: heardIn(parts),
})

/** One sentence says what goes and asks no more, or asks for a figure of the rest in passing. */
function ofStaying(
  going: string,
  { cues, parts, table }: Reading,
  { question, asked }: { question: string; asked: Asked },
): Understood {
  if (parts.groups.length > 0 || cues.draws || (cues.aggregate ?? cues.frequency) !== undefined)
    return ofRows(going, { cues, table }, parts)
  const bare = { ...parts, measures: [], groups: [], targets: [] }
  const request =
    answeredWithout(question, { ...asked, cues }, bare) ??
    requestOf(going, { cues, parts: bare, table, action: 'remove' })
  return { kind: 'request', language: cues.language, request: complete(request) }
}

/** The first that were named at all, else all there are. */
function numbersMeant(table: Table, ...named: ({ measures: Column[] } | undefined)[]): Column[] {
  const said = named.flatMap(each => (each && each.measures.length > 0 ? [each.measures] : []))
  return said[0] ?? stored(table).filter(({ role }) => role === 'measure')
}

/** Outliers and gaps say which rows go, and are not asked for. */
function cuesOfGoing(going: string, language: Language): Cues {
  const { action, ...cues } = readCues(going, language)
  return action === undefined || action === 'outliers' || action === 'missing' ? cues : { ...cues, action }
}

/** What is asked of the rows that stay, where something is. */
function restOf(question: string | undefined, { cues: { language }, table }: Asked) {
  if (question === undefined) return undefined
  const cues = readCues(question, language)
  return { question, cues, parts: readParts(question, table, cues) }
}

/** "Now without Oslo": the answer that stood before, of the rows that stay. */
const answeredWithout = (question: string, { cues, table, previous }: Asked, parts: Parts): Request | undefined =>
  previous && previous.action !== 'remove' && !speaksOfRows(question)
    ? followUp(question, { cues, parts, table, previous })
    : undefined

function ofRows(question: string, asked: Asked, read = readParts(question, asked.table, asked.cues)): Understood {
  const { table } = asked
  if (read.several) {
    const { several } = read
    return { kind: 'unclear', language: asked.cues.language, table, unknown: [], heard: several.columns, several }
  }
  const stock = ofStock(question, { cues: asked.cues, parts: read }, table)
  if (!stock) return { kind: 'unclear', language: asked.cues.language, table, unknown: ['value'], heard: heardIn(read) }
  const meant = withMeant(question, { ...ofSign(question, stock, table), table })
  if ('heard' in meant)
    return {
      kind: 'unclear',
      language: asked.cues.language,
      table,
      unknown: meant.unknown ?? read.unused,
      heard: meant.heard,
    }
  return answered(question, asked, meant)
}

function answered(question: string, { table, previous }: Asked, reading: Reading): Understood {
  const { cues, parts } = reading
  const { language } = cues
  const unclear: Understood = { kind: 'unclear', language, table, unknown: parts.unknown, heard: heardIn(parts) }
  const request = requestIn(question, reading, previous)
  const placed = request && atPlace(request, cues)
  return placed ? { kind: 'request', language, request: complete(placed) } : unclear
}

/** Undefined where nothing is understood. */
function requestIn(question: string, reading: Reading, previous?: Request): Request | undefined {
  const { cues, parts, table } = reading
  const found =
    havingOf(question, reading) ??
    asRate(question, { cues, table }, parts) ??
    (previous && followUp(question, { ...reading, previous })) ??
    bestOfEach(question, reading) ??
    byDate(question, reading) ??
    lastHeld(question, reading)
  if (found) return found
  const action = actionOf({ question, ...reading })
  const periods = action === 'value' ? countOfPeriods(question, reading) : undefined
  if (!action || (!periods && isNoMore(question, action, reading))) return undefined
  const request = periods ?? requestOf(question, { ...reading, action })
  return lacksItsNumber(request) || isOfNothing(request, heardIn(parts)) ? undefined : request
}

/** "The second best": of a ranking, or of the rows where their highest number is asked for. Undefined of anything else. */
function atPlace(request: Request, { place }: Cues): Request | undefined {
  if (place === undefined) return request
  const { action, aggregate, measures, table, each } = request
  if (action === 'rank' && !each) return { ...request, place, limit: place }
  if (action !== 'value' || measures.length !== 1 || table.panel) return undefined
  if (aggregate !== 'max' && aggregate !== 'min') return undefined
  const { aggregate: _extreme, ...ranked } = request
  return { ...ranked, action: 'rank', groups: [], place, limit: place }
}

/** Groups by their figure: "customers with more than 15 orders". */
function havingOf(question: string, { cues, parts, table }: Reading): Request | undefined {
  const having = havingIn(question, parts, table)
  if (!having) return undefined
  const { aggregate, ...asked } = having
  const reading = { cues: { ...cues, aggregate }, parts: { ...parts, unused: [] }, table }
  return { ...requestOf(question, { ...reading, action: 'having' }), ...asked, aggregate }
}

/** How often a column of yes and no says yes: a mean for each group, or one part of the whole. */
function asRate(question: string, { cues, table }: Asked, parts: Parts): Request | undefined {
  if (limitsByUnknown(parts)) return undefined
  const rate = rateIn(question, parts, table) ?? rateOfRows(cues, parts)
  if (!rate) return isCountOfFlag(cues, parts) ? countOfFlag(question, { cues, table }, parts) : undefined
  const { action: _task, aggregate: _figure, ...others } = cues
  const grouped = rate.measures.length > 0
  const asked: Cues = grouped ? { ...others, aggregate: 'mean' } : { ...others, action: 'share' }
  const action = actionOf({ question, cues: asked, parts: rate, table }) ?? 'share'
  return requestOf(question, { cues: asked, parts: rate, table, action })
}

function countOfFlag(question: string, { cues, table }: Asked, { measures: _flag, ...others }: Parts): Request {
  const reading = { cues: { ...cues, aggregate: 'count' } as const, parts: { ...others, measures: [] }, table }
  return requestOf(question, { ...reading, action: actionOf({ question, ...reading }) ?? 'value' })
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

function documentRequest(
  question: string,
  { cues, documents: [table, ...others] }: { cues: Cues; documents: [Table, ...Table[]] },
): Request {
  const asked = requestOf(question, { cues, table, action: 'document', parts: noParts() })
  return { ...asked, terms: searchTerms(question), ...(others.length > 0 ? { documents: others } : {}) }
}

function sheetsRequest(question: string, cues: Cues, { table, known }: { table: Table; known: Table[] }): Request {
  const sheetTables = known.filter(each => fileName(each) === fileName(table))
  const main = sheetTables.find(each => each.file === fileName(table)) ?? table
  return { ...requestOf(question, { cues, table: main, action: 'sheets', parts: noParts() }), sheetTables }
}
