/** What an intent hands to the cell: the Python that computes, and how its result is drawn. */
import type { ChartKind } from './request.ts'

export type Chart = {
  kind: Exclude<ChartKind, 'none'>
  /** The variable of the frame that is drawn. */
  frame: string
  x: string
  y: string[]
  /** The column that parts the rows into series. */
  series?: string
  xLabel: string
  yLabel: string
  /** Of the chart, where it shows something else than the answer. */
  title?: string
  /** A course over time that was to be drawn as something else: none of its points is left out. */
  whole?: boolean
  /** What is drawn is a table of its own, not the result (scatter, histogram, box). */
  raw?: boolean
  /** A heatmap of figures from -1 to 1, which part at zero. */
  signed?: boolean
}

export type Written = {
  title: string
  /** The DataFrame variable that holds the table shown and saved: the person may use it next. */
  result: string
  /** Makes `result` out of the rows; empty where `words` does that too. */
  compute: string
  /** Sets `headline`, `facts` and `final_result`; may add to `notes`. Needs nothing of `compute` but `result`. */
  words: string
  /** A Python text, said when `result` has no rows; without it an empty result needs no word of its own. */
  whenEmpty?: string
  /** Other variables that the person may use next. */
  also?: string[]
  chart?: Chart
  /** The index of the result is data too (a matrix): kept when saved. */
  matrix?: boolean
}

/** What an intent needs beside the request: the frame that holds the rows asked for. */
export type Rows = { frame: string; says: string }
