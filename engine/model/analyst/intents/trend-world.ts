/** What the computing of a trend and its telling both need. */
import type { Frequency, Request } from '../request.ts'
import type { Column } from '../table.ts'
import type { Rows } from '../written.ts'

export type Trend = {
  request: Request
  rows: Rows
  time: Column
  frequency: Frequency
  series: Column | undefined
  counts: boolean
  measures: Column[]
  columns: string[]
  of: string
  result: string
  /** The column of the result that holds the time. */
  period: string
}

/** More lines than this cannot be told apart. */
export const MOST_SERIES = 8

export const hasManySeries = (series: Column): boolean => series.distinct > MOST_SERIES

/** Sums and counts; not what is there at each moment, as people of a country are. */
export const addsOverTime = ({ counts, request, measures }: Pick<Trend, 'counts' | 'request' | 'measures'>): boolean =>
  counts || (request.aggregate === 'sum' && !measures.some(column => column.stock))

/** The column of the result that holds the growth of another. */
export const changeColumn = (column: string): string => `${column} change %`

/** What has come together up to each point. */
export const runningColumn = (column: string): string => `${column} so far`
