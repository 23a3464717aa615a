/** How a person looks at a table: sorting, filters, search, hidden and frozen columns. Pure; the view draws it. */
import type { TableFilter } from '@codingagent/protocol/artifacts.ts'

export type TableState = {
  sort: { column: string; descending: boolean } | null
  filters: TableFilter[]
  search: string
  hidden: string[]
  /** Columns from the left that stay while the rest scrolls. */
  frozen: number
  widths: Record<string, number>
}

export const initialTableState: TableState = { sort: null, filters: [], search: '', hidden: [], frozen: 0, widths: {} }

export type TableAction =
  | { do: 'sort'; column: string; descending: boolean }
  | { do: 'toggle_sort'; column: string }
  | { do: 'unsort' }
  | { do: 'filter'; filter: TableFilter }
  | { do: 'unfilter'; column: string }
  | { do: 'search'; text: string }
  | { do: 'hide'; column: string }
  | { do: 'show_all' }
  | { do: 'freeze'; columns: number }
  | { do: 'resize'; column: string; width: number }

/** Clicking a header: up, then down, then as it came. */
function toggled(sort: TableState['sort'], column: string): TableState['sort'] {
  if (sort?.column !== column) return { column, descending: false }
  return sort.descending ? null : { column, descending: true }
}

export function tableReducer(state: TableState, action: TableAction): TableState {
  switch (action.do) {
    case 'sort':
      return { ...state, sort: { column: action.column, descending: action.descending } }
    case 'toggle_sort':
      return { ...state, sort: toggled(state.sort, action.column) }
    case 'unsort':
      return { ...state, sort: null }
    case 'filter':
      return { ...state, filters: [...state.filters.filter(f => f.column !== action.filter.column), action.filter] }
    case 'unfilter':
      return { ...state, filters: state.filters.filter(f => f.column !== action.column) }
    case 'search':
      return { ...state, search: action.text }
    case 'hide':
      return { ...state, hidden: [...new Set([...state.hidden, action.column])] }
    case 'show_all':
      return { ...state, hidden: [] }
    case 'freeze':
      return { ...state, frozen: action.columns }
    case 'resize':
      return { ...state, widths: { ...state.widths, [action.column]: action.width } }
  }
}

/** The query of `GET /artifacts/:id/rows` for this state; a column name may hold commas, so it is quoted as JSON when needed. */
export function rowsQuery(
  state: TableState,
  sheet: string | undefined,
): { sort?: string; filter?: string; sheet?: string } {
  const filters: TableFilter[] = state.search.trim()
    ? [...state.filters, { column: '*', op: 'search', text: state.search.trim() }]
    : state.filters
  return {
    ...(state.sort && { sort: `${state.sort.descending ? '-' : ''}${sortName(state.sort.column)}` }),
    ...(filters.length > 0 && { filter: JSON.stringify(filters) }),
    ...(sheet !== undefined && { sheet }),
  }
}

/** `sort` separates columns by commas and marks descent by a dash: a name that holds either is sent as a JSON string. */
const sortName = (column: string): string => (/^[-"]|,/.test(column) ? JSON.stringify(column) : column)

/** A filter in a few words, for its chip. */
export function filterText(filter: TableFilter): string {
  switch (filter.op) {
    case 'range':
      if (filter.min !== undefined && filter.max !== undefined) return `${filter.column}: ${filter.min} – ${filter.max}`
      return filter.min !== undefined ? `${filter.column} ≥ ${filter.min}` : `${filter.column} ≤ ${filter.max ?? ''}`
    case 'in':
      return `${filter.column}: ${filter.values.map(v => v ?? '–').join(', ')}`
    case 'contains':
      return `${filter.column} contains “${filter.text}”`
    case 'missing':
      return `${filter.column} is missing`
    case 'present':
      return `${filter.column} is present`
    case 'search':
      return `“${filter.text}”`
  }
}
