/** Who follows a run: from any place, many at once, leaving and coming back. All read the same log, whole. */
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { framesOf } from '../testing/test-server.ts'
import { scriptedRuns, type ScriptedRuns } from '../testing/scripted-runs.ts'

let server: ScriptedRuns
let ended: { runId: string; log: LoggedEvent[] }
beforeAll(async () => {
  server = await scriptedRuns()
  const { runId } = await server.asking([
    {
      reasoning: 'I think.',
      code: "print('one')\nopen(f'{OUTPUT_DIR}/a.txt', 'w').write('a')\npd.DataFrame({'a': [1]})",
    },
    { text: 'It is one.' },
  ])
  ended = { runId, log: await server.events(runId) }
})
afterAll(() => server.close())

const address = (runId: string, query = '') => `${server.url}/api/v1/runs/${runId}/events${query}`
const open = (runId: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(address(runId), { headers: { accept: 'text/event-stream', ...headers }, signal })

/** Reads frames until so many came, then leaves as a browser whose tab is closed. */
async function readSome(runId: string, after: number, count: number): Promise<LoggedEvent[]> {
  const leave = new AbortController()
  const response = await open(runId, after > 0 ? { 'last-event-id': String(after) } : {}, leave.signal)
  let text = ''
  try {
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      text += piece
      const frames = framesOf(text.slice(0, text.lastIndexOf('\n\n') + 2))
      if (frames.length >= count) return frames.slice(0, count)
    }
    return framesOf(text)
  } finally {
    leave.abort()
  }
}

/** A run that has printed so many lines and goes on when it is told. */
async function underWay() {
  const { promise, resolve } = Promise.withResolvers<void>()
  const code = (from: number) => `for n in range(${from}, ${from + 3}): print(n, flush=True)`
  const asked = await server.asking([{ code: code(0) }, { code: code(3), hold: promise }, { text: 'Six lines.' }])
  await server.until(asked.runId, 'step_done')
  return { ...asked, go: resolve }
}

describe('a run that has ended', () => {
  it('is told from each place on, and its fold is the run', async () => {
    const { runId, log } = ended
    for (let place = 0; place <= log.length; place++)
      expect(await server.events(runId, place)).toEqual(log.slice(place))
    const state = await server.state(runId)
    expect(log.reduce<RunState>(applyEvent, emptyRun())).toEqual(state)
  })

  it('is a list for whoever asks for JSON, and a stream for whoever asks for both', async () => {
    const { runId, log } = ended
    const list = await server.call('GET', `/runs/${runId}/events`, { headers: { accept: 'application/json' } })
    expect(list.body).toEqual(log)
    for (const accept of ['text/event-stream, application/json', '*/*', 'text/event-stream']) {
      const { headers, text } = await server.call('GET', `/runs/${runId}/events`, { headers: { accept } })
      expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
      expect(framesOf(text)).toEqual(log)
    }
  })

  it('answers a reader who has all of it at once, with nothing', async () => {
    const { runId, log } = ended
    for (const place of [log.length, log.length + 100]) {
      const response = await open(runId, { 'last-event-id': String(place) })
      expect([response.status, await response.text()]).toEqual([200, ': stream\n\n'])
    }
  })

  it('goes by Last-Event-ID where an address says ?after= too: a browser that comes back sends both', async () => {
    const { runId, log } = ended
    const response = await fetch(address(runId, '?after=1'), { headers: { 'last-event-id': '4' } })
    expect(framesOf(await response.text())).toEqual(log.slice(4))
    expect(framesOf(await (await fetch(address(runId, '?after=3'))).text())).toEqual(log.slice(3))
  })

  it.each(['-1', '1.5', 'x', '2147483648', '%20'])('refuses ?after=%s', async after => {
    expect((await fetch(address(ended.runId, `?after=${after}`))).status).toBe(after === '%20' ? 200 : 400)
  })

  it('has a link to its file in each telling, and in the stored log none', async () => {
    const { runId, log } = ended
    const told = log.find(event => event.event === 'file_ready')
    expect(told?.data).toMatchObject({ file: { name: 'a.txt', url: expect.stringContaining('signature=') } })
    const stored = await server.services.events.read(runId, 0)
    expect(stored.find(event => event.event === 'file_ready')?.data).toMatchObject({ file: { url: '' } })
  })

  it('tells of a file that was deleted since without a link', async () => {
    const { runId } = await server.asking([{ code: "open(f'{OUTPUT_DIR}/b.txt', 'w').write('b')" }, { text: 'There.' }])
    await server.events(runId)
    const [file] = (await server.state(runId)).files
    expect((await fetch(server.url + (file?.url ?? ''))).status).toBe(200)
    await server.call('DELETE', `/artifacts/${file?.id}`)
    expect((await server.state(runId)).files).toEqual([{ ...file, url: '' }])
  })
})

