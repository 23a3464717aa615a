import type { ReactNode } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { commands, page } from 'vitest/browser'
import { artifactOf, clearBench, showArtifact } from '../../mock/artifact-bench.tsx'
import { draw, erase } from '../../mock/draw.tsx'
import { PlotlyView } from './PlotlyView.tsx'
import { VegaView } from './VegaView.tsx'

const parts = ['plotly__js_lib_core', 'vega-embed']
afterEach(async () => {
  clearBench()
  erase()
  for (const part of parts) await commands.reconnect(part)
  vi.restoreAllMocks()
})

const figure = {
  data: [{ type: 'bar', name: 'Revenue', x: ['Jan', 'Feb'], y: [10, 20] }],
  layout: { title: { text: 'Revenue by month' } },
}
const spec = {
  data: { values: [{ a: 1, b: 2 }] },
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
}
/** Letters of the dark theme. */
const light = /^rgb\(2\d\d/
const fillsOf = (what: string) =>
  [...document.querySelectorAll<SVGElement>(what)].map(node => getComputedStyle(node).fill)

/** The theme changes and changes back without a pause for what is being drawn. */
async function changingThemes(view: (theme: 'light' | 'dark') => ReactNode) {
  for (const theme of ['light', 'dark', 'light', 'dark'] as const) {
    document.documentElement.dataset['theme'] = theme
    draw(<div style={{ width: 600, height: 400 }}>{view(theme)}</div>)
    await new Promise(done => requestAnimationFrame(done))
  }
}

const plotly = artifactOf('plotly', 'revenue.json')
const vega = artifactOf('vega', 'points.json')

test.each([
  ['plotly__js_lib_core', plotly, figure, '.main-svg .bars'],
  ['vega-embed', vega, spec, 'svg.marks'],
] as const)(
  'without a line for %s the chart can be tried again, and is drawn then',
  async (part, artifact, json, drawn) => {
    vi.spyOn(console, 'error').mockReturnValue(undefined)
    await commands.cutOff(part)
    showArtifact(artifact, { content: JSON.stringify(json) })
    const sentence = page.getByText('This part could not be shown. Check the connection.')
    await expect.element(sentence).toBeVisible()
    expect(document.body.textContent).not.toContain('cannot be drawn')
    await page.getByRole('button', { name: 'Show as table' }).click()
    await expect.element(page.getByRole('table')).toBeVisible()
    await page.getByRole('button', { name: 'Show as chart' }).click()
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.element(sentence).toBeVisible()
    await commands.reconnect(part)
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect.poll(() => document.querySelectorAll(drawn).length).toBe(1)
    await expect.element(sentence).not.toBeInTheDocument()
  },
)

test('Plotly: a theme that changes while it draws leaves one chart, in the last theme', async () => {
  await changingThemes(theme => <PlotlyView figure={figure} theme={theme} label="Revenue" interactive={false} />)
  await expect.poll(() => fillsOf('.gtitle')).toEqual([expect.stringMatching(light)])
})

test('Plotly: a chart that goes while it is drawn is taken down', async () => {
  const element = await new Promise<HTMLElement>(found => {
    new MutationObserver((_, observer) => {
      const place = document.querySelector('.main-svg')?.closest<HTMLElement>('[data-chart]')
      if (!place) return
      observer.disconnect()
      erase()
      found(place)
    }).observe(document.body, { childList: true, subtree: true })
    draw(<PlotlyView figure={figure} theme="light" label="Revenue" interactive={false} />)
  })
  // What Plotly hangs on an element that it has drawn in.
  await expect.poll(() => Object.keys(element).filter(key => key === '_fullLayout')).toEqual([])
  expect(element.childElementCount).toBe(0)
})

test('Vega: a theme that changes while it draws leaves one chart, in the last theme', async () => {
  await changingThemes(theme => <VegaView spec={spec} theme={theme} label="Points" />)
  await expect
    .poll(() => fillsOf('.role-axis-title text'))
    .toEqual([expect.stringMatching(light), expect.stringMatching(light)])
  expect(document.querySelectorAll('svg.marks').length).toBe(1)
})
