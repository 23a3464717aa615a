/** Wishes that no rule can fulfil: they are told apart before a number could stand in for their answer. */
import type { Cues } from './cues.ts'
import type { LimitKey } from './say/limits.ts'
import type { Table } from './table.ts'
import { split, stem } from './words.ts'

export type Limit = Extract<LimitKey, `cannot.${string}`>

const LIMITS: [RegExp, Limit][] = [
  [/\b(?:weighted|gewichtete[rsnm]?|pondér\w*|ponderad\w*)/iu, 'cannot.weight'],
  [
    /\b(?:forecast(?:s|ed|ing)?|predict(?:s|ed|ing|ions?)?|projections?|extrapolat\w*|what will|how (?:much|many) will|next (?:\d+ |few |two |three |six )?(?:months?|years?|quarters?|weeks?|days?)|vorhersag\w*|prognos\w*|prévi\w*|prédi\w*|pron[oó]stic\w*|predic\w*|predec\w*)/iu,
    'cannot.forecast',
  ],
  [
    /\b(?:significan(?:t|ce|tly)(?! (?:digits?|figures?))|t-?tests?|anova|chi-?squared?|hypothes[ie]s|confidence intervals?|signifikan\w*|significati\w*)/iu,
    'cannot.test',
  ],
  [
    /\b(?:k-?means|machine learning|train (?:a|the|an)|classifier|regression (?:model|analysis)|(?:linear|logistic|multiple) regression|neural|decision tree|random forest|cluster(?:ing)? (?:analysis|the|these|my)|sentiment)\b/iu,
    'cannot.model',
  ],
  [
    /\b(?:rename|umbenennen|benenne|renomm\w*|renombr\w*)(?![^.?!]*\b(?:title|chart|file|sheet|titel|titre|título)\b)/iu,
    'cannot.rename',
  ],
  [
    /\b(?:delete|remove|drop|erase|lösche?|entferne|supprime\w*|borra\w*|elimina\w*)\b(?![^.?!]*\b(?:rows?|records?|zeilen|lignes|filas)\b)[^.?!]*\b(?:columns?|spalten?|colonnes?|columnas?)\b/iu,
    'cannot.delete',
  ],
  [/\b(?:dashboards?|tableau de bord|cuadro de mandos?)\b/iu, 'cannot.dashboard'],
  [
    /\b(?:e-?mail (?:it|this|that|me|the)|send (?:it|this|that|me)|google|internet|on the web|translate|weather|news)\b/iu,
    'cannot.world',
  ],
  [/\b(?:what|which|list|show)\b[^.?!]*\b(?:python )?variables\b/iu, 'cannot.variables'],
  [
    /^(?!.*\b(?:by|per|each)\b)[^.?!]*\b(?:show|see|give|display|print|where|what)\b[^.?!]*\b(?:the|your|python) (?:python )?(?:code|script)\b|^\s*(?:show )?(?:me )?(?:python )?code\s*\??$/iu,
    'cannot.code',
  ],
]

/** What stands in a column's name, or is one of its values, is asked of the data. */
function isOfData(said: string, { columns }: Table): boolean {
  const words = split(said).map(stem)
  return columns.some(
    column =>
      words.some(word => word.length > 3 && column.words.includes(word)) ||
      column.top.some(value => value.length > 3 && said.toLowerCase().includes(value.toLowerCase())),
  )
}

/** `asked` as typed, and in English. */
export function limitOf(asked: string[], table: Table, { action }: Cues): Limit | undefined {
  for (const [pattern, limit] of LIMITS) {
    const said = asked.map(text => pattern.exec(text)?.[0]).find(found => found !== undefined)
    if (said === undefined) continue
    if (limit === 'cannot.test' && (action === 'correlation' || action === 'normality')) continue
    if (!isOfData(said, table)) return limit
  }
  return undefined
}
