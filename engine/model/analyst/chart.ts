/** Python that draws a result: Plotly to look at, Matplotlib where a picture is to be saved. */
import { upper } from './naming.ts'
import { figure, indented, list, py, text } from './python.ts'
import type { Request } from './request.ts'
import { say, sentence } from './say/say.ts'
import type { Chart } from './written.ts'

/** More bars than this are not read; the largest are drawn and the rest is said. */
export const MOST_BARS = 25
const MOST_SLICES = 8
/** A page draws each value as an element of its own: this many outside a box on either side, spread from the nearest to the farthest. */
const MOST_OUTSIDE = 100

const COLOURS: Record<string, string> = {
  red: '#d62728',
  green: '#2ca02c',
  blue: '#1f77b4',
  orange: '#ff7f0e',
  purple: '#9467bd',
  yellow: '#e6b800',
  pink: '#e377c2',
  brown: '#8c564b',
  teal: '#17a2a2',
  navy: '#1f3a6d',
  gray: '#7f7f7f',
  grey: '#7f7f7f',
  black: '#222222',
}

const colour = (request: Request): string | undefined =>
  request.style.colour ? (COLOURS[request.style.colour] ?? request.style.colour) : undefined

/** The kind drawn: the one asked for when it suits the data, else the intent's own. */
export function chartFor(request: Request, chart: Chart | undefined): Chart | undefined {
  if (!chart || request.chart === 'none') return undefined
  const asked = request.chart
  if (!asked || chart.raw) return asked === 'box' && chart.kind === 'histogram' ? { ...chart, kind: 'box' } : chart
  if (asked === 'pie' && (chart.y.length !== 1 || chart.series)) return chart
  return ['bar', 'line', 'area', 'pie'].includes(asked) && chart.kind !== 'heatmap'
    ? { ...chart, kind: asked, whole: chart.kind === 'line' }
    : chart
}

function dataOf(chart: Chart): string {
  if (chart.kind === 'bar' && !chart.series && !chart.whole) return `${chart.frame}.head(${MOST_BARS})`
  if (chart.kind === 'pie') return `${chart.frame}.head(${MOST_SLICES})`
  if (chart.kind === 'scatter') return `${chart.frame}.sample(min(len(${chart.frame}), 5000), random_state=0)`
  return chart.frame
}

const yOf = (chart: Chart): string => (chart.y.length === 1 ? text(chart.y[0] ?? '') : list(chart.y))

function labels(chart: Chart): string {
  const { x, y, xLabel, yLabel } = chart
  const pairs =
    y.length === 1
      ? [
          [x, xLabel],
          [y[0] ?? '', yLabel],
        ]
      : [
          [x, xLabel],
          ['value', yLabel],
          ['variable', ''],
        ]
  // A column that is drawn against itself has one name: the later one.
  const named = new Map(pairs.map(([column = '', said = '']) => [column, said]))
  return `{${[...named].map(([column, said]) => `${text(column)}: ${text(said)}`).join(', ')}}`
}

function painted(chart: Chart, one: string | undefined): string {
  if (!one) return ''
  const trait =
    chart.kind === 'line'
      ? `line_color=${text(one)}`
      : chart.kind === 'pie'
        ? `marker_colors=[${text(one)}]`
        : `marker_color=${text(one)}`
  return `\nfigure.update_traces(${trait})`
}

/** Sets `figure`. `title` is a variable of the cell. */
export const plotlyCode = (request: Request, chart: Chart): string =>
  PLOTLY[chart.kind](chart, request) +
  painted(chart, colour(request)) +
  (chart.title && !request.style.title ? `\nfigure.update_layout(title=${text(chart.title)})` : '')

const head = (chart: Chart): string =>
  `${dataOf(chart)}, x=${text(chart.x)}, y=${yOf(chart)}${chart.series ? `, color=${text(chart.series)}` : ''}`
const tail = (chart: Chart): string => `title=title, labels=${labels(chart)}`

/** A Python dictionary of the values of each box, by its name. */
const boxesOf = ({ frame, x, y: [first = x, ...others] }: Chart): string =>
  x === first
    ? `{name: part for name in ${list([first, ...others])} if len(part := ${frame}[name].dropna().astype(float))}`
    : `{str(name): part for name, rows in ${frame}.groupby(${text(x)}, observed=True) if len(part := rows[${text(first)}].dropna().astype(float))}`

const rowsAxis = ({ language }: Request): string => text(upper(sentence(language, 'of.rows')))

