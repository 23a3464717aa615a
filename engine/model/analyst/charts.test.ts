/** Charts as a person sees them: the kind that fits, titles in words, figures that can be read. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDesk, type Desk } from './desk-for-tests.ts'
import { salesCsv } from './files-for-tests.ts'

type Figure = {
  data: {
    type: string
    orientation?: string
    mode?: string
    name?: string
    texttemplate?: string
    textfont?: { color?: string }
    z?: unknown
    marker?: { color?: string }
    line?: { color?: string }
  }[]
  layout: {
    title?: { text?: string }
    xaxis?: { title?: { text?: string } }
    yaxis?: { title?: { text?: string } }
    coloraxis?: { colorscale: [number, string][]; cmin?: number; cmax?: number }
    barmode?: string
  }
}

let desk: Desk
beforeAll(async () => {
  desk = await openDesk()
  await desk.open({ 'sales.csv': salesCsv })
})
afterAll(() => desk.close())
beforeEach(() => desk.anew())

async function figure(questions: string | string[]): Promise<Figure> {
  const { error, shown } = await desk.ask(questions)
  expect(error).toBeNull()
  expect(shown.filter(kind => kind === 'Figure')).toHaveLength(1)
  return (await desk.value(
    '__import__("json").loads(next(f for f in _shown if type(f).__name__ == "Figure").to_json())',
  )) as Figure
}

describe('the kind and its words', () => {
  test.each([
    ['revenue by region', 'bar', 'Revenue by region', 'Region', 'Revenue'],
    ['average revenue by product', 'bar', 'Average revenue by product', 'Product', 'Average revenue'],
    ['top 3 regions by quantity', 'bar', 'Top 3 regions by quantity', 'Region', 'Quantity'],
    ['top 2 products by revenue', 'bar', 'Top 2 products by revenue', 'Product', 'Revenue'],
    ['bottom 1 region by revenue', 'bar', 'Bottom 1 region by revenue', 'Region', 'Revenue'],
    ['the 5 orders with the highest revenue', 'bar', 'Top 5 order IDs by revenue', 'Order id', 'Revenue'],
    ['monthly revenue', 'scatter', 'Monthly revenue', 'Month', 'Revenue'],
    ['monthly revenue as a bar chart', 'bar', 'Monthly revenue', 'Month', 'Revenue'],
    ['revenue by region as a pie chart', 'pie', 'Revenue by region', undefined, undefined],
    ['distribution of revenue', 'histogram', 'Distribution of revenue', 'Revenue', 'Number of rows'],
    ['box plot of revenue by region', 'box', 'Revenue by region', 'Region', 'Revenue'],
    ['scatter plot of quantity vs revenue', 'scatter', 'Quantity and revenue', 'Quantity', 'Revenue'],
    ['orders per product', 'bar', 'Number of rows by product', 'Product', 'Number of rows'],
    ['revenue by region in 2023', 'bar', 'Revenue by region (2023)', 'Region', 'Revenue'],
    ['Umsatz pro Monat', 'scatter', 'Revenue pro Monat', 'Monat', 'Revenue'],
    ['ventes par région', 'bar', 'Revenue par region', 'Region', 'Revenue'],
  ])('%s', async (question, kind, title, across, up) => {
    const { data, layout } = await figure(question)
    expect(data[0]?.type).toBe(kind)
    expect(layout.title?.text).toBe(title)
    expect(layout.xaxis?.title?.text).toBe(across)
    expect(layout.yaxis?.title?.text).toBe(up)
  })

  test('two groups: one colour for each of the second, side by side', async () => {
    const { data, layout } = await figure('revenue by region and product')
    expect(new Set(data.map(({ name }) => name))).toEqual(new Set(['Desk', 'Laptop', 'Mouse']))
    expect(layout.barmode).toBe('group')
  })

  test('a colour and a title of one’s own', async () => {
    const { data, layout } = await figure(['revenue by region', 'make the bars red and the title "All we sold"'])
    expect(data[0]?.marker?.color).toBe('#d62728')
    expect(layout.title?.text).toBe('All we sold')
    const line = await figure(['monthly revenue', 'make it green'])
    expect(line.data[0]?.line?.color).toBe('#2ca02c')
  })

  test('no chart where none is wanted or none would say anything', async () => {
    for (const question of ['revenue by region without a chart', 'average revenue', 'how many orders are there'])
      expect((await desk.ask(question)).shown, question).not.toContain('Figure')
  })
})

describe('a heatmap can be read', () => {
  const part = (hex: string, at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  const light = (hex: string): number => 0.2126 * part(hex, 1) + 0.7152 * part(hex, 3) + 0.0722 * part(hex, 5)
  const contrast = (one: string, other: string): number => {
    const [high = 0, low = 0] = [light(one), light(other)].sort((a, b) => b - a)
    return (high + 0.05) / (low + 0.05)
  }

  test.each([
    ['correlation heatmap'],
    ['pivot of revenue by region and product'],
    ['heatmap of orders by region and product'],
  ])('%s: its figures stand out from every colour behind them', async question => {
    const { data, layout } = await figure(question)
    const ink = data[0]?.textfont?.color ?? ''
    expect(ink).toMatch(/^#[\da-f]{6}$/)
    for (const [, colour] of layout.coloraxis?.colorscale ?? []) expect(contrast(ink, colour)).toBeGreaterThan(4.5)
  })

  test.each([
    ['correlation heatmap', '%{z:.2f}'],
    ['pivot of revenue by region and product', '%{z:,.0f}'],
    ['pivot of average revenue by region and product', '%{z:,.2f}'],
    ['heatmap of orders by region and product', '%{z:,.0f}'],
  ])('%s: figures are written as people write them', async (question, form) =>
    expect((await figure(question)).data[0]?.texttemplate).toBe(form),
  )

  test('correlations part at zero, sums rise from the lowest', async () => {
    const signed = (await figure('correlation heatmap')).layout.coloraxis
    expect([signed?.cmin, signed?.cmax, signed?.colorscale.length]).toEqual([-1, 1, 3])
    const rising = (await figure('pivot of revenue by region and product')).layout
    expect([rising.coloraxis?.cmin, rising.coloraxis?.colorscale.length]).toEqual([undefined, 2])
    expect([rising.xaxis?.title?.text, rising.yaxis?.title?.text]).toEqual(['Product', 'Region'])
  })

  test('with many cells there are no figures in them', async () => {
    const { data } = await figure('pivot of revenue by month and region and save it as png')
    expect(data[0]?.texttemplate).toBe('%{z:,.0f}')
    const wide = await figure('pivot of revenue by week and region')
    expect(wide.data[0]?.texttemplate).toBeUndefined()
  })
})

describe('labels people gave their columns', () => {
  test.each([
    ['Unit Price', 'average unit price by ship mode', 'Average unit price by ship mode', 'Ship Mode'],
    ['unit_price', 'average unit price by ship mode', 'Average unit price by ship mode', 'Ship Mode'],
    ['unitPrice (USD)', 'average unit price by ship mode', 'Average unit price by ship mode', 'Ship Mode'],
  ])('%s', async (name, question, title, across) => {
    await desk.open({
      't.csv': `${name},Ship Mode\n${Array.from({ length: 20 }, (_, index) => `${index}.5,${index % 2 ? 'Air' : 'Sea'}`).join('\n')}\n`,
    })
    const { layout } = await figure(question)
    expect(layout.title?.text).toBe(title)
    expect(layout.xaxis?.title?.text).toBe(across)
    if (name.includes('USD')) expect(layout.yaxis?.title?.text).toContain('(USD)')
  })
})

describe('a box plot of many rows', () => {
  test.each([
    ['outliers in weight', ['weight'], [-900, 5_000, 5_499]],
    ['box plot of weight by maker', ['A', 'B'], undefined],
  ])('%s: of ten thousand rows the quartiles are drawn, and a few hundred points', async (question, names, outside) => {
    const weights = Array.from({ length: 10_000 }, (_, n) =>
      n === 3 ? -900 : n % 20 === 7 ? 5_000 + Math.floor(n / 20) : n % 97,
    )
    await desk.open({
      'boxes.csv': `maker,weight\n${weights.map((kg, n) => `${n % 2 ? 'B' : 'A'},${kg}`).join('\n')}\n`,
    })
    const { data } = await figure(question)
    const [drawn] = data as unknown as { type: string; x: string[]; y: number[][]; median: unknown }[]
    expect([drawn?.type, drawn?.x]).toEqual(['box', names])
    expect(drawn?.y.flat().length).toBeLessThan(500)
    if (!outside) return
    const points = drawn?.y[0] ?? []
    expect([points[0], points[1], points.at(-1)]).toEqual(outside)
    // Evenly between the nearest and the farthest, so that no gap looks as if nothing were there.
    expect(Math.max(...points.slice(2).map((point, at) => point - (points[at + 1] ?? 0)))).toBeLessThan(8)
    expect((await desk.ask(question)).text).toContain('draws 101 of the 501 points beyond the whiskers')
  })
})
