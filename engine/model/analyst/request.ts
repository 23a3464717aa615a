/** What the analyst understood: one plain object from which the Python is written. */
import type { Language } from './say/say.ts'
import type { Column, Table } from './table.ts'

export type Action =
  | 'overview'
  | 'clean'
  | 'missing'
  | 'duplicates'
  | 'value'
  | 'group'
  | 'rank'
  | 'trend'
  | 'distribution'
  | 'correlation'
  | 'outliers'
  | 'scatter'
  | 'compare'
  | 'rows'
  | 'pivot'
  | 'unique'
  | 'share'
  | 'having'
  | 'document'
  | 'sheets'
  | 'remove'
  | 'normality'

export type Aggregate = 'sum' | 'mean' | 'median' | 'count' | 'distinct' | 'min' | 'max' | 'std'
export type Frequency = 'hour' | 'day' | 'week' | 'month' | 'quarter' | 'year'
export type ChartKind = 'bar' | 'line' | 'area' | 'pie' | 'scatter' | 'histogram' | 'box' | 'heatmap' | 'none'
export type Output = 'csv' | 'xlsx' | 'docx' | 'pdf' | 'pptx' | 'png' | 'json' | 'md' | 'html'

export type Condition =
  | { kind: 'equals'; column: Column; values: string[]; not: boolean }
  | { kind: 'contains'; column: Column; text: string; not: boolean }
  | { kind: 'number'; column: Column; op: '>' | '>=' | '<' | '<=' | '==' | '!='; value: number }
  | { kind: 'between'; column: Column; low: number; high: number }
  /** Dates from (inclusive) to (exclusive), ISO; either may be open. */
  | {
      kind: 'time'
      column: Column
      from?: string
      until?: string
      says: string
      or?: { from?: string; until?: string }[]
    }
  | {
      kind: 'calendar'
      column: Column
      part: 'month' | 'quarter'
      value: number
      day?: number | undefined
      /** Further months or quarters, any of which will do. */
      or?: number[] | undefined
      says: string
    }
  /** `whole`: of calendar months, and not up to the day of the last row. */
  | { kind: 'recent'; column: Column; count: number; unit: Frequency; whole?: boolean }
  | { kind: 'latest'; column: Column }
  | { kind: 'present'; column: Column; present: boolean }
  /** A cell of one of these columns holds nothing, or all of them do; no columns are all of the table. */
  | { kind: 'empty'; columns: Column[]; every: boolean }
  /** Above or below the mean, or the median, of the whole column. */
  | { kind: 'mean'; column: Column; of: 'mean' | 'median'; op: '>' | '<' }
  /** Beyond 1.5 times the middle half, on either side. */
  | { kind: 'outlier'; column: Column }
  /** The rows that do not fit all of these. */
  | { kind: 'rest'; of: Condition[] }
  /** Its key does not occur in another table, or not among those rows of it. */
  | { kind: 'absent'; column: Column; other: Table; key: Column; of: Condition[] }
  /** A word that looks like a value but is in no list of frequent values: looked up while running. */
  | { kind: 'lookup'; columns: Column[]; text: string; not: boolean }

export type Style = { title?: string; colour?: string; totalRow?: boolean }

/** A new column asked for: profit = revenue - cost. */
export type NewColumn = { name: string; left: Column; op: '+' | '-' | '*' | '/'; right: Column | number }

export type Request = {
  action: Action
  table: Table
  /** The further sheets of its workbook, where they are asked for. */
  sheetTables?: Table[]
  /** Further documents, where none of several is named: all of them are looked in. */
  documents?: Table[]
  /** Of the question, and so of the answer. */
  language: Language
  measures: Column[]
  /** The number whose relations to all others were asked for. */
  about?: Column
  aggregate?: Aggregate
  groups: Column[]
  time?: Column
  frequency?: Frequency
  growth: boolean
  /** Which month was best: the highest point is the answer. */
  peak: boolean
  /** What the best point is a part of, where that was asked. */
  within?: 'year' | 'all' | undefined
  cumulative: boolean
  conditions: Condition[]
  order: 'most' | 'least'
  /** What an earlier question took away, as conditions of the rows that stayed. */
  removed?: Condition[]
  /** Which groups stay, by their figure: more than 15 orders. */
  having?: { op: '>' | '>=' | '<' | '<=' | '=='; value: number }
  /** The best of each of these: the best product of each region. */
  each?: Column | undefined
  /** The second best alone: which place is asked for. */
  place?: number | undefined
  /** Sort the rows, all of them. */
  sorted: boolean
  limit?: number
  chart?: ChartKind
  outputs: Output[]
  fileName?: string
  /** z-score instead of, or beside, the IQR. */
  zScore: boolean
  style: Style
  newColumns: NewColumn[]
  /** What the question was about, for a search in a document. */
  terms: string[]
  /** Parts of the question that were not used: told before the answer. */
  unused?: string[]
  /** Things decided without being asked, told in the answer. */
  assumptions: string[]
  /** Kinds are to be compared by a number, also where none is named. */
  compares?: boolean
  /** "The share of each status": how often each occurs, also where the table has a number that adds up. */
  ofEach?: boolean
  /** The rows themselves were named. */
  counted?: boolean
  /** Words that nothing in the data explains. */
  unknown: string[]
  /** The files that are changed rather than made. */
  edits: boolean
}
