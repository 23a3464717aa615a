/** "Delete the rows where …": which rows are to go, as conditions of those that stay. */
import type { Parts } from './parts.ts'
import type { Condition, Request } from './request.ts'
import { sentence, type Language } from './say/say.ts'
import { says } from './naming.ts'
import type { Column, Table } from './table.ts'

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

/** The question with one verb for all that mean to remove, so that the rules need to know but one; undefined where none is asked for. */
export function asRemoval(question: string): string | undefined {
  if (STARTS.test(question)) return question.replace(STARTS, '$1remove')
  return ENDS.test(question) && ROWS.test(question) ? `remove ${question.replace(ENDS, '')}` : undefined
}

export const speaksOfRows = (question: string): boolean => ROWS.test(question)

/** Undefined where it is not clear which rows are meant. */
export function staying(question: string, parts: Parts, table: Table): Condition[] | undefined {
  const numbers = parts.measures.length > 0 ? parts.measures : table.columns.filter(column => column.role === 'measure')
  const going = [...parts.conditions, ...emptyIn(question, parts), ...outliersIn(question, numbers)]
  if (going.length === 0) return undefined
  const [only] = going
  if (going.length === 1 && only) return [opposite(only)]
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

const outliersIn = (question: string, measures: Column[]): Condition[] =>
  OUTLIERS.test(question) && measures.length === 1 ? measures.map(column => ({ kind: 'outlier', column })) : []

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
