import { beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import {
  followNewest,
  layoutNow,
  offerOutputs,
  onLayoutChange,
  openArtifact,
  outputsShown,
  showOutputs,
  showPlace,
  toggleSessions,
  useScreen,
} from './screen-store.ts'

beforeEach(async () => {
  localStorage.clear()
  useScreen.setState({ ...useScreen.getInitialState(), sessionsOpen: true, outputsClosedByHand: false })
  await page.viewport(1440, 900)
})
const screen = () => useScreen.getState()

test.each([
  [1440, 'wide'],
  [1100, 'wide'],
  [1099, 'medium'],
  [720, 'medium'],
  [719, 'narrow'],
] as const)('%i px is %s', async (width, layout) => {
  await page.viewport(width, 800)
  await expect.poll(layoutNow).toBe(layout)
})

test('a change of layout is told', async () => {
  let told = 0
  const stop = onLayoutChange(() => told++)
  await page.viewport(800, 800)
  await expect.poll(() => told).toBeGreaterThan(0)
  stop()
})

test('the first artifact opens the outputs, but not against the person', () => {
  offerOutputs()
  expect(outputsShown()).toBe(true)
  showOutputs(false)
  offerOutputs()
  expect(outputsShown()).toBe(false)
  showOutputs(true)
  expect(screen().outputsClosedByHand).toBe(false)
})

test('nothing opens by itself over a smaller page', async () => {
  await page.viewport(900, 800)
  await expect.poll(layoutNow).toBe('medium')
  offerOutputs()
  expect(outputsShown()).toBe(false)
  showOutputs(true)
  expect(screen().sheet).toBe('outputs')
})

test('sessions are a sheet on a phone and a panel elsewhere', async () => {
  toggleSessions()
  expect(screen().sessionsOpen).toBe(false)
  expect(localStorage.getItem('sessions-open')).toBe('no')
  toggleSessions()
  expect(localStorage.getItem('sessions-open')).toBeNull()
  await page.viewport(390, 800)
  await expect.poll(layoutNow).toBe('narrow')
  toggleSessions()
  expect(screen().sheet).toBe('sessions')
  toggleSessions()
  expect(screen().sheet).toBeNull()
})

test('an opened artifact stays, by session, until the newest is wished for', () => {
  openArtifact('a', 'chart')
  openArtifact('b', 'table')
  expect(screen().chosen).toEqual({ a: 'chart', b: 'table' })
  expect(screen().tab).toBe('artifacts')
  followNewest('a')
  expect(screen().chosen).toEqual({ b: 'table' })
})

test('the same place asked for twice is asked for twice', () => {
  showPlace('t', 2, 'x')
  const first = screen().place
  showPlace('t', 2, 'x')
  expect(screen().place).toMatchObject({ turnKey: 't', step: 2, excerpt: 'x' })
  expect(screen().place?.asked).not.toBe(first?.asked)
})
