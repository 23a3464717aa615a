/** Which of the analyst's tasks a question asks for: the first rule that holds decides. */
import type { Cues } from './cues.ts'
import type { Parts } from './parts.ts'
import type { Action } from './request.ts'
import type { Table } from './table.ts'

export type Reading = { question: string; cues: Cues; parts: Parts; table: Table }

type Rule = [when: (reading: Facts) => boolean, then: Action]

type Facts = {
  question: string
  cues: Cues
  parts: Parts
  /** How many columns of each part the question names. */
  measures: number
  groups: number
  targets: number
  named: number
  filtered: boolean
  /** Begins like a wish to see rows: show, list, find, which. */
  lists: boolean
  hasTime: boolean
  /** The rows are called after what numbers them: "all employees", of a column employee_id; not "all employee ids". */
  rowsNamed: boolean
}

const LISTS =
  /^\s*(?:please |can you |could you )*(?:show|list|find|which|who|give|filter|get|display|export|save|create|extract|zeige?|welche|finde)\b/i

const NUMBERS = /\b(?:ids?|numbers?|nrs?|codes?|keys?|nummern?)\b|_id\b/i

function factsOf({ question, cues, parts, table }: Reading): Facts {
  const [measures, groups, targets] = [parts.measures.length, parts.groups.length, parts.targets.length]
  return {
    question,
    cues,
    parts,
    measures,
    groups,
    targets,
    named: measures + groups + targets,
    filtered: parts.conditions.length > 0,
    lists: LISTS.test(question),
    hasTime: table.columns.some(column => column.role === 'time'),
    rowsNamed:
      targets > 0 &&
      parts.targets.every(({ role, distinct }) => role === 'id' && distinct >= table.rows * 0.98) &&
      !NUMBERS.test(question),
  }
}

/** A keyword can mean its neighbour, by what stands beside it. */
const KEYWORD_RULES: Partial<Record<Action, Rule[]>> = {
  missing: [
    [({ question }) => /\b(?:fill|drop|remove|handle|impute|replace)\b/i.test(question), 'clean'],
    [() => true, 'missing'],
  ],
  duplicates: [
    [({ question }) => /\b(?:drop|remove|delete)\b/i.test(question), 'clean'],
    [() => true, 'duplicates'],
  ],
  scatter: [
    [({ measures, groups, targets }) => measures === 1 && groups + targets > 0, 'distribution'],
    [() => true, 'scatter'],
  ],
  trend: [
    [({ hasTime }) => hasTime, 'trend'],
    [({ groups }) => groups > 0, 'group'],
    [() => true, 'distribution'],
  ],
  compare: [
    [({ cues, hasTime }) => cues.frequency !== undefined && hasTime, 'trend'],
    [({ measures, groups, targets }) => measures >= 2 && groups + targets === 0, 'compare'],
    [({ groups, targets, filtered }) => groups + targets > 0 || filtered, 'group'],
    [() => true, 'compare'],
  ],
  share: [
    [({ cues, hasTime }) => cues.within !== undefined && cues.frequency !== undefined && hasTime, 'trend'],
    [({ groups, targets, filtered }) => groups + targets > 0 || filtered, 'share'],
    [({ cues, hasTime }) => cues.frequency !== undefined && hasTime, 'share'],
    [({ measures }) => measures > 0, 'value'],
    [() => true, 'group'],
  ],
  unique: [
    [({ question }) => /\bhow many\b/i.test(question), 'value'],
    [() => true, 'unique'],
  ],
  overview: [[({ named, cues, filtered }) => named === 0 && cues.frequency === undefined && !filtered, 'overview']],
  rows: [
    [
      ({ targets, measures, filtered, question, rowsNamed }) =>
        targets > 0 && !rowsNamed && measures === 0 && !filtered && !/\brows?|records?\b/i.test(question),
      'unique',
    ],
  ],
}

const ORDERED: Rule[] = [
  [({ cues, hasTime }) => cues.cumulative && hasTime, 'trend'],
  [({ cues, groups }) => cues.sorts && groups === 0, 'rows'],
  [({ cues, groups, targets }) => cues.chart === 'heatmap' && groups + targets >= 2, 'pivot'],
  [({ cues }) => cues.chart === 'heatmap', 'correlation'],
  [
    ({ question, measures, groups }) =>
      /\b(?:vs\.?|versus|against)(?!\w)/i.test(question) && measures >= 2 && groups === 0,
    'scatter',
  ],
  [({ cues, hasTime }) => cues.frequency !== undefined && hasTime, 'trend'],
  [({ parts }) => parts.groups.some(column => column.role === 'time'), 'trend'],
  [
    ({ cues, groups, targets }) =>
      cues.order !== undefined && !cues.sorts && (groups + targets > 0 || cues.limit !== undefined),
    'rank',
  ],
  [({ cues, groups, targets }) => cues.limit !== undefined && groups + targets > 0, 'rank'],
  [({ cues, groups }) => cues.aggregate !== undefined && groups > 0, 'group'],
  [
    ({ cues, measures, targets }) =>
      cues.aggregate !== undefined && !['count', 'distinct'].includes(cues.aggregate) && measures > 0 && targets > 0,
    'group',
  ],
  [({ cues }) => cues.aggregate !== undefined, 'value'],
  [({ cues, measures }) => cues.order !== undefined && measures > 0, 'value'],
  [({ groups }) => groups > 0, 'group'],
  [({ cues, lists, filtered }) => cues.action === 'rows' || (lists && filtered && !cues.draws), 'rows'],
  [({ measures, targets }) => measures > 0 && targets > 0, 'group'],
  [({ cues, named }) => cues.action === 'overview' && named > 0, 'distribution'],
  [({ measures, cues, hasTime }) => measures > 0 && cues.draws && hasTime, 'trend'],
  [({ measures, cues }) => measures >= 2 && cues.draws, 'scatter'],
  [({ measures, cues }) => measures > 0 && cues.draws, 'distribution'],
  [({ measures }) => measures > 0, 'value'],
  [
    ({ targets, cues, question }) => targets > 0 && (cues.draws || /\b(?:count|split|break ?down)\b/i.test(question)),
    'group',
  ],
  [({ targets, filtered }) => targets > 0 && filtered, 'rows'],
  [({ rowsNamed, lists }) => rowsNamed && lists, 'rows'],
  [({ targets }) => targets > 0, 'unique'],
  [({ filtered, cues, lists }) => filtered && (cues.outputs.length > 0 || lists), 'rows'],
  [({ filtered }) => filtered, 'value'],
  [({ cues }) => cues.outputs.length > 0 || cues.draws || cues.action === 'overview', 'overview'],
]

/** Undefined when nothing in the question says what to do. */
export function actionOf(reading: Reading): Action | undefined {
  const facts = factsOf(reading)
  const { action } = reading.cues
  if (action !== undefined && KEYWORD_RULES[action] === undefined) return action
  const rules = [...(action === undefined ? [] : (KEYWORD_RULES[action] ?? [])), ...ORDERED]
  return rules.find(([when]) => when(facts))?.[1]
}
