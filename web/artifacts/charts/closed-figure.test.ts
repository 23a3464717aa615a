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
