import { expect, test } from 'vitest'
import { lightFigure } from './light-figure.ts'
import type { PlotlyTrace } from './plotly-types.ts'

const many = Array.from({ length: 20_000 }, (_, n) => n % 100)
const light = (trace: PlotlyTrace, webGl = true) =>
  lightFigure({ data: [trace], layout: {} }, webGl).data[0] as PlotlyTrace

test.each<[string, PlotlyTrace, string | undefined]>([
  ['many dots', { type: 'scatter', mode: 'markers', x: many, y: many }, 'scattergl'],
  ['many dots of a trace that names no type', { mode: 'lines+markers', y: many }, 'scattergl'],
  ['few dots', { type: 'scatter', mode: 'markers', y: [1, 2] }, 'scatter'],
  ['a line, however long', { type: 'scatter', mode: 'lines', y: many }, 'scatter'],
  ['a stacked area', { type: 'scatter', mode: 'lines+markers', stackgroup: 'one', y: many }, 'scatter'],
  ['bars', { type: 'bar', y: many }, 'bar'],
])('%s: drawn as %s', (_what, trace, type) => {
  expect(light(trace).type).toBe(type)
})

test('dots of many series are counted together; a browser without WebGL draws them as before', () => {
  const series = Array.from({ length: 4 }, () => ({ type: 'scatter', mode: 'markers', y: many.slice(0, 4_000) }))
  const types = (webGl: boolean) => lightFigure({ data: series, layout: {} }, webGl).data.map(trace => trace.type)
  expect(types(true)).toEqual(Array(4).fill('scattergl'))
  expect(types(false)).toEqual(Array(4).fill('scatter'))
})

test('a box of many values keeps its quartiles and the farthest outliers of either side', () => {
  const values = [...many, ...Array.from({ length: 500 }, (_, n) => 1_000 + n), -900]
  const box = light({ type: 'box', name: 'kg', y: values, text: values.map(String), marker: { color: 'red' } })
  expect(box).toMatchObject({ x: ['kg'], lowerfence: [0], upperfence: [99], marker: { color: 'red' } })
  expect([box['q1'], box['median'], box['q3']]).toEqual([[25], [51], [76]])
  const [outside = []] = box['y'] as number[][]
  expect([outside.length, outside[0], outside.at(-1)]).toEqual([101, -900, 1_499])
  expect(box['text']).toBeUndefined()
})

test('boxes by group, and boxes that lie', () => {
  const places = many.map((_, n) => (n % 2 === 0 ? 'even' : 'odd'))
  const upright = light({ type: 'box', x: places, y: many })
  expect([upright['x'], upright['median']]).toEqual([
    ['even', 'odd'],
    [49, 50],
  ])
  const lying = light({ type: 'box', orientation: 'h', y: places, x: many })
  expect([lying['y'], lying['median'], lying['orientation']]).toEqual([['even', 'odd'], [49, 50], 'h'])
})

test('a box known by its quartiles, and one of few values, stay as they are', () => {
  const known = { type: 'box', q1: [1], median: [2], q3: [3], y: [many] }
  const few = { type: 'box', y: [1, 2, 3, null] }
  expect([light(known), light(few)]).toEqual([known, few])
})

test('a violin keeps its shape and leaves its points away', () => {
  expect(light({ type: 'violin', y: many })).toEqual({ type: 'violin', y: many, points: false })
})
