import { expect, test } from 'vitest'
import { fitting, nextZoom } from './zoom.ts'

const room = { width: 500, height: 400 }

test.each([
  [{ width: 1000, height: 400 }, 0.5],
  [{ width: 500, height: 4000 }, 0.1],
  // A small picture is not blown up.
  [{ width: 50, height: 40 }, 1],
  [{ width: 0, height: 0 }, 1],
])('a picture of %j fits at %d', (own, whole) => {
  expect(fitting({ own, room })).toBe(whole)
})

test('nearer step by step, up to a limit', () => {
  const own = { width: 1250, height: 1000 }
  const steps: (number | null)[] = []
  for (let zoom = nextZoom({ zoom: null, own, room }, 1), left = 12; left > 0; left--) {
    steps.push(zoom)
    zoom = nextZoom({ zoom, own, room }, 1)
  }
  expect(steps.slice(0, 5)).toEqual([0.5, 0.75, 1, 1.5, 2])
  expect(steps.at(-1)).toBe(8)
})

test('farther until it is whole again, never smaller', () => {
  const own = { width: 1250, height: 1000 }
  expect(nextZoom({ zoom: 1, own, room }, -1)).toBe(0.75)
  expect(nextZoom({ zoom: 0.5, own, room }, -1)).toBeNull()
  expect(nextZoom({ zoom: null, own, room }, -1)).toBeNull()
  expect(nextZoom({ zoom: 1.5, own: { width: 10, height: 10 }, room }, -1)).toBeNull()
})
