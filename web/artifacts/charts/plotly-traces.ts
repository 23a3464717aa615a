/**
 * Plotly by the piece: its heart, and one chunk a trace type, fetched when a figure has such a trace.
 * WebGL traces come from `/strict`, which works without eval under our Content-Security-Policy.
 */
import type { PlotlyHeart } from './plotly-types.ts'
import { fetched } from './unfetched.ts'

type TraceModule = { default: object }

const traces: Record<string, () => Promise<TraceModule>> = {
  bar: () => import('plotly.js/lib/bar.js'),
  barpolar: () => import('plotly.js/lib/barpolar.js'),
  box: () => import('plotly.js/lib/box.js'),
  candlestick: () => import('plotly.js/lib/candlestick.js'),
  carpet: () => import('plotly.js/lib/carpet.js'),
  choropleth: () => import('plotly.js/lib/choropleth.js'),
  cone: () => import('plotly.js/lib/cone.js'),
  contour: () => import('plotly.js/lib/contour.js'),
  contourcarpet: () => import('plotly.js/lib/contourcarpet.js'),
  funnel: () => import('plotly.js/lib/funnel.js'),
  funnelarea: () => import('plotly.js/lib/funnelarea.js'),
  heatmap: () => import('plotly.js/lib/heatmap.js'),
  histogram: () => import('plotly.js/lib/histogram.js'),
  histogram2d: () => import('plotly.js/lib/histogram2d.js'),
  histogram2dcontour: () => import('plotly.js/lib/histogram2dcontour.js'),
  icicle: () => import('plotly.js/lib/icicle.js'),
  image: () => import('plotly.js/lib/image.js'),
  indicator: () => import('plotly.js/lib/indicator.js'),
  isosurface: () => import('plotly.js/lib/isosurface.js'),
  mesh3d: () => import('plotly.js/lib/mesh3d.js'),
  ohlc: () => import('plotly.js/lib/ohlc.js'),
  parcats: () => import('plotly.js/lib/parcats.js'),
  parcoords: () => import('plotly.js/src/traces/parcoords/strict.js'),
  pie: () => import('plotly.js/lib/pie.js'),
  sankey: () => import('plotly.js/lib/sankey.js'),
  scatter3d: () => import('plotly.js/lib/scatter3d.js'),
  scattercarpet: () => import('plotly.js/lib/scattercarpet.js'),
  scattergeo: () => import('plotly.js/lib/scattergeo.js'),
  scattergl: () => import('plotly.js/src/traces/scattergl/strict.js'),
  scatterpolar: () => import('plotly.js/lib/scatterpolar.js'),
  scatterpolargl: () => import('plotly.js/src/traces/scatterpolargl/strict.js'),
  scattersmith: () => import('plotly.js/lib/scattersmith.js'),
  scatterternary: () => import('plotly.js/lib/scatterternary.js'),
  splom: () => import('plotly.js/src/traces/splom/strict.js'),
  streamtube: () => import('plotly.js/lib/streamtube.js'),
  sunburst: () => import('plotly.js/lib/sunburst.js'),
  surface: () => import('plotly.js/lib/surface.js'),
  table: () => import('plotly.js/lib/table.js'),
  treemap: () => import('plotly.js/lib/treemap.js'),
  violin: () => import('plotly.js/lib/violin.js'),
  volume: () => import('plotly.js/lib/volume.js'),
  waterfall: () => import('plotly.js/lib/waterfall.js'),
}

/** Drawn on map tiles from a foreign host, which the screen never asks. */
const needTiles = new Set([
  'scattermap',
  'choroplethmap',
  'densitymap',
  'scattermapbox',
  'choroplethmapbox',
  'densitymapbox',
])
const needWorld = new Set(['choropleth', 'scattergeo'])
const registered = new Set<string>(['scatter'])

/** A figure that this screen cannot draw; the message says why. */
export class UndrawableFigure extends Error {
  override readonly name = 'UndrawableFigure'
}

/** Plotly with every trace type registered that the figure needs. Throws UndrawableFigure for one it does not have, Unfetched without a line. */
export async function plotlyFor(types: readonly string[]): Promise<PlotlyHeart> {
  const tiled = types.find(type => needTiles.has(type))
  if (tiled) throw new UndrawableFigure('This map needs tiles from another server, which this page never contacts.')
  const unknown = types.find(type => type !== 'scatter' && !Object.hasOwn(traces, type))
  if (unknown) throw new UndrawableFigure(`This chart has a part of type “${unknown}”, which cannot be drawn here.`)
  const missing = [...new Set(types)].filter(type => !registered.has(type))
  const [heart, ...modules] = await fetched(
    Promise.all([
      import('plotly.js/lib/core.js'),
      ...missing.map(type => (traces[type] as () => Promise<TraceModule>)()),
      ...(types.some(type => needWorld.has(type)) ? [import('plotly.js/dist/plotly-geo-assets.js')] : []),
    ]),
  )
  const plotly = heart.default as PlotlyHeart
  if (missing.length > 0) plotly.register(modules.slice(0, missing.length).map(m => (m as TraceModule).default))
  for (const type of missing) registered.add(type)
  return plotly
}