const PLOTLY: Record<Chart['kind'], (chart: Chart, request: Request) => string> = {
  bar: chart => {
    const side = chart.series || chart.y.length > 1 ? 'barmode="group", ' : ''
    const named = 'figure.update_xaxes(type="category")'
    const axis = chart.whole
      ? `if not pd.api.types.is_datetime64_any_dtype(${chart.frame}[${text(chart.x)}]):\n${indented(named)}`
      : named
    return `figure = px.bar(${head(chart)}, ${side}${tail(chart)})\n${axis}`
  },
  line: chart => `figure = px.line(${head(chart)}, markers=len(${chart.frame}) <= 60, ${tail(chart)})`,
  area: chart => `figure = px.area(${head(chart)}, ${tail(chart)})`,
  pie: chart => `figure = px.pie(${dataOf(chart)}, names=${text(chart.x)}, values=${yOf(chart)}, title=title)`,
  scatter: chart => py`
    # At most 5,000 points are drawn; the numbers above use all rows
    figure = px.scatter(${head(chart)}, opacity=0.6, render_mode="svg", ${tail(chart)})
  `,
  histogram: (chart, request) => {
    const of = chart.y.length > 1 ? list(chart.y) : text(chart.x)
    return `figure = px.histogram(${chart.frame}, x=${of}, nbins=30, title=title, labels=${labels(chart)})\nfigure.update_yaxes(title=${rowsAxis(request)})`
  },
  box: (chart, request) => py`
    # However many rows there are: the quartiles, and of the values outside at most ${String(MOST_OUTSIDE)} on either side, from the nearest to the farthest
    box_values = ${boxesOf(chart)}
    quartiles, outside, all_outside = [], [], 0
    for box, values in box_values.items():
        q1, median, q3 = values.quantile([0.25, 0.5, 0.75])
        low, high = q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)
        sides = [np.sort(values[values < low]), np.sort(values[values > high])]
        all_outside += sum(map(len, sides))
        outside.append([value for side in sides for value in (side if len(side) <= ${String(MOST_OUTSIDE)} else side[np.linspace(0, len(side) - 1, ${String(MOST_OUTSIDE)}).round().astype(int)])])
        near = values[values.between(low, high)]
        quartiles.append({"group": box, "q1": q1, "median": median, "q3": q3, "lowerfence": near.min(), "upperfence": near.max()})
    quartiles = pd.DataFrame(quartiles, columns=["group", "q1", "median", "q3", "lowerfence", "upperfence"])
    figure = px.box(quartiles, x="group", y="median", title=title, labels={"group": ${text(chart.xLabel)}, "median": ${text(chart.yLabel)}})
    figure.update_traces(y=outside, boxpoints="outliers", **{key: quartiles[key] for key in quartiles.columns[1:]})
    figure.update_xaxes(type="category")
    if all_outside > (drawn_outside := sum(map(len, outside))):
        notes.append(${say(request.language, 'chart.outside', { count: figure('all_outside'), drawn: figure('drawn_outside') })})
  `,
  heatmap: chart => {
    const { scale, range } = SHADES[shadesOf(chart)]
    return py`
      shown = ${chart.frame}.astype(float)
      ${cellForm(chart)}
      figure = px.imshow(shown, text_auto=form if shown.size <= 200 else False, aspect="auto", title=title, labels={"x": ${text(chart.xLabel)}, "y": ${text(chart.yLabel)}, "color": ""}, color_continuous_scale=${list(scale)}${range.plotly})
      figure.update_traces(textfont_color="${INK}")
    `
  },
}

/** Pale enough throughout for dark figures to be read on them. */
const SHADES = {
  diverging: {
    scale: ['#6ba3d6', '#ffffff', '#f08a78'],
    range: { plotly: ', zmin=-1, zmax=1', matplotlib: ', vmin=-1, vmax=1' },
  },
  rising: { scale: ['#f4f8fc', '#6ba3d6'], range: { plotly: '', matplotlib: '' } },
}
const INK = '#1a1a1a'

/** Correlations part at zero; other figures rise from the lowest. */
const shadesOf = (chart: Chart): keyof typeof SHADES => (chart.signed ? 'diverging' : 'rising')

/** Sets `form`: how the figures of the cells are written. Needs `shown`. */
const cellForm = (chart: Chart): string =>
  chart.signed
    ? 'form = ".2f"'
    : 'form = ",.0f" if (shown.abs().max().max() >= 1000 or (shown.fillna(0) % 1 == 0).all(axis=None)) else ".3g" if shown.abs().max().max() < 1 else ",.2f"'

