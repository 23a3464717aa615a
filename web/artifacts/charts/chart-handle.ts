/** What a drawn chart offers to the buttons around it. */
export type ChartHandle = {
  /** A data: URL of the chart as it stands. */
  image(format: 'png' | 'svg'): Promise<string>
}
