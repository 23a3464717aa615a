/** The small part of Plotly's API that the screen uses; its own types cover the whole bundle only. */

export type PlotlyTrace = { type?: string; name?: string; [key: string]: unknown }
export type PlotlyLayout = { [key: string]: unknown }
export type PlotlyFigure = { data: PlotlyTrace[]; layout: PlotlyLayout; frames?: object[] }

export type PlotlyHeart = {
  register(modules: object[]): void
  react(
    target: HTMLElement,
    figure: { data: PlotlyTrace[]; layout: PlotlyLayout; frames?: object[]; config: object },
  ): Promise<unknown>
  purge(target: HTMLElement): void
  toImage(
    figure: { data: PlotlyTrace[]; layout: PlotlyLayout },
    options: { format: 'png' | 'svg'; width: number; height: number; scale?: number },
  ): Promise<string>
  Plots: { resize(target: HTMLElement): void }
}
