import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import { afterEach, expect, test, vi } from 'vitest'
import { followRun } from './run-events.ts'

const frame = (id: number, event = 'text', data: object = { text: `${id}` }) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
const done = (id: number) => frame(id, 'done', { status: 'answered' })

/** A server that gives one prepared answer a call, and remembers after which event it was asked. */
function serve(...answers: (string[] | number | Error)[]) {
  const asked: (string | null)[] = []
  const calls = vi.spyOn(globalThis, 'fetch').mockImplementation(async (_address, init) => {
    asked.push(new Headers(init?.headers).get('last-event-id'))
    const answer = answers[Math.min(asked.length, answers.length) - 1] ?? 500
    if (answer instanceof Error) throw answer
    if (typeof answer === 'number') return new Response('', { status: answer })
    const encoder = new TextEncoder()
    return new Response(
      new ReadableStream({
        start(controller) {
          for (const piece of answer) controller.enqueue(encoder.encode(piece))
          controller.close()
        },
      }),
    )
  })
  return { asked, calls }
}

async function followed(after = 0, stop = new AbortController()) {
  const events: LoggedEvent[] = []
  const lines: string[] = []
  const end = await followRun({
    runId: 'r1',
    after,
    signal: stop.signal,
    onEvent: event => events.push(event),
    onLine: line => lines.push(line),
  })
  return { end, ids: events.map(event => event.id), lines, events }
}

afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

test('hands on every event to the end', async () => {
  serve([frame(1), frame(2), done(3)])
  const { end, ids, events } = await followed()
  expect(end).toBe('done')
  expect(ids).toEqual([1, 2, 3])
  expect(events[0]).toEqual({ id: 1, event: 'text', data: { text: '1' } })
})

test('frames may be cut anywhere, also inside a character', async () => {
  const bytes = new TextEncoder().encode(`${frame(1, 'text', { text: 'größer — 你好' })}${done(2)}`)
  vi.spyOn(globalThis, 'fetch').mockResolvedValue(
    new Response(
      new ReadableStream({
        start(controller) {
          for (const byte of bytes) controller.enqueue(Uint8Array.of(byte))
          controller.close()
        },
      }),
    ),
  )
  const { events } = await followed()
  expect(events[0]?.data).toEqual({ text: 'größer — 你好' })
})

test('a lost line goes on after the last event, and nothing comes twice', async () => {
  const { asked } = serve([frame(1), frame(2)], [frame(2), frame(3), done(4)])
  const { ids, lines } = await followed()
  expect(ids).toEqual([1, 2, 3, 4])
  expect(asked).toEqual([null, '2'])
  expect(lines).toEqual(['live', 'waiting', 'live'])
})

test('a gap is not accepted: it asks again for what is missing', async () => {
  const { asked } = serve([frame(1), frame(4)], [frame(2), frame(3), frame(4), done(5)])
  const { ids } = await followed()
  expect(ids).toEqual([1, 2, 3, 4, 5])
  expect(asked).toEqual([null, '1'])
})

test('begins after what is known already', async () => {
  const { asked } = serve([frame(7), frame(8), done(9)])
  const { ids } = await followed(7)
  expect(ids).toEqual([8, 9])
  expect(asked).toEqual(['7'])
})

test('no network and a fault of the server are waited out', async () => {
  serve(new TypeError('failed to fetch'), 503, [done(1)])
  const { end, lines } = await followed()
  expect(end).toBe('done')
  expect(lines).toEqual(['waiting', 'waiting', 'live'])
})

test.each(['before its answer', 'within it'])('a line that is silent %s is given up and tried anew', async where => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const lines: string[] = []
  vi.spyOn(globalThis, 'fetch')
    .mockImplementationOnce((_address, init) => {
      const dead = new Promise<never>((_, reject) =>
        init?.signal?.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
      )
      const body = new ReadableStream({ pull: () => dead }, { highWaterMark: 0 })
      return where === 'within it' ? Promise.resolve(new Response(body)) : dead
    })
    .mockResolvedValueOnce(new Response(done(1)))
  const end = followRun({
    runId: 'r1',
    after: 0,
    signal: new AbortController().signal,
    onEvent: () => {},
    onLine: line => lines.push(line),
  })
  await vi.advanceTimersByTimeAsync(44_000)
  expect(lines).not.toContain('waiting')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await end).toBe('done')
  expect(lines.slice(-2)).toEqual(['waiting', 'live'])
})

test('a run that is not there is gone for good', async () => {
  const { calls } = serve(404)
  const { end } = await followed()
  expect(end).toBe('gone')
  expect(calls).toHaveBeenCalledTimes(1)
})

test('the signal stops it, also between two tries', async () => {
  serve(503)
  const stop = new AbortController()
  const following = followed(0, stop)
  stop.abort()
  expect((await following).end).toBe('stopped')
})

test('coming back online ends the pause at once', async () => {
  serve(503, [done(1)])
  const following = followed()
  await vi.waitFor(() => {
    window.dispatchEvent(new Event('online'))
    expect(fetch).toHaveBeenCalledTimes(2)
  }, 30_000)
  expect((await following).end).toBe('done')
})
