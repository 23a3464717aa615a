/** Variables in the kernel of another process: one that only serves, workers that come and go, on PostgreSQL and Redis. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scriptedServer } from '@codingagent/engine/model/scripted.ts'
import type { Variables } from '@codingagent/protocol/api.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startPostgres } from '../testing/start-postgres.ts'
import { startRedis } from '../testing/start-redis.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'

const dataDir = mkdtempSync(join(tmpdir(), 'codingagent-elsewhere-'))
const code = ['answer = 41', 'more = answer + 1', 'other = 1']
const ends: (() => Promise<unknown>)[] = []
let environment: Record<string, string>
let api: TestServer

beforeAll(async () => {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])
  ends.push(postgres.stop, redis.stop)
  let asked = 0
  // Each question is a cell, then a word.
  const model = await scriptedServer(() => {
    const turn = asked++
    return turn % 2 === 0 ? { code: code[turn / 2] ?? '' } : { text: 'Done.' }
  })
  ends.push(() => model.close())
  environment = {
    DATABASE_URL: await postgres.newDatabase(),
    REDIS_URL: redis.url,
    DATA_DIR: dataDir,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'any',
    MODEL: 'openai/scripted',
  }
  api = await testServer({ ...environment, ROLES: 'api' })
  ends.push(() => api.close())
}, 60_000)
afterAll(async () => {
  for (const end of ends.toReversed()) await end()
  rmSync(dataDir, { recursive: true, force: true })
})

async function ask(sessionId: string): Promise<RunState> {
  const runId = await api.ask(sessionId, 'Go on.')
  await api.events(runId)
  return (await api.call<RunState>('GET', `/runs/${runId}`)).body
}

async function variables(sessionId: string): Promise<[string[], boolean | undefined]> {
  const { items, lost } = (await api.call<Variables>('GET', `/sessions/${sessionId}/variables`)).body
  return [items.map(item => item.name).toSorted(), lost]
}

it('are known to live, to be lost with their worker, and are named in the next run', { timeout: 120_000 }, async () => {
  const sessionId = await api.newSession()
  expect(await variables(sessionId)).toEqual([[], undefined])
  const first = await testServer(environment)
  await ask(sessionId)
  expect(await variables(sessionId)).toEqual([['answer'], false])
  expect((await ask(sessionId)).steps[0]).toMatchObject({ status: 'success', stderr: '' })
  expect(await variables(sessionId)).toEqual([['answer', 'more'], false])
  await first.close()
  expect(await variables(sessionId)).toEqual([['answer', 'more'], true])
  const second = await testServer(environment)
  ends.push(() => second.close())
  const { steps } = await ask(sessionId)
  expect(steps[0]?.stderr).toMatch(
    /^Python was started anew since the last cell\. Gone: (more, answer|answer, more)\.\n$/,
  )
  expect(await variables(sessionId)).toEqual([['other'], false])
})
