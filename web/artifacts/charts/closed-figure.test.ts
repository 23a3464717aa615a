import { expect, test } from 'vitest'
import { closedFigure, safeAddress } from './closed-figure.ts'

test('pictures from elsewhere go, those in its own bytes stay', () => {
  const own = 'data:image/png;base64,AAAA'
  const { layout, data, frames } = closedFigure({
    data: [
      { type: 'image', source: 'http://example.org/a.png' },
      { type: 'image', source: own },
    ],
    layout: { images: [{ source: own }, { source: '//example.org/b.png', x: 1 }] },
    frames: [{ layout: { images: [{ source: 'ftp://example.org' }] } }],
  })
  expect(data).toEqual([{ type: 'image' }, { type: 'image', source: own }])
  expect(layout).toEqual({ images: [{ source: own }, { x: 1 }] })
  expect(frames).toEqual([{ layout: { images: [{}] } }])
})

test('what every object of the page inherits is never named in it, however deep', () => {
  const nested = (depth: number): string => (depth === 0 ? '{"__proto__":{"x":1},"y":2}' : `{"a":${nested(depth - 1)}}`)
  const figure = (layout: string) => JSON.parse(`{"data":[{"__proto__":{"x":1},"y":[1]}],"layout":${layout}}`)
  for (const depth of [0, 3, 20, 100])
    expect(JSON.stringify(closedFigure(figure(nested(depth))))).not.toContain('__proto__')
  expect(closedFigure(figure(nested(1)))).toEqual({ data: [{ y: [1] }], layout: { a: { y: 2 } } })
})

test('numbers, words and links between nodes are left as they are', () => {
  const figure = {
    data: [{ type: 'sankey', link: { source: [0, 1], target: [1, 2] }, y: [1, null], customdata: ['http://a'] }],
    layout: { title: { text: 'Source' }, shapes: [] },
  }
  expect(closedFigure(figure)).toEqual(figure)
})

test.each([
  ['https://example.org', 'https://example.org'],
  ['mailto:a@example.org', 'mailto:a@example.org'],
  ['javascript:alert(1)', null],
  [' javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['/api/v1/sessions', null],
  [null, null],
])('a link to %s leads to %s', (address, safe) => {
  expect(safeAddress(address)).toBe(safe)
})
