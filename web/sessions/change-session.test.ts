import type { Session } from '@codingagent/protocol/api.ts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeWorld } from '../mock/open-app.tsx'
import { listSessions } from '../api/calls.ts'
import { change, removeWithUndo } from './change-session.ts'

let session: Session
const titles = async () => (await listSessions({})).items.map(item => item.title)

beforeEach(async () => {
  await makeWorld({ sessions: 2 })
  session = (await listSessions({})).items[0] as Session
})
afterEach(() => vi.restoreAllMocks())

test('a new name is kept by the server', async () => {
  await change(session, { title: 'Better' })
  expect(await titles()).toContain('Better')
})

test('a delete waits for its undo, but not beyond the page', async () => {
  removeWithUndo(session)
  expect(await titles()).toHaveLength(2)
  window.dispatchEvent(new PageTransitionEvent('pagehide'))
  await expect.poll(titles).toHaveLength(1)
})
