/** "Why?": a cause stands in no table, but how the figure parts by what is known of its rows does. */
import { complete } from './complete.ts'
import type { Request } from './request.ts'
import { sentence } from './say/say.ts'
import { stored, type Column } from './table.ts'

const WHY =
  /^\s*(?:but |and |so |und |aber |et |mais |y |pero )?(?:why|how come|what(?:'s|’s| is| was| are)? (?:the )?(?:reasons?|causes?|behind|driving)|what (?:explains|caused|drives|drove)|warum|wieso|weshalb|pourquoi|por qué|porqué)(?![\p{L}\d])/iu
/** Words that only point at the answer before. */
const POINTING =
  /^(?:is|are|was|were|did|does|do|has|it|that|this|so|such|the|a|an|there|these|those|they|be|case|happen(?:s|ed)?|behind|for|of|go|went|going|up|down|drop(?:s|ped)?|fall|fell|rise|rose|change[ds]?|high(?:er|est)?|low(?:er|est)?|much|more|less|big|small|strong|weak|ist|das|es|so|war|die|der|denn|est|ce|ça|cela|eso|esto|es|son)$/i

/** What is asked why; empty where it is the answer before. Undefined where nothing is asked why. */
export function askedWhy(question: string): string | undefined {
  const why = WHY.exec(question)
  if (!why) return undefined
  const rest = question.slice(why[0].length)
  const words = rest.match(/[\p{L}\d]+/gu) ?? []
  return words.every(word => POINTING.test(word)) ? '' : rest.trim()
}

const MOST_PARTS = 30

/** The column that tells most about the rows and is not used yet: few kinds before many. */
function furtherColumn({ table, groups, conditions }: Request): Column | undefined {
  const limited = conditions.flatMap(condition => (condition.kind === 'equals' ? [condition.column.name] : []))
  const used = new Set([...groups.map(column => column.name), ...limited])
  const isOpen = ({ role, name, distinct }: Column, most: number): boolean =>
    role === 'category' && !used.has(name) && distinct > 1 && distinct <= most
  const columns = stored(table)
  return columns.find(column => isOpen(column, 12)) ?? columns.find(column => isOpen(column, MOST_PARTS))
}

/** The figure of the request, parted by one more column. Undefined where it is no figure, or nothing is left to part it by. */
export function brokenDown(request: Request): Request | undefined {
  const by = furtherColumn(request)
  if (!by) return undefined
  const [first] = request.groups
  const assumptions = [sentence(request.language, 'assume.why', { column: by.name })]
  const { limit: _limit, chart: _chart, each: _each, within: _within, having: _having, ...rest } = request
  const asked: Request = { ...rest, outputs: [], peak: false, sorted: false, assumptions, unused: [], unknown: [] }
  switch (request.action) {
    case 'trend':
      return complete({ ...asked, groups: [...request.groups.filter(column => column.role === 'time'), by] })
    case 'value':
      return complete({ ...asked, action: 'group', groups: [by] })
    case 'group':
    case 'rank':
    case 'share':
    case 'having':
    case 'pivot': {
      const isMany = !first || first.distinct > MOST_PARTS
      return complete({ ...asked, action: isMany ? 'group' : 'pivot', groups: isMany ? [by] : [first, by] })
    }
    default:
      return undefined
  }
}
