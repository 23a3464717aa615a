/** "Delete the rows where …": which rows are to go, as conditions of those that stay. */
import type { Parts } from './parts.ts'
import type { Condition, Request } from './request.ts'
import { sentence, type Language } from './say/say.ts'
import { says } from './naming.ts'
import type { Column } from './table.ts'

const VERB = String.raw`(?:delete|drop|remove|erase|discard|exclude|eliminate|take out|filter out|leave out|weed out|get rid of|kick out|chuck out|dump|ditch|scrap|throw (?:out|away))`
const POLITE = String.raw`(?:(?:please|can|could|would|will|you|i|want|need|like|let(?:'|’)?s|let|us|me|to|now|and|also|then|next|ok(?:ay)?|just|first|bitte|kannst|du)[\s,]+)*`
const STARTS = new RegExp(String.raw`^\s*(${POLITE})${VERB}(?: out)?\b`, 'i')
/** Where the verb stands last, as it does in German. */
const ENDS = /\b(?:delete|remove)n?\s*[.!?]*\s*$/i
const ROWS = /\b(?:rows?|records?|lines?|entries|observations?|everything|cases)\b/i
const EMPTY = /\b(?:missing|empty|blank|nulls?|nan|na|n\/a|incomplete|fehl(?:t|en|ende[nrs]?))\b/i
const WHOLLY =
  /\b(?:empty|blank) (?:rows?|lines?|records?)\b|\b(?:rows?|lines?|records?) (?:(?:that|which) are )?(?:empty|blank)\b|\b(?:completely|entirely|fully|totally|wholly) (?:empty|blank|missing)\b/i
const OUTLIERS = /\boutliers?\b/i

/** "Average price without outliers": said of the figure, and meant of the rows. */
const WITHOUT_OUTLIERS =
  /,?\s*\b(?:(?:and |but )?(?:without|excluding|ignoring|ignore|leaving out|except(?: for)?|not counting|ohne|sans|sin)|after (?:removing|excluding|dropping|leaving out)|(?:and |but )?(?:first )?remove)(?: (?:the|any|all|die|les|los))* outliers\b(?! (?:in|of|from)\b)/i

/** The question with one verb for all that mean to remove, so that the rules need to know but one; undefined where none is asked for. */
export function asRemoval(question: string): string | undefined {
  if (STARTS.test(question)) return question.replace(STARTS, '$1remove')
  if (WITHOUT_OUTLIERS.test(question)) {
    const rest = question.replace(WITHOUT_OUTLIERS, '').replace(/^[\s,]+/, '')
    return rest === '' ? 'remove outliers' : `remove outliers, then ${rest}`
  }
  return ENDS.test(question) && ROWS.test(question) ? `remove ${question.replace(ENDS, '')}` : undefined
}

const THEN =
  /[\s,;.:]+(?:(?:and|und)\s+)?(?:then|afterwards|dann)[\s,]+|(?:\s*[,;.:]|\s+(?:and|und))+\s+(?:(?:now|please|also) )*(?=(?:show|give|tell|list|plot|draw|chart|compare|calculate|compute|what|how|zeige?|wie)\b)/i

/** What is to go, and what is asked of the rest where the same sentence says so. */
export function clausesOf(question: string): { going: string; wanted?: string } {
  const then = THEN.exec(question)
  const wanted = then && question.slice(then.index + then[0].length)
  return then && wanted ? { going: question.slice(0, then.index), wanted } : { going: question }
}

export const speaksOfRows = (question: string): boolean => ROWS.test(question)

/** Undefined where it is not clear which rows are meant. */
export function staying(question: string, parts: Parts, numbers: Column[]): Condition[] | undefined {
  const outliers = outliersIn(question, parts.measures.length > 0 ? parts.measures : numbers)
  const going = [...parts.conditions, ...emptyIn(question, parts)]
  if (going.length === 0) return outliers.length === 0 ? undefined : outliers.map(opposite)
  const [only] = going
  if (outliers.length > 0) going.push(...outliers)
  else if (going.length === 1 && only) return [opposite(only)]
  if (/\bor\b/i.test(question)) return going.map(opposite)
  // A value whose column only the rows can tell is no part of a larger condition.
  if (going.some(condition => condition.kind === 'lookup')) return undefined
  return [{ kind: 'rest', of: going }]
}

function emptyIn(question: string, { mentions, conditions }: Parts): Condition[] {
  if (!EMPTY.test(question)) return []
  const limited = conditions.flatMap(condition => ('column' in condition ? [condition.column] : []))
  const columns = mentions
    .flatMap(mention => (mention.kind === 'column' ? mention.candidates.slice(0, 1) : []))
    .map(({ column }) => column)
    .filter(column => !limited.includes(column))
  return [{ kind: 'empty', columns, every: WHOLLY.test(question) }]
}

export const speaksOfOutliers = (question: string): boolean => OUTLIERS.test(question)

const outliersIn = (question: string, measures: Column[]): Condition[] =>
  speaksOfOutliers(question) ? measures.map(column => ({ kind: 'outlier', column })) : []

/** What does not fit. A cell without a value fits no limit, and so its row stays. */
function opposite(condition: Condition): Condition {
  return condition.kind === 'equals' || condition.kind === 'contains' || condition.kind === 'lookup'
    ? { ...condition, not: !condition.not }
    : { kind: 'rest', of: [condition] }
}

/** The rows that go, in words. */
export const goingSays = (conditions: Condition[], language: Language): string =>
  conditions
    .flatMap(condition => (condition.kind === 'rest' ? condition.of : [opposite(condition)]))
    .map(condition => says(condition, language))
    .join(', ')

/** Every row again. */
const ALL_AGAIN =
  /\bfor (?:all|everything|every (?:year|region))|without (?:the |any )?filters?|all (?:the )?(?:data|rows)\b/i

/** Rows that were removed stay away from the next questions too, and that is said each time. */
export function stillWithout(question: string, request: Request, previous: Request | undefined): Request {
  const gone = previous?.table.file === request.table.file ? (previous.removed ?? []) : []
  if (ALL_AGAIN.test(question)) {
    const action = request.action === 'remove' && request.conditions.length === 0 ? 'rows' : request.action
    return { ...request, action, removed: [] }
  }
  if (request.action === 'remove') return { ...request, removed: request.conditions }
  if (gone.length === 0) return request
  const { language, conditions, assumptions } = request
  const said = conditions.map(condition => says(condition, 'en'))
  const note = sentence(language, 'remove.still', { rows: goingSays(gone, language) })
  return {
    ...request,
    conditions: [...gone.filter(condition => !said.includes(says(condition, 'en'))), ...conditions],
    removed: gone,
    assumptions: [...assumptions, note],
  }
}
