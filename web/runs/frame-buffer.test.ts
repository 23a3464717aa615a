import { afterEach, expect, test, vi } from 'vitest'
import { frameBuffer } from './frame-buffer.ts'

const frame = () => new Promise(requestAnimationFrame)
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a burst costs one commit, in order', async () => {
  const commits: number[][] = []
  const buffer = frameBuffer<number>(items => commits.push(items))
  for (let n = 0; n < 100; n++) buffer.add(n)
  expect(commits).toEqual([])
  await frame()
  await frame()
  expect(commits).toHaveLength(1)
  expect(commits[0]).toEqual(Array.from({ length: 100 }, (_, n) => n))
})

test('flush commits at once, and nothing twice', async () => {
  const commits: number[][] = []
  const buffer = frameBuffer<number>(items => commits.push(items))
  buffer.add(1)
  buffer.flush()
  buffer.flush()
  await frame()
  await frame()
  expect(commits).toEqual([[1]])
  buffer.add(2)
  await frame()
  await frame()
  expect(commits).toEqual([[1], [2]])
})

test('a hidden tab, which has no frames, commits all the same', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('requestAnimationFrame', () => 1)
  const commit = vi.fn()
  frameBuffer(commit).add('one')
  vi.advanceTimersByTime(250)
  expect(commit.mock.calls).toEqual([[['one']]])
})
