/** Cells that hold a list, as JSON has them: ["red", "blue"]. Each of its values counts as the row's own. */
import { bare, figure, inside, py, text } from './python.ts'
import type { Action, Request } from './request.ts'
import { say } from './say/say.ts'
import type { Column } from './table.ts'

/** The single values of lists that the passport shows; what is cut or holds further lists is none. */
export function elementsIn(samples: string[]): string[] {
  const values = samples.flatMap(sample => {
    try {
      const list: unknown = JSON.parse(sample)
      return Array.isArray(list) ? (list as unknown[]) : []
    } catch {
      return []
    }
  })
  return [...new Set(values.filter(value => typeof value === 'string' || typeof value === 'number').map(String))]
}

/** A list or an object: no group can be made of it as it stands. */
const isNested = ({ type }: Column): boolean => type === 'list' || type === 'object'

const APART: Action[] = [
  'group',
  'rank',
  'share',
  'pivot',
  'trend',
  'having',
  'unique',
  'value',
  'distribution',
  'compare',
]

/** A row for each value of its lists, and objects as the text that they are; empty where the request needs none. */
export function apartCode({ action, groups, measures, conditions, language }: Request, frame: string): string {
  const columns = [...new Set([...groups, ...measures])].filter(isNested)
  if (columns.length === 0 || !APART.includes(action)) return ''
  return columns
    .map(column => {
      const cellOf = `selected[${text(column.name)}]`
      const asked = conditions.flatMap(condition =>
        condition.kind === 'equals' && condition.column.name === column.name && !condition.not ? condition.values : [],
      )
      return py`
        # A row for each value of the lists in ${bare(column.name)}
        selected = ${frame === 'selected' ? 'selected' : `${frame}.copy()`}
        before = len(selected)
        selected = selected.explode(${text(column.name)}, ignore_index=True)
        ${cellOf} = ${cellOf}.map(lambda cell: str(cell) if isinstance(cell, (list, dict)) else cell)
        ${asked.length > 0 ? `selected = selected[${cellOf}.astype(str).isin([${asked.map(text).join(', ')}])]` : ''}
        if len(selected) > before:
            notes.append(${say(language, 'load.lists', { column: inside(column.name), count: figure('before') })})
      `
    })
    .join('\n')
}

/** True for the rows whose list holds one of these values. */
export const holdsAny = (cellOf: string, values: string[]): string =>
  `${cellOf}.map(lambda cell: any(str(value) in (${values.map(text).join(', ')},) for value in cell) if isinstance(cell, (list, tuple)) or hasattr(cell, "tolist") else False).astype(bool)`
