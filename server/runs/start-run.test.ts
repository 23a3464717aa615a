/** A question and a deletion of its session that cross each other. */
import { existsSync } from 'node:fs'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { sessions } from '../db/schema.ts'
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
