/** Lays the screen's colours and fonts under a figure: what its author chose stays, what was left open follows the theme. */
import type { PlotlyFigure, PlotlyLayout, PlotlyTrace } from './plotly-types.ts'

/** Okabe and Ito's palette (2008), safe for colour-blind eyes; the kernel sets the same for Matplotlib and Altair. */
const palette = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#8c6d1f', '#6b7280'] as const

/** The same hues, light enough for a dark ground; place by place. */
const darkPalette = ['#4aa3e0', '#f0b73f', '#2fbf93', '#f08a4b', '#e2a1c4', '#8fd0f7', '#c9a968', '#a8b0bb'] as const
const darkOf = new Map<string, string>(palette.map((color, index) => [color, darkPalette[index] ?? color]))

export type ChartTokens = {
  text: string
  muted: string
  grid: string
  surface: string
  accent: string
  accentSoft: string
  font: string
}

/** Reads the tokens that the theme's stylesheet sets, so that charts change with it. */
export function chartTokens(): ChartTokens {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string, fallback: string) => resolved(style.getPropertyValue(name).trim() || fallback)
  return {
    text: token('--ink', '#1f2328'),
    muted: token('--soft', '#59636e'),
    grid: token('--line', '#d9dde2'),
    surface: token('--raised', '#ffffff'),
    accent: token('--accent', '#0072b2'),
    accentSoft: token('--accent-wash', '#eef3f7'),
    font: getComputedStyle(document.body).fontFamily || 'sans-serif',
  }
}

/** Any CSS colour as rgb(): Plotly and Vega do not read oklch(). */
function resolved(color: string): string {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  if (!context) return color
  context.fillStyle = color
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return `rgb(${red}, ${green}, ${blue})`
}

/** A plain template of Plotly's Python side brings white grounds and its own palette: those are defaults, not choices. */
function ownTemplate(tokens: ChartTokens, colorway: readonly string[]): object {
  const axis = {
    gridcolor: tokens.grid,
    linecolor: tokens.grid,
    zerolinecolor: tokens.grid,
    tickcolor: tokens.grid,
    automargin: true,
    title: { font: { size: 13 }, standoff: 12 },
  }
  return {
    layout: {
      font: { family: tokens.font, size: 13, color: tokens.text },
      title: { font: { size: 15 } },
      paper_bgcolor: 'rgba(0,0,0,0)',
      plot_bgcolor: 'rgba(0,0,0,0)',
      colorway,
      xaxis: axis,
      yaxis: axis,
      hoverlabel: { font: { family: tokens.font } },
      legend: { bgcolor: 'rgba(0,0,0,0)' },
      geo: { bgcolor: 'rgba(0,0,0,0)', lakecolor: tokens.grid, landcolor: tokens.grid, subunitcolor: tokens.muted },
      colorscale: { sequential: 'Viridis', sequentialminus: 'Viridis', diverging: 'RdBu' },
    },
  }
}

/** Colours of our own palette that stand in a trace follow the theme; a colour of the author's choice stays. */
function recolored(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return darkOf.get(value.toLowerCase()) ?? value
  if (depth > 3 || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, recolored(inner, depth + 1)]))
}

export function themed(
  figure: PlotlyFigure,
  tokens: ChartTokens,
  theme: 'light' | 'dark',
): { data: PlotlyFigure['data']; layout: PlotlyLayout } {
  const { width: _width, height: _height, template: _template, ...layout } = figure.layout
  return {
    data: theme === 'dark' ? figure.data.map(trace => recolored(trace) as PlotlyTrace) : figure.data,
    layout: {
      margin: { l: 56, r: 16, t: layout.title ? 48 : 16, b: 48 },
      ...layout,
      autosize: true,
      template: ownTemplate(tokens, theme === 'dark' ? darkPalette : palette),
    },
  }
}

/** Vega's config in the same colours. */
export function vegaConfig(tokens: ChartTokens, theme: 'light' | 'dark'): object {
  return {
    background: tokens.surface,
    font: tokens.font,
    range: { category: theme === 'dark' ? darkPalette : palette },
    axis: {
      labelColor: tokens.text,
      titleColor: tokens.text,
      gridColor: tokens.grid,
      domainColor: tokens.grid,
      tickColor: tokens.grid,
    },
    legend: { labelColor: tokens.text, titleColor: tokens.text },
    title: { color: tokens.text },
    header: { labelColor: tokens.text, titleColor: tokens.text },
    view: { stroke: tokens.grid },
  }
}