/** Draws the same with Matplotlib and leaves it in `picture`. */
export function matplotlibCode(request: Request, chart: Chart): string {
  const one = colour(request)
  const paint = one ? `, color=${text(one)}` : ''
  return py`
    picture, axes = plt.subplots(figsize=(9, 5), layout="constrained")
    ${drawn(chart, paint)}
    axes.set_title(title)
    ${chart.kind === 'pie' || chart.kind === 'heatmap' ? '' : `axes.set_xlabel(${text(chart.kind === 'histogram' ? chart.yLabel : chart.xLabel)})\naxes.set_ylabel(${text(chart.kind === 'histogram' ? upper(sentence(request.language, 'of.rows')) : chart.yLabel)})`}
  `
}

const yOne = (chart: Chart): string => text(chart.y[0] ?? chart.x)

function drawn(chart: Chart, paint: string): string {
  if (chart.series && ['line', 'bar', 'area'].includes(chart.kind)) {
    return py`
      wide = ${chart.frame}.pivot_table(index=${text(chart.x)}, columns=${text(chart.series)}, values=${yOne(chart)})
      wide.plot(ax=axes, kind=${text(chart.kind === 'bar' ? 'bar' : 'line')})
    `
  }
  return MATPLOTLIB[chart.kind](chart, paint)
}

const lines = (chart: Chart, paint: string): string => {
  const each = chart.y.map(
    column =>
      `axes.plot(${chart.frame}[${text(chart.x)}], ${chart.frame}[${text(column)}], marker="o" if len(${chart.frame}) <= 60 else None, label=${text(column)}${paint})`,
  )
  return [...each, ...(chart.y.length > 1 ? ['axes.legend()'] : []), 'axes.tick_params(axis="x", rotation=45)'].join(
    '\n',
  )
}

/** Bars stand under names, and a moment's own is long. */
const DATES_AS_NAMES = py`
  if isinstance(drawn.index, pd.DatetimeIndex):
      drawn.index = drawn.index.strftime("%Y-%m" if (drawn.index.day == 1).all() else "%Y-%m-%d")
`

const MATPLOTLIB: Record<Chart['kind'], (chart: Chart, paint: string) => string> = {
  line: lines,
  area: lines,
  bar: (chart, paint) => py`
    drawn = ${dataOf(chart)}.set_index(${text(chart.x)})[${list(chart.y)}]
    ${chart.whole ? DATES_AS_NAMES : ''}
    drawn.plot(ax=axes, kind="bar", legend=${chart.y.length > 1 ? 'True' : 'False'}${paint})
    axes.tick_params(axis="x", rotation=45)
  `,
  pie: chart => py`
    drawn = ${dataOf(chart)}
    axes.pie(drawn[${yOf(chart)}], labels=drawn[${text(chart.x)}].astype(str), autopct="%1.1f%%")
  `,
  scatter: (chart, paint) =>
    `axes.scatter(${chart.frame}[${text(chart.x)}], ${chart.frame}[${yOf(chart)}], alpha=0.6, s=14${paint})`,
  histogram: (chart, paint) => `axes.hist(${chart.frame}[${yOne(chart)}].dropna(), bins=30${paint})`,
  box: chart =>
    chart.x === chart.y[0]
      ? `axes.boxplot([${chart.y.map(column => `${chart.frame}[${text(column)}].dropna()`).join(', ')}], tick_labels=${list(chart.y)})`
      : py`
        parts = {str(name): part.dropna() for name, part in ${chart.frame}.groupby(${text(chart.x)})[${yOf(chart)}]}
        axes.boxplot(list(parts.values()), tick_labels=list(parts))
      `,
  heatmap: chart => py`
    from matplotlib.colors import LinearSegmentedColormap

    shown = ${chart.frame}.astype(float)
    ${cellForm(chart)}
    shades = LinearSegmentedColormap.from_list("shades", ${list(SHADES[shadesOf(chart)].scale)})
    drawn = axes.imshow(shown, cmap=shades, aspect="auto"${SHADES[shadesOf(chart)].range.matplotlib})
    axes.set_xticks(range(${chart.frame}.shape[1]), [str(name) for name in ${chart.frame}.columns], rotation=45, ha="right")
    axes.set_yticks(range(${chart.frame}.shape[0]), [str(name) for name in ${chart.frame}.index])
    axes.grid(False)
    if shown.size <= 200:
        for (row, column), value in np.ndenumerate(shown.to_numpy()):
            axes.text(column, row, "" if np.isnan(value) else format(value, form), ha="center", va="center", fontsize=9, color="${INK}")
    picture.colorbar(drawn)
  `,
}
