/** The judge of a replay: a run that went as recorded has no problems, and each way in which it did not is named. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { episodes, table, type Episode } from './episodes.ts'
import { play } from './play.ts'
import { startRecordedModel } from './recorded-model.ts'

const episode: Episode = {
  name: 'one',
  questions: [
    {
      text: 'How many?',
      turns: [
        { says: 'I count. ', code: 'len(x)', ends: 'error' },
        { says: '', code: 'len(y)', ends: 'success' },
      ],
      answer: 'There are 7.',
      shows: ['7 rows'],
      leaves: [{ kind: 'table', holds: 'a,7' }],
    },
  ],
}

type Event = [name: string, data: Record<string, unknown>]
const asRecorded: Event[] = [
  ['code_written', { step: 1, code: '# [play p]\nlen(x)', language: 'python' }],
  ['repair_attempt', { step: 1, attempt: 1, errorSummary: 'E', before: 'len(x)', after: 'len(y)' }],
  ['code_written', { step: 1, code: '# [play p]\nlen(y)', language: 'python' }],
  ['stdout', { step: 1, text: '7 ' }],
  ['stdout', { step: 1, text: 'rows' }],
  ['artifact', { step: 1, artifact: { id: 'a1', kind: 'table', name: 'by.csv' } }],
  ['step_done', { step: 1, tool: 'run_python', status: 'success', seconds: 1 }],
  ['text', { text: 'There ' }],
  ['text', { text: 'are 7.' }],
  ['done', { status: 'answered' }],
]

const servers: Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

type Staged = {
  events?: Event[]
  ids?: (index: number, reading: number) => number
  file?: string
  asks?: number
  cut?: number
}

/** Plays against an API that logs these events and asked the model so many times. */
async function judge({ events = asRecorded, ids = i => i + 1, file = 'x\na,7\n', asks = 2, cut = 0 }: Staged = {}) {
  let readings = 0
  const model = await startRecordedModel()
  const stream = (after: number): string => {
    readings += after === 0 ? 1 : 0
    return events
      .map(([event, data], i) => ({ id: ids(i, readings), event, data }))
      .filter(({ id }) => id > after)
      .map(({ id, event, data }) => `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
      .join('')
  }
  const server = createServer(async (request, response) => {
    const path = request.url?.replace('/api/v1', '') ?? ''
    if (path === '/sessions') return response.end('{"id":"s1"}')
    if (path.endsWith('/files')) return response.end('{"files":[{"id":"f1"}]}')
    if (path === '/artifacts/a1') return response.end('{"url":"/the-file"}')
    if (path === '/the-file') return response.end(file)
    if (path.endsWith('/events')) return response.end(stream(Number(request.headers['last-event-id'] ?? 0)))
    for (let i = 0; i < asks; i++) {
      const body = JSON.stringify({ messages: [{ role: 'user', content: '[play p] How many?' }], tools: [{}] })
      await (await fetch(model.url, { method: 'POST', body })).text()
    }
    return response.end('{"runId":"r1"}')
  })
  servers.push(server)
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    return await play({ address, model, cutEvery: cut }, episode, 'p')
  } finally {
    await model.close()
  }
}

const without = (name: string, more?: (data: Record<string, unknown>) => boolean) =>
  asRecorded.filter(([event, data]) => event !== name || (more && !more(data)))
const instead = (name: string, data: Record<string, unknown>) =>
  asRecorded.map(([event, old]): Event => [event, event === name ? { ...old, ...data } : old])

describe('a run as recorded', () => {
  test.each([0, 1, 3, 10])('has no problems, also for a reader cut off every %i events', async cut => {
    expect(await judge({ cut })).toEqual([])
  })
})

describe('a run that is not as recorded', () => {
  test.each<[string, Staged, string]>([
    ['a repair is missing', { events: without('repair_attempt') }, '0 cells failed, 1 are recorded'],
    ['a step is missing', { events: without('step_done') }, '0 steps ended'],
    ['a step failed', { events: instead('step_done', { status: 'error' }) }, 'step 1 did not end well'],
    [
      'code was never shown',
      { events: without('code_written', ({ code }) => String(code).endsWith('len(y)')) },
      'not shown: len(y)',
    ],
    ['output is missing', { events: without('stdout') }, 'never shown: 7 rows'],
    ['another answer', { events: instead('text', { text: 'No.' }) }, 'the answer reads: No.No.'],
    ['no artifact', { events: without('artifact') }, 'no table was made'],
    ['another file', { file: 'x\na,8\n' }, 'by.csv holds x\na,8\n'],
    ['another end', { events: instead('done', { status: 'failed' }) }, 'it ended as failed'],
    ['an event is missing', { ids: i => (i > 3 ? i + 2 : i + 1) }, 'events are missing or doubled'],
    ['two readers differ', { ids: (i, reading) => i + reading }, 'a second reader saw other events'],
    ['a turn was not asked for', { asks: 1 }, '1 recorded turns were not asked for'],
  ])('%s', async (_, staged, problem) => {
    expect(await judge(staged)).toContain(`p: ${problem}`)
  })
})

describe('the recorded model', () => {
  const ask = async (url: string, content: string, more: object = {}) => {
    const body = JSON.stringify({ messages: [{ role: 'user', content }], ...more })
    const text = await (await fetch(url, { method: 'POST', body })).text()
    type Delta = { content?: string; tool_calls?: { function: { arguments: string } }[] }
    const deltas = [...text.matchAll(/^data: (\{.*)$/gm)].flatMap(([, json]) =>
      (JSON.parse(json ?? '') as { choices: { delta: Delta }[] }).choices.map(({ delta }) => delta),
    )
    const said = deltas.map(d => d.content ?? '').join('')
    const call = deltas.flatMap(d => d.tool_calls ?? []).map(c => c.function.arguments)
    return { said, code: call.length > 0 ? (JSON.parse(call.join('')) as { code: string }).code : undefined }
  }

  test('calls with tools, answers with code alone without, and then with the answer; plays keep apart', async () => {
    const model = await startRecordedModel()
    const [question] = episode.questions
    if (!question) throw new Error('no question')
    model.load('p', question)
    model.load('q', { turns: [], answer: 'Other.' })
    expect(await ask(model.url, '[play p] How many?', { tools: [{}] })).toEqual({
      said: 'I count. ',
      code: '# [play p]\nlen(x)',
    })
    expect(await ask(model.url, '[play q] What?')).toEqual({ said: 'Other.', code: undefined })
    expect(model.left('p')).toBe(1)
    expect((await ask(model.url, 'mend: # [play p]\nlen(x)')).said).toBe('# [play p]\nlen(y)')
    expect((await ask(model.url, '[play p] How many?', { tools: [{}] })).said).toBe('There are 7.')
    expect((await ask(model.url, 'How many?')).said).toContain('Nothing was recorded')
    expect([model.left('p'), model.left('unknown')]).toEqual([0, 0])
    await model.close()
  })
})

describe('the episodes', () => {
  test('have names of their own, and end each failing cell with its repair', () => {
    expect(new Set(episodes.map(e => e.name)).size).toBe(episodes.length)
    for (const { turns, shows } of episodes.flatMap(e => e.questions)) {
      expect(turns.at(-1)?.ends).toBe('success')
      expect(shows.length).toBeGreaterThan(0)
    }
  })

  test('speak of a table whose figures are as they say', () => {
    const rows = table.text
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split(','))
    const sum = (of: (row: string[]) => number) => rows.reduce((total, row) => total + of(row), 0)
    expect(rows).toHaveLength(200)
    expect(sum(row => Number(row[4]))).toBe(600)
    expect(sum(row => Number(row[4]) * Number(row[5]))).toBe(1499)
    expect(rows.filter(row => row[3] === 'rye')).toHaveLength(67)
  })
})
