/** What a question's row and its session make sure of, whatever crosses it. */
import { existsSync } from 'node:fs'
import { asc, eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { runs, sessions } from '../db/schema.ts'
import { folderOf } from '../sessions/folders.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { startRun } from './start-run.ts'

let server: TestServer
beforeAll(async () => {
  server = await testServer()
})
afterAll(() => server.close())

const isThere = async (id: string) =>
  (await server.services.db.select({ id: sessions.id }).from(sessions).where(eq(sessions.id, id))).length > 0

it('a session deleted while its question comes in gets neither its folder back nor a kernel', async () => {
  const { services } = server
  const sessionId = await server.newSession()
  const { root } = folderOf(services.settings.dataDir, sessionId)
  const goesMeanwhile = async (): Promise<string> => {
    await server.call('DELETE', `/sessions/${sessionId}`)
    await expect.poll(() => isThere(sessionId), { timeout: 30_000 }).toBe(false)
    return 'builtin/analyst'
  }
  const crossed = { ...services, models: { ...services.models, default: goesMeanwhile } }
  await expect(startRun(crossed, 'local', { sessionId, question: 'What is it?' })).rejects.toThrow(/was deleted/)
  // Waits for a kernel that would be opening.
  await services.kernels.close(sessionId)
  expect(existsSync(root)).toBe(false)
})

it('the kernel of a question that was taken opens before a worker asks for it', async () => {
  const { services } = server
  const sessionId = await server.newSession()
  const prepared: string[] = []
  const kernels = { ...services.kernels, prepare: (wanted: { sessionId: string }) => prepared.push(wanted.sessionId) }
  const runId = await startRun({ ...services, kernels } as typeof services, 'local', { sessionId, question: 'Hello?' })
  expect(prepared).toEqual([sessionId])
  await server.events(runId)
})

it('a question comes after those before it, also when the clock was set back meanwhile', async () => {
  const { db } = server.services
  const sessionId = await server.newSession()
  const asked: string[] = []
  for (const aheadMs of [0, 60_000, 120_000]) {
    const runId = await server.ask(sessionId, 'Hello?')
    await server.events(runId)
    await db
      .update(runs)
      .set({ createdAt: new Date(Date.now() + aheadMs) })
      .where(eq(runs.id, runId))
    asked.push(runId)
  }
  asked.push(await server.ask(sessionId, 'And now?'))
  await server.events(asked[3] ?? '')
  const rows = await db
    .select({ id: runs.id })
    .from(runs)
    .where(eq(runs.sessionId, sessionId))
    .orderBy(asc(runs.createdAt))
  expect(rows.map(row => row.id)).toEqual(asked)
})
