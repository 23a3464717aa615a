/** A session's history in pages that fit into memory, however much its code showed. */
import { emptyRun, type RunState, type RunStep } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Services } from '../services.ts'
import { testServer, type TestServer } from '../testing/test-server.ts'
import { listRuns } from './list-runs.ts'

let server: TestServer
beforeAll(async () => {
  // Questions stay unanswered: what is looked at here is how many come at once.
  server = await testServer({ ROLES: 'api' })
})
afterAll(() => server.close())

const printed = (stdout: string): RunStep => ({
  step: 1,
  label: 'Running code',
  labels: ['Running code'],
  tool: 'run_python',
  status: 'success',
  seconds: 1,
  thought: '',
  code: '',
  language: 'python',
  stdout,
  stderr: '',
  truncated: false,
  displays: [],
  repairs: [],
  artifactIds: [],
})

it('ends a page early when its runs printed much, and the next goes on behind', async () => {
  const sessionId = await server.newSession()
  const ids: string[] = []
  for (let n = 0; n < 7; n++) ids.push(await server.ask(sessionId, `Question ${n}`))
  const of: Services['states']['of'] = ({ id }) =>
    Promise.resolve<RunState>({ ...emptyRun(id, sessionId), steps: [printed('x'.repeat(2_000_000))] })
  const services = { ...server.services, states: { of } }
  const page = (cursor?: string) => listRuns(services, 'local', { sessionId, limit: 50, ...(cursor && { cursor }) })
  const first = await page()
  expect(first.items.map(run => run.id)).toEqual(ids.slice(0, 5))
  const second = await page(first.nextCursor ?? '')
  expect(second.items.map(run => run.id)).toEqual(ids.slice(5))
  expect(second.nextCursor).toBeNull()
})
