/** Takes out of a figure what reaches beyond it: addresses of pictures on other servers, and what would alter the page's own objects. */
import type { PlotlyFigure } from './plotly-types.ts'

/** Deeper than any attribute of Plotly's; a figure is JSON and has no cycles. */
const DEEPEST = 24

const isPicture = (key: string) => key === 'source' || key.endsWith('.source')
const isForeign = (value: unknown) => typeof value === 'string' && !/^data:image\//i.test(value.trim())
/** Plotly copies key by key: under this one it would write into what every object of the page inherits. */
const isInherited = (key: string) => key === '__proto__'

function closed(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  // Nothing of Plotly's lies there, and what was not looked through is not given to it.
  if (depth > DEEPEST) return null
  if (Array.isArray(value)) {
    // Columns of numbers and words hold no addresses: only lists of objects are looked through.
    return value.some(item => typeof item === 'object' && item !== null)
      ? value.map(item => closed(item, depth + 1))
      : value
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      isInherited(key) || (isPicture(key) && isForeign(inner)) ? [] : [[key, closed(inner, depth + 1)]],
    ),
  )
}

/** The same figure, with pictures only from its own bytes (`data:image/…`). */
export const closedFigure = (figure: PlotlyFigure): PlotlyFigure => closed(figure, 0) as PlotlyFigure

/** Where a link in a chart may lead: a page or a letter, never a script. */
export const safeAddress = (address: string | null | undefined): string | null =>
  address && /^(https?:|mailto:)/i.test(address) ? address : null
