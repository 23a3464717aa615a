/** What a person says while a run works: which model answers it, in which turn, and what it comes after. */
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'

let server: ScriptedRuns
beforeAll(async () => {
  server = await scriptedRuns()
})
afterAll(() => server.close())

type Refused = { error: { code: string; message: string } }
const say = (runId: string, text: string) =>
  server.call<{ runId: string }>('POST', `/runs/${runId}/messages`, { body: { text } })
const historyOf = async (sessionId: string) =>
  (await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs`)).body.items
/** A run whose model has been asked and does not answer before `go`. */
async function held(body: object = {}, sessionId?: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const asked = await server.asking([{ text: 'The first answer.', hold: promise }], { body, sessionId })
  await expect.poll(() => server.turnsOf(asked.name), { timeout: 30_000 }).toBe(1)
  return { ...asked, go: resolve }
}

describe('a message is asked of the model that', () => {
  const [first, second, third] = ['openai/first', 'openai/second', 'builtin/analyst']
  it.each<[string, { session?: string; question?: string; change?: string | null }, string]>([
    ['the installation has, where nobody chose', {}, 'openai/scripted'],
    ['the run has, where it was chosen for that question alone', { question: first }, first],
    ['the session has', { session: first }, first],
    ['the session has, though the question chose another', { session: first, question: second }, first],
    ['the person chose for the session meanwhile', { change: second }, second],
    ['the person chose meanwhile in place of the session’s', { session: first, change: third }, third],
    ['the run has, when the session’s was taken away meanwhile', { session: first, change: null }, first],
  ])('%s', async (_, { session, question, change }, model) => {
    const sessionId = await server.newSession(session === undefined ? {} : { model: session })
    const { runId, go } = await held(question === undefined ? {} : { model: question }, sessionId)
    if (change !== undefined) await server.call('PATCH', `/sessions/${sessionId}`, { body: { model: change } })
    const said = await say(runId, 'And then?')
    expect(said.status).toBe(202)
    expect(await server.state(said.body.runId)).toMatchObject({ status: 'running', model, question: 'And then?' })
    go()
    await server.events(said.body.runId)
    // The run that was under way keeps the model it began with.
    expect((await server.state(runId)).model).toBe(question ?? session ?? 'openai/scripted')
  })

  it('was chosen when it was said: a change after that is for the next', async () => {
    const { runId, sessionId, go } = await held()
    const before = await say(runId, 'Before?')
    await server.call('PATCH', `/sessions/${sessionId}`, { body: { model: 'builtin/analyst' } })
    const after = await say(runId, 'After?')
    go()
    for (const { body } of [before, after]) await server.events(body.runId)
    expect((await historyOf(sessionId)).map(run => run.model)).toEqual([
      'openai/scripted',
      'openai/scripted',
      'builtin/analyst',
    ])
  })
})

describe('a message', () => {
  it('waits for its turn, and the model then knows what was answered before it', async () => {
    const { runId, sessionId, go } = await held()
    const said = [await say(runId, 'One more thing'), await say(runId, 'And another')]
    const { body: session } = await server.call('GET', `/sessions/${sessionId}`)
    expect(session).toMatchObject({ activeRunId: runId })
    for (const { body } of said) {
      const { body: log } = await server.call<{ event: string }[]>('GET', `/runs/${body.runId}/events`, {
        headers: { accept: 'application/json' },
      })
      expect(log.map(({ event }) => event)).toEqual(['run_started'])
    }
    const requests = server.model.requests.length
    go()
    for (const { body } of said) await server.events(body.runId)
    const last = server.model.requests.slice(requests).at(-1)
    const told = JSON.stringify(last?.messages)
    expect(told).toContain('The first answer.')
    expect(told.indexOf('One more thing')).toBeLessThan(told.indexOf('And another'))
    const history = await historyOf(sessionId)
    expect(history.map(run => [run.status, run.parentRunId])).toEqual([
      ['answered', null],
      ['answered', runId],
      ['answered', runId],
    ])
  })

  it('to a run that has ended is simply the next question', async () => {
    const { runId, sessionId } = await server.asking([{ text: 'Done.' }])
    await server.events(runId)
    const { status, body } = await say(runId, 'Once more')
    expect(status).toBe(202)
    await server.events(body.runId)
    expect((await historyOf(sessionId)).map(run => run.status)).toEqual(['answered', 'answered'])
  })

  it('outlives the stop of the run it was said to', async () => {
    const { runId, go } = await held()
    const { body } = await say(runId, 'Never mind, this instead')
    await server.call('POST', `/runs/${runId}/cancel`)
    const events = await server.events(body.runId)
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
    expect((await server.state(runId)).status).toBe('cancelled')
    go()
  })

  it.each([
    [{}, '“text” is not valid: it is missing, send a text.'],
    [{ text: ' \n' }, '“text” is not valid: write a question first.'],
    [{ text: 'x'.repeat(100_001) }, '“text” is not valid: send at most 100000 characters.'],
    [{ text: 7 }, '“text” is not valid: send a text.'],
  ])('%#: %.40o is refused, and no run comes of it', async (body, message) => {
    const { runId, sessionId } = await server.asking([{ text: 'Done.' }])
    const answer = await server.call<Refused>('POST', `/runs/${runId}/messages`, { body })
    expect([answer.status, answer.body.error.message]).toEqual([400, message])
    await server.events(runId)
    expect(await historyOf(sessionId)).toHaveLength(1)
  })

  it('to a run that is not there, or whose session was deleted, is told so', async () => {
    expect((await say('run_0', 'Hello?')).status).toBe(404)
    const { runId, sessionId } = await server.asking([{ text: 'Done.' }])
    await server.events(runId)
    await server.call('DELETE', `/sessions/${sessionId}`)
    expect((await say(runId, 'Hello?')).status).toBe(404)
  })
})
