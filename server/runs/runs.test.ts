import type { Variables } from '@codingagent/protocol/api.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import type { ScriptedTurn } from '@codingagent/engine/model/scripted.ts'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'
import { framesOf } from '../testing/test-server.ts'

let server: ScriptedRuns
beforeAll(async () => {
  server = await scriptedRuns()
})
afterAll(() => server.close())

const csv = 'month,revenue\n2024-01,100\n2024-02,150\n2024-03,125\n'
/** A session with one table and a question whose script is this. */
async function asking(turns: ScriptedTurn[], sessionId?: string) {
  const session = sessionId ?? (await server.newSession())
  if (sessionId === undefined) await server.upload(session, { name: 'sales.csv', content: csv })
  return server.asking(turns, { sessionId: session })
}
const state = (runId: string) => server.state(runId)
const names = (events: { event: string }[]) => events.map(event => event.event)

describe('a question', () => {
  it('goes from upload to Python to a chart, a table, a file and an answer', async () => {
    const code = [
      'import matplotlib.pyplot as plt',
      "df = pd.read_csv('sales.csv')",
      'print(df.revenue.sum())',
      "df.plot(x='month', y='revenue')",
      'plt.show()',
      "df.to_csv(f'{OUTPUT_DIR}/sum.csv', index=False)",
      'final_result = int(df.revenue.sum())',
      'df',
    ].join('\n')
    const { runId, sessionId } = await asking([{ text: 'I add it up.', code }, { text: 'The revenue is 375.' }])
    const events = await server.events(runId)
    expect(events.map(event => event.id)).toEqual(events.map((_, index) => index + 1))
    expect(events[0]).toMatchObject({ event: 'run_started', data: { runId, sessionId, model: 'openai/scripted' } })
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
    expect(names(events)).toEqual(
      expect.arrayContaining(['step', 'code_written', 'stdout', 'artifact', 'meta', 'text']),
    )

    const run = await state(runId)
    expect(run).toEqual({ ...events.reduce(applyEvent, emptyRun()), files: run.files })
    expect(run).toMatchObject({ status: 'answered', finalResult: { value: '375' }, seconds: expect.any(Number) })
    expect(run.steps[0]?.stdout).toContain('375')
    expect(run.artifacts.map(artifact => artifact.kind)).toEqual(expect.arrayContaining(['image', 'table']))
    expect(run.files.map(file => file.name)).toEqual(['sum.csv'])
    const file = await fetch(server.url + (run.files[0]?.url ?? ''))
    expect(await file.text()).toBe(csv)
  })

  it('is accepted and answered though the queue was away when it was asked', async () => {
    const sessionId = await server.newSession()
    vi.spyOn(server.services.queue, 'add').mockRejectedValueOnce(new Error('the queue is away'))
    const { runId } = await asking([{ text: 'Here.' }], sessionId)
    await server.events(runId)
    expect(await state(runId)).toMatchObject({ status: 'answered', answer: 'Here.' })
  })

  it('keeps variables for the next question and lists them', async () => {
    const first = await asking([{ code: 'answer = 41' }, { text: 'Kept.' }])
    await server.events(first.runId)
    const variables = async () => (await server.call<Variables>('GET', `/sessions/${first.sessionId}/variables`)).body
    const { items, lost } = await variables()
    expect(items.map(item => item.name)).toContain('answer')
    expect(lost).toBe(false)
    const second = await asking([{ code: 'print(answer + 1)' }, { text: 'It is 42.' }], first.sessionId)
    await server.events(second.runId)
    expect((await state(second.runId)).steps[0]?.stdout).toContain('42')
    const restarted = await server.call('POST', `/sessions/${first.sessionId}/kernel/restart`)
    expect(restarted.status).toBe(204)
    expect(await variables()).toEqual({ items: [] })
    const third = await asking([{ code: "print('answer' in globals())" }, { text: 'Gone.' }], first.sessionId)
    await server.events(third.runId)
    expect((await state(third.runId)).steps[0]?.stdout).toContain('False')
  })

  it('tells that variables went with a kernel that was put away, until the next cell', async () => {
    const { runId, sessionId } = await asking([{ code: 'answer = 41' }, { text: 'Kept.' }])
    await server.events(runId)
    await server.services.kernels.close(sessionId)
    const variables = async () => (await server.call<Variables>('GET', `/sessions/${sessionId}/variables`)).body
    const { items, lost } = await variables()
    expect(items.map(item => item.name)).toContain('answer')
    expect(lost).toBe(true)
    const next = await asking([{ code: 'other = 1' }, { text: 'Begun anew.' }], sessionId)
    await server.events(next.runId)
    expect((await state(next.runId)).steps[0]?.stderr).toBe(
      'Python was started anew since the last cell. Gone: answer.\n',
    )
    const after = await variables()
    expect(after.lost).toBe(false)
    expect(after.items.map(item => item.name)).toContain('other')
    expect(after.items.map(item => item.name)).not.toContain('answer')
  })

  it('names the session, once', async () => {
    const sessionId = await server.newSession()
    const runId = await server.ask(sessionId, 'Please can you show the monthly revenue trend? Thanks.')
    await server.events(runId)
    await server.events(await server.ask(sessionId, 'And the costs?'))
    const { body } = await server.call('GET', `/sessions/${sessionId}`)
    expect(body).toMatchObject({ title: 'Show the monthly revenue trend?', titled: false, activeRunId: null })
    const { body: history } = await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs`)
    expect(history.items.map(run => run.question)).toEqual([
      'Please can you show the monthly revenue trend? Thanks.',
      'And the costs?',
    ])
  })

  it('streams itself when the question asks for events', async () => {
    const sessionId = await server.newSession()
    const { text, status, headers } = await server.call('POST', `/sessions/${sessionId}/query`, {
      body: { question: 'Hello' },
      headers: { accept: 'text/event-stream' },
    })
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const events = framesOf(text)
    expect(events[0]?.event).toBe('run_started')
    expect(events.at(-1)?.event).toBe('done')
  })

  it('of a model that cannot be reached ends in words', async () => {
    const { runId } = await asking([{ refusal: { status: 401, body: { error: { message: 'bad key' } } } }])
    await server.events(runId)
    const run = await state(runId)
    expect(run).toMatchObject({ status: 'failed', error: { code: 'wrong_key' } })
  })

  it.each([
    [{ question: '   ' }, 400, 'write a question first'],
    [{}, 400, 'question'],
    [{ question: 'x', model: 'gpt' }, 400, 'a model id reads provider/model'],
    [{ question: 'x', model: 'nobody/model' }, 503, 'There is no model'],
    [{ question: 'x', parentRunId: 'run_0' }, 400, 'This session has no run of the id in “parentRunId”'],
  ])('is refused as %o in a sentence', async (body, status, message) => {
    const sessionId = await server.newSession()
    const answer = await server.call<{ error: { message: string } }>('POST', `/sessions/${sessionId}/query`, { body })
    expect(answer.status).toBe(status)
    expect(answer.body.error.message).toContain(message)
    expect((await server.call<{ items: unknown[] }>('GET', `/sessions/${sessionId}/runs`)).body.items).toEqual([])
  })
})

describe('the event stream', () => {
  it('goes on after Last-Event-ID and ?after=, and is a list for JSON', async () => {
    const { runId } = await asking([{ code: 'print(1)' }, { text: 'One.' }])
    const all = await server.events(runId)
    expect(await server.events(runId, 3)).toEqual(all.slice(3))
    const list = await server.call<unknown[]>('GET', `/runs/${runId}/events?after=2`, {
      headers: { accept: 'application/json' },
    })
    expect(list.body).toEqual(all.slice(2))
    expect(await server.events(runId, all.length)).toEqual([])
    const wrong = await server.call('GET', `/runs/${runId}/events`, { headers: { 'last-event-id': 'x' } })
    expect(wrong.status).toBe(400)
  })

  it('tells several readers the same, live', async () => {
    let go = (): void => {}
    const hold = new Promise<void>(resolve => {
      go = resolve
    })
    const { runId } = await asking([{ code: 'print(1)' }, { text: 'One.', hold }])
    const readers = [server.events(runId), server.events(runId), server.events(runId, 1)]
    go()
    const [first, second, third] = await Promise.all(readers)
    expect(second).toEqual(first)
    expect(third).toEqual(first?.slice(1))
  })
})

describe('a stop', () => {
  it('ends a cell that sleeps, keeps its variables, and frees the session', async () => {
    const { runId, sessionId } = await asking([
      { code: 'kept = 7' },
      { code: 'import time\nprint("sleeping")\ntime.sleep(60)' },
    ])
    await server.until(runId, 'stdout')
    const stopped = performance.now()
    expect((await server.call('POST', `/runs/${runId}/cancel`)).status).toBe(202)
    const events = await server.events(runId)
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'cancelled' } })
    expect(performance.now() - stopped).toBeLessThan(20_000)
    const next = await asking([{ code: 'print(kept)' }, { text: 'Seven.' }], sessionId)
    await server.events(next.runId)
    expect((await state(next.runId)).steps[0]?.stdout).toContain('7')
  })

  it('of a run that waits ends it without a word of it being worked on', async () => {
    const first = await asking([{ code: 'import time\nprint("busy")\ntime.sleep(60)' }])
    const second = await asking([{ text: 'Never said.' }], first.sessionId)
    await server.until(first.runId, 'stdout')
    await server.call('POST', `/runs/${second.runId}/cancel`)
    expect(names(await server.events(second.runId))).toEqual(['run_started', 'done'])
    await server.call('POST', `/runs/${first.runId}/cancel`)
    await server.events(first.runId)
    // Again, after its end: nothing changes.
    expect((await server.call('POST', `/runs/${first.runId}/cancel`)).body).toMatchObject({ status: 'cancelled' })
  })
})

/** Milliseconds at which a run was asked, worked on for the first time, and ended, by its log. */
async function workedOn(runId: string) {
  const rows = await server.services.db.query.runEvents.findMany({
    where: (row, { eq }) => eq(row.runId, runId),
    orderBy: row => row.id,
  })
  const [asked = 0, begun = 0] = rows.map(row => row.createdAt.getTime())
  return { asked, begun, ended: rows.at(-1)?.createdAt.getTime() ?? 0 }
}

describe('questions of one session', () => {
  it('are answered one after another, and none is lost', async () => {
    const { sessionId, runId } = await asking([{ code: 'order = [1]' }, { text: 'a' }])
    const more = [2, 3, 4].map(number =>
      asking([{ code: `order.append(${number}); print(order)` }, { text: 'b' }], sessionId),
    )
    const said = await server.call<{ runId: string }>('POST', `/runs/${runId}/messages`, {
      body: { text: 'And then?' },
    })
    expect(said.status).toBe(202)
    const runs = [...(await Promise.all(more)).map(run => run.runId), said.body.runId]
    const logs = await Promise.all(runs.map(id => server.events(id)))
    for (const log of logs) expect(log.at(-1)).toMatchObject({ data: { status: 'answered' } })
    const { body } = await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs?limit=2`)
    expect(body.items).toHaveLength(2)
    const last = await asking([{ code: 'print(sorted(order))' }, { text: 'c' }], sessionId)
    await server.events(last.runId)
    const worked = await Promise.all([runId, ...runs, last.runId].map(workedOn))
    const inTurn = worked.toSorted((a, b) => a.asked - b.asked)
    // None begins before the one that was asked before it has ended.
    expect(inTurn.map(run => run.begun)).toEqual(inTurn.map((run, n) => Math.max(run.begun, inTurn[n - 1]?.ended ?? 0)))
    expect((await state(last.runId)).steps[0]?.stdout).toContain('[1, 2, 3, 4]')
  })
})

it('tells nobody of runs that are not there', async () => {
  for (const path of ['/runs/run_0', '/runs/run_0/events', '/sessions/ses_0/runs'])
    expect((await server.call<{ error: { code: string } }>('GET', path)).body.error.code).toBe('not_found')
  for (const path of ['/runs/run_0/cancel', '/sessions/ses_0/kernel/restart'])
    expect((await server.call('POST', path)).status).toBe(404)
})