describe('a run under way', () => {
  it('is told to each of many alike, whenever they came', async () => {
    const { runId, go } = await underWay()
    const early = Array.from({ length: 20 }, () => server.events(runId))
    const places = [1, 2, 3, 4, 5].map(place => server.events(runId, place))
    go()
    const [first = [], ...others] = await Promise.all(early)
    for (const other of others) expect(other).toEqual(first)
    for (const [n, tail] of (await Promise.all(places)).entries()) expect(tail).toEqual(first.slice(n + 1))
    expect(await server.events(runId)).toEqual(first)
  })

  it('is told to its end to a reader whose place is beyond its log', async () => {
    const { runId, go } = await underWay()
    const told = server.events(runId, 1000)
    const whole = server.events(runId)
    await new Promise(resolve => setTimeout(resolve, 200))
    go()
    const seen = await told
    expect(seen.at(-1)?.event).toBe('done')
    expect((await whole).slice(-seen.length)).toEqual(seen)
  })

  it('loses and doubles nothing for a reader who leaves after each event and comes back', async () => {
    const { runId, go } = await underWay()
    const seen: LoggedEvent[] = []
    seen.push(...(await readSome(runId, 0, 3)))
    go()
    while (seen.at(-1)?.event !== 'done') seen.push(...(await readSome(runId, seen.at(-1)?.id ?? 0, 1)))
    expect(seen).toEqual(await server.events(runId))
  })

  it('goes on when all its readers have left', async () => {
    const { runId, go } = await underWay()
    for (let n = 0; n < 5; n++) await readSome(runId, 0, 2)
    go()
    await expect.poll(async () => (await server.state(runId)).status, { timeout: 30_000 }).toBe('answered')
    const printed = (await server.state(runId)).steps.map(step => step.stdout).join('')
    expect(printed).toBe('0\n1\n2\n3\n4\n5\n')
  })

  it('is a list of what there is so far for whoever asks for JSON', async () => {
    const { runId, go } = await underWay()
    const { body } = await server.call<LoggedEvent[]>('GET', `/runs/${runId}/events`, {
      headers: { accept: 'application/json' },
    })
    expect(body[0]?.event).toBe('run_started')
    expect(body.at(-1)?.event).not.toBe('done')
    expect(await server.state(runId)).toMatchObject({ status: 'running', lastEventId: expect.any(Number) })
    go()
    expect((await server.events(runId)).slice(0, body.length)).toEqual(body)
  })

  it('stands in the history of its session as far as it is', async () => {
    const { runId, sessionId, go } = await underWay()
    const { body } = await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs`)
    expect(body.items).toMatchObject([
      { id: runId, status: 'running', steps: [{ stdout: '0\n1\n2\n', status: 'success' }] },
    ])
    go()
    await server.events(runId)
  })

  it('is told to who asked it with Accept: text/event-stream, who may leave and read it elsewhere', async () => {
    const sessionId = await server.newSession()
    const leave = new AbortController()
    const response = await fetch(`${server.url}/api/v1/sessions/${sessionId}/query`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ question: 'Hello?' }),
      signal: leave.signal,
    })
    const { value = '' } = await response.body!.pipeThrough(new TextDecoderStream()).getReader().read()
    leave.abort()
    expect(value).toContain(': stream')
    const { body } = await server.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs`)
    const events = await server.events(body.items[0]?.id ?? '')
    expect(events.at(-1)).toMatchObject({ event: 'done', data: { status: 'answered' } })
  })
})

describe('the history of a session', () => {
  it('comes in pages, oldest first, each run once, also while more are asked', async () => {
    const sessionId = await server.newSession({ model: 'builtin/analyst' })
    const ids: string[] = []
    const ask = async () => void ids.push(await server.ask(sessionId, `Hello ${ids.length}`))
    for (let n = 0; n < 5; n++) await ask()
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { body }: { body: { items: RunState[]; nextCursor: string | null } } = await server.call(
        'GET',
        `/sessions/${sessionId}/runs?limit=2${cursor && `&cursor=${cursor}`}`,
      )
      seen.push(...body.items.map(run => run.id))
      cursor = body.nextCursor
      if (ids.length < 7) await ask()
    }
    expect(seen).toEqual(ids)
    await Promise.all(ids.map(id => server.events(id)))
  })

  it.each(['abc', 'e30', Buffer.from('["2020-01-01T00:00:00Z","a\\u0000b"]').toString('base64url')])(
    'refuses the cursor %s',
    async cursor => {
      const sessionId = await server.newSession()
      const { status, text } = await server.call('GET', `/sessions/${sessionId}/runs?cursor=${cursor}`)
      expect([status, JSON.parse(text)]).toMatchObject([
        400,
        { error: { message: expect.stringContaining('first page') } },
      ])
    },
  )
})
