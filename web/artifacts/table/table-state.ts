/** How a person looks at a table: sorting, filters, search, hidden and frozen columns. Pure; the view draws it. */
import type { TableFilter } from '@codingagent/protocol/artifacts.ts'

export type TableState = {
  sort: { column: string; descending: boolean } | null
  filters: TableFilter[]
  search: string
  hidden: string[]
  /** This column and those left of it stay while the rest scrolls. */
  frozen: string | null
  widths: Record<string, number>
}

export const initialTableState: TableState = {
  sort: null,
  filters: [],
  search: '',
  hidden: [],
  frozen: null,
  widths: {},
}

export type TableAction =
  | { do: 'sort'; column: string; descending: boolean }
  | { do: 'toggle_sort'; column: string }
  | { do: 'filter'; filter: TableFilter }
  | { do: 'unfilter'; column: string }
  | { do: 'search'; text: string }
  | { do: 'hide'; column: string }
  | { do: 'show_all' }
  | { do: 'freeze'; column: string | null }
  | { do: 'resize'; column: string; width: number }
  /** No filter and no search. */
  | { do: 'clear' }
  /** Another sheet: its columns are not the ones that were sorted and filtered. */
  | { do: 'reset' }

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
      return { ...state, frozen: action.column }
    case 'resize':
      return { ...state, widths: { ...state.widths, [action.column]: action.width } }
    case 'clear':
      return { ...state, filters: [], search: '' }
    case 'reset':
      return initialTableState
  }
}

type Named = { name: string }

/** The columns that are to be seen, in their order. */
export const shownColumns = <Column extends Named>(columns: readonly Column[], { hidden }: TableState): Column[] =>
  columns.filter(column => !hidden.includes(column.name))

/** How many of the shown columns stay while the rest scrolls. */
export function frozenCount(columns: readonly Named[], state: TableState): number {
  const last = columns.findIndex(column => column.name === state.frozen)
  return shownColumns(columns.slice(0, last + 1), state).length
}

/** The query of `GET /artifacts/:id/rows` for this state; a column name may hold commas, so it is quoted as JSON when needed. */
export function rowsQuery(
  state: Pick<TableState, 'sort' | 'filters' | 'search'>,
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

/** `sort` separates columns by commas and marks descent by a dash: a name that holds either, or is empty, is sent as a JSON string. */
const sortName = (column: string): string => (/^$|^[-"]|,/.test(column) ? JSON.stringify(column) : column)

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
