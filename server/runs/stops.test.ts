/** A stop at each stage of a run, said once or often: it ends as cancelled, keeps what was made, and frees the session. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { eq } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runs } from '../db/schema.ts'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'

let server: ScriptedRuns
beforeAll(async () => {
  server = await scriptedRuns()
})
afterAll(() => server.close())

const stop = (runId: string) => server.call<RunState>('POST', `/runs/${runId}/cancel`)
const forever = new Promise<void>(() => {})
const sleeping = 'import time\nprint("asleep", flush=True)\ntime.sleep(60)'
const names = (events: LoggedEvent[]) => events.map(({ event }) => event)

/** The log holds one whole run: numbered from 1 without a gap, ended once, by a stop. */
function expectStopped(events: LoggedEvent[]) {
  expect(events.map(({ id }) => id)).toEqual(events.map((_, place) => place + 1))
  expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } })
  expect(names(events).filter(name => name === 'done')).toHaveLength(1)
  const open = new Set<number>()
  for (const { event, data } of events) {
    if (event === 'step') open.add(data.step)
    if (event === 'step_done') open.delete(data.step)
  }
  expect([...open]).toEqual([])
}

describe('a stop', () => {
  it('while the model thinks ends the run without waiting for it', async () => {
    const { runId, name } = await server.asking([{ text: 'Never said.', hold: forever }])
    await expect.poll(() => server.turnsOf(name), { timeout: 30_000 }).toBe(1)
    expect((await stop(runId)).status).toBe(202)
    const events = await server.events(runId)
    expectStopped(events)
    expect(names(events)).not.toContain('text')
    expect(names(events)).not.toContain('error')
  })

  it('between two turns keeps the steps that were done', async () => {
    const { runId, name } = await server.asking([{ code: 'print("first")' }, { text: '', hold: forever }])
    await expect.poll(() => server.turnsOf(name), { timeout: 30_000 }).toBe(2)
    await stop(runId)
    expectStopped(await server.events(runId))
    const { steps, status } = await server.state(runId)
    expect(status).toBe('cancelled')
    expect(steps).toMatchObject([{ status: 'success', stdout: 'first\n' }])
  })

  it('while a cell runs keeps what it printed and the variables from before it', async () => {
    const { runId, sessionId } = await server.asking([{ code: 'kept = 7' }, { code: `kept = 8\n${sleeping}` }])
    await server.until(runId, 'stdout')
    await stop(runId)
    expectStopped(await server.events(runId))
    const { steps } = await server.state(runId)
    expect(steps.map(({ status }) => status)).toEqual(['success', 'error'])
    expect(steps[1]?.stdout).toBe('asleep\n')
    const next = await server.asking([{ code: 'print(kept)' }, { text: 'There.' }], { sessionId })
    await server.events(next.runId)
    expect((await server.state(next.runId)).steps[0]?.stdout).toMatch(/^[78]\n$/)
  })

  it('while the model mends failing code asks it no more', async () => {
    const { runId, name } = await server.asking([{ code: '1 / 0' }, { text: '', hold: forever }])
    await expect.poll(() => server.turnsOf(name), { timeout: 30_000 }).toBe(2)
    await stop(runId)
    const events = await server.events(runId)
    expectStopped(events)
    expect(names(events)).not.toContain('repair_success')
    expect(server.turnsOf(name)).toBe(2)
  })

  it('said many times at once is one stop', async () => {
    const { runId, name } = await server.asking([{ text: '', hold: forever }])
    await expect.poll(() => server.turnsOf(name), { timeout: 30_000 }).toBe(1)
    const answers = await Promise.all(Array.from({ length: 8 }, () => stop(runId)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202))
    expectStopped(await server.events(runId))
  })

  it.each(['answered', 'failed'] as const)('of a run that has %s changes nothing', async status => {
    const refusal = { status: 401, body: { error: { message: 'bad key' } } }
    const { runId } = await server.asking([status === 'answered' ? { text: 'Said.' } : { refusal }])
    const before = await server.events(runId)
    const { body } = await stop(runId)
    expect(body).toMatchObject({ id: runId, status })
    expect(await server.events(runId)).toEqual(before)
    const [row] = await server.services.db.select().from(runs).where(eq(runs.id, runId))
    expect(row?.cancelRequestedAt).toBeNull()
  })

  it('of those that wait ends each at once, in any order, and the session goes on after', async () => {
    const first = await server.asking([{ code: sleeping }])
    const { sessionId } = first
    const waiting = [
      await server.asking([{ text: 'a' }], { sessionId }),
      await server.asking([{ text: 'b' }], { sessionId }),
      await server.asking([{ text: 'c' }], { sessionId }),
    ]
    await server.until(first.runId, 'stdout')
    for (const place of [2, 0]) {
      const { runId, name } = waiting[place]!
      expect((await stop(runId)).body.status).toBe('cancelled')
      expect(names(await server.events(runId))).toEqual(['run_started', 'done'])
      expect(server.turnsOf(name)).toBe(0)
    }
    expect((await server.call('GET', `/sessions/${sessionId}`)).body).toMatchObject({ activeRunId: first.runId })
    await stop(first.runId)
    expect((await server.events(waiting[1]!.runId)).at(-1)).toMatchObject({ data: { status: 'answered' } })
    expect((await server.call('GET', `/sessions/${sessionId}`)).body).toMatchObject({ activeRunId: null })
  })

  it('by deleting the session ends its run, and nothing of it answers any more', async () => {
    const { runId, sessionId } = await server.asking([{ code: sleeping }])
    await server.until(runId, 'stdout')
    const reading = server.events(runId)
    expect((await server.call('DELETE', `/sessions/${sessionId}`)).status).toBe(204)
    // A reader is let go: at the end of the run, or with its rows.
    await reading
    await expect.poll(async () => (await server.call('GET', `/runs/${runId}`)).status, { timeout: 20_000 }).toBe(404)
    expect((await stop(runId)).status).toBe(404)
  })
})

describe('a restart of the kernel', () => {
  it('ends the cell that runs; the run goes on, is told, and finds its variables gone', async () => {
    const { runId, sessionId } = await server.asking([
      { code: `kept = 1\n${sleeping}` },
      { code: 'print("kept" in globals())' },
      { text: 'Begun anew.' },
    ])
    await server.until(runId, 'stdout')
    expect((await server.call('POST', `/sessions/${sessionId}/kernel/restart`)).status).toBe(204)
    expect((await server.events(runId)).at(-1)).toMatchObject({ data: { status: 'answered' } })
    const { steps } = await server.state(runId)
    expect(steps[0]?.status).toBe('error')
    expect(steps.at(-1)?.stdout).toBe('False\n')
  })

  it('before any code, and twice, does no harm', async () => {
    const sessionId = await server.newSession()
    for (let time = 0; time < 2; time++)
      expect((await server.call('POST', `/sessions/${sessionId}/kernel/restart`)).status).toBe(204)
    const { runId } = await server.asking([{ code: 'print(1 + 1)' }, { text: 'Two.' }], { sessionId })
    await server.events(runId)
    expect((await server.state(runId)).steps[0]?.stdout).toBe('2\n')
  })
})
