import { describe, expect, test } from 'vitest'
import '../../styles.css'
import { chartTokens, themed, vegaConfig } from './figure-theme.ts'

const figure = {
  data: [
    { type: 'bar', marker: { color: '#0072B2' }, y: [1] },
    { type: 'scatter', line: { color: '#123456' }, y: ['#0072b2'] },
  ],
  layout: { width: 900, height: 300, template: { layout: { paper_bgcolor: 'white' } }, title: { text: 'Revenue' } },
}

describe('a figure in the theme of the screen', () => {
  test('tokens are colours that a canvas understands', () => {
    const { text, surface, accent } = chartTokens()
    for (const color of [text, surface, accent]) expect(color).toMatch(/^rgb\(\d+, \d+, \d+\)$/)
  })

  test('size and template of the author give way, his title stays', () => {
    const { layout } = themed(figure, chartTokens(), 'light')
    expect([layout.width, layout.height, layout.autosize]).toEqual([undefined, undefined, true])
    expect(layout.title).toEqual({ text: 'Revenue' })
    expect(JSON.stringify(layout.template)).not.toContain('white')
  })

  test('our palette turns lighter on a dark ground; chosen colours and data stay', () => {
    const light = themed(figure, chartTokens(), 'light')
    expect(light.data).toBe(figure.data)
    const dark = themed(figure, chartTokens(), 'dark')
    expect(dark.data[0]).toEqual({ type: 'bar', marker: { color: '#4aa3e0' }, y: [1] })
    expect(dark.data[1]).toEqual(figure.data[1])
  })

  test('Vega gets the same colours', () => {
    const config = vegaConfig(chartTokens(), 'dark') as { background: string; range: { category: string[] } }
    // A picture of the chart takes its ground along.
    expect(config.background).toBe(chartTokens().surface)
    expect(config.range.category[0]).toBe('#4aa3e0')
  })
})
