import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { listFiles, listRuns } from '../api/calls.ts'
import { addFiles, dropUpload, uploadsOf, useUploads } from '../files/upload-store.ts'
import { breakApi, heldByApi, makeWorld } from '../mock/open-app.tsx'
import { ask, askUnsent, stopRun, takeBack, tryAgain } from './ask.ts'
import { NEW_SESSION, turnsOf, useRuns } from './run-store.ts'
import { keepUnsent, unsentOf } from './unsent.ts'

let session = ''
const turns = () => turnsOf(useRuns.getState(), session)
const asked = (question: string, sessionId = session) =>
  ask({ sessionId, question, ensureSession: () => Promise.resolve(session) })
const ended = (count: number) =>
  expect
    .poll(() => turns().filter(turn => turn.run.status !== 'queued' && turn.run.status !== 'running').length)
    .toBe(count)

beforeEach(async () => {
  ;[session = ''] = await makeWorld({ sessions: 1 })
  useRuns.setState({ turns: {}, waiting: [] })
  localStorage.clear()
})
afterEach(() => vi.restoreAllMocks())

test('the question stands there before anything was waited for', async () => {
  const asking = asked('Show the trend')
  expect(turns()[0]).toMatchObject({ delivery: 'sending', run: { question: 'Show the trend' } })
  await asking
  expect(turns()[0]?.delivery).toBe('sent')
  await ended(1)
  expect(turns()[0]?.run.finalResult?.value).toBe('Revenue rose 18 % to €4.2 M')
})

test('a question that was taken is told to the other tabs', async () => {
  const tab = new BroadcastChannel('codingagent')
  const heard: unknown[] = []
  tab.onmessage = ({ data }) => heard.push(data)
  await asked('Show the trend')
  await expect.poll(() => heard).toEqual([session])
  tab.close()
  await ended(1)
})

describe('a question asked while its files are on their way', () => {
  const order = async () => (await listRuns(session)).items.map(run => run.question)
  const csv = (name: string) => new File(['a,b\n1,2\n'], name, { type: 'text/csv' })
  const uploads = () => uploadsOf(useUploads.getState(), session)
  beforeEach(async () => {
    await breakApi({ at: `POST sessions/${session}/files`, status: 0, hold: true })
    addFiles(session, [csv('sales.csv')])
  })
  afterEach(async () => {
    for (const { key } of uploads()) dropUpload(session, key)
    await breakApi()
  })

  test('reaches the server after them, and the tray is empty then', async () => {
    const asking = asked('Show the trend')
    expect(turns()[0]).toMatchObject({ delivery: 'sending', run: { question: 'Show the trend' } })
    await expect.poll(heldByApi).toMatchObject({ held: 1 })
    expect(await order()).toEqual([])
    await breakApi()
    await asking
    expect([turns()[0]?.delivery, uploads()]).toEqual(['sent', []])
    expect((await listFiles(session)).files.map(file => file.name)).toContain('sales.csv')
  })

  test('is taken back before them: it never leaves, and they stay in the tray for the next', async () => {
    const asking = asked('Show the trend')
    await expect.poll(() => turns()[0]?.waitsFor).toBe('files')
    expect(takeBack(session, turns()[0]?.key ?? '')).toBe('Show the trend')
    await breakApi()
    await asking
    expect([await order(), turns(), unsentOf(session)]).toEqual([[], [], []])
    expect(uploads()).toMatchObject([{ state: 'done' }])
  })

  test('goes without the one that is taken away', async () => {
    const asking = asked('Show the trend')
    await expect.poll(heldByApi).toMatchObject({ held: 1 })
    dropUpload(session, uploads()[0]?.key ?? '')
    await asking
    expect(turns()[0]?.delivery).toBe('sent')
  })
})

test('a question of a new session moves to the session it makes', async () => {
  await asked('Show the trend', NEW_SESSION)
  expect(turnsOf(useRuns.getState(), NEW_SESSION)).toEqual([])
  await ended(1)
})

test('a question asked while one works becomes the next run', async () => {
  await asked('endless')
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  await asked('Show the trend')
  expect(turns()[1]?.delivery).toBe('sent')
  const [first] = turns()
  await stopRun(first?.key ?? '', first?.run.id ?? '')
  await ended(2)
  expect(turns().map(turn => turn.run.status)).toEqual(['cancelled', 'answered'])
})

test('a refusal keeps the question, with the words of the server', async () => {
  await asked('refuse me')
  expect(turns()[0]).toMatchObject({
    delivery: 'refused',
    refusal: {
      code: 'quota_reached',
      message: 'The limit of questions for today is reached. It starts anew at midnight.',
    },
  })
  expect(takeBack(session, turns()[0]?.key ?? '')).toBe('refuse me')
  expect(turns()).toEqual([])
})

test('what the server refused stands there on the next visit too, and is sent when that is pressed', async () => {
  await asked('refuse me')
  const [{ key, refusal } = { key: '', refusal: null }] = turns()
  useRuns.setState({ turns: {}, waiting: [] })
  const sent = vi.spyOn(globalThis, 'fetch')
  askUnsent({ sessionId: session, ensureSession: () => Promise.resolve(session) })
  expect(turns()).toMatchObject([{ key, delivery: 'refused', refusal, run: { question: 'refuse me' } }])
  expect(sent).not.toHaveBeenCalled()
  await tryAgain(session, key)
  expect(sent).toHaveBeenCalledOnce()
  expect(unsentOf(session)).toMatchObject([{ key, refusal }])
  takeBack(session, key)
  expect(unsentOf(session)).toEqual([])
})

test('no network keeps the question too, also for the next visit, and it can be sent again', async () => {
  const lost = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed to fetch'))
  await asked('Show the trend')
  const [turn] = turns()
  expect(turn).toMatchObject({ delivery: 'refused', refusal: { code: 'network' } })
  expect(unsentOf(session)).toEqual([{ key: turn?.key, question: 'Show the trend' }])
  lost.mockRestore()
  await tryAgain(session, turn?.key ?? '')
  await ended(1)
  expect(unsentOf(session)).toEqual([])
})

test('a question taken back is not kept', async () => {
  vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('failed to fetch'))
  await asked('Show the trend')
  takeBack(session, turns()[0]?.key ?? '')
  expect([turns(), unsentOf(session)]).toEqual([[], []])
})

test.each([
  ['a question', undefined, { status: 202, goes: ['messages'] }],
  ['a question for a chosen model, which a message could not name,', 'openai/chosen', { status: 202, goes: ['query'] }],
  ['a question to a run that is gone meanwhile', undefined, { status: 404, goes: ['messages', 'query'] }],
])('%s asked while a run works reaches the server, with its model', async (_, model, { status, goes }) => {
  await asked('endless')
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  const [first] = turns()
  const { fetch } = globalThis
  const sent: [place: string | undefined, model: unknown, parent: unknown][] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const request = new Request(input, init)
    const place = /\/(messages|query)$/.exec(request.url)?.[1]
    if (place === undefined) return fetch(input, init)
    const { model: asksFor, parentRunId } = (await request.json()) as { model?: string; parentRunId?: string }
    sent.push([place, asksFor, parentRunId])
    const body =
      place === 'messages' && status === 404 ? { error: { code: 'not_found', message: 'gone' } } : { runId: 'next' }
    return Response.json(body, { status: place === 'messages' ? status : 202 })
  })
  await ask({ sessionId: session, question: 'And then?', model, ensureSession: () => Promise.resolve(session) })
  // A message names the run it comes after by its address.
  expect(sent).toEqual(goes.map(place => [place, model, model === undefined ? undefined : first?.run.id]))
  expect(turns()[1]).toMatchObject({ delivery: 'sent', run: { id: 'next' } })
  vi.restoreAllMocks()
  await stopRun(first?.key ?? '', first?.run.id ?? '')
})

test('a stop that does not reach the server can be pressed again', async () => {
  await asked('endless')
  await expect.poll(() => turns()[0]?.run.steps.length).toBe(2)
  const [turn] = turns()
  const { fetch } = globalThis
  vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) =>
    (input instanceof Request ? input.url : String(input)).endsWith('/cancel')
      ? Promise.reject(new TypeError('lost'))
      : fetch(input, init),
  )
  const stopping = stopRun(turn?.key ?? '', turn?.run.id ?? '')
  expect(turns()[0]?.stopping).toBe(true)
  await stopping
  expect(turns()[0]?.stopping).toBe(false)
  vi.restoreAllMocks()
  await stopRun(turn?.key ?? '', turn?.run.id ?? '')
  await ended(1)
})

describe('without a network', () => {
  const setNetwork = (there: boolean) => {
    Object.defineProperty(navigator, 'onLine', { value: there, configurable: true })
    window.dispatchEvent(new Event(there ? 'online' : 'offline'))
  }
  const asksOnServer = async () => {
    const answer = await fetch(`/api/v1/sessions/${session}/runs`)
    return ((await answer.json()) as { items: { question: string }[] }).items.map(run => run.question)
  }
  afterEach(() => setNetwork(true))

  test('questions wait for it, and leave once each, in their order', async () => {
    setNetwork(false)
    const asking = [asked('Show the trend'), asked('Show the trend again')]
    expect(turns().map(turn => turn.delivery)).toEqual(['sending', 'sending'])
    expect(await asksOnServer()).toEqual([])
    setNetwork(true)
    await Promise.all(asking)
    await ended(2)
    expect(await asksOnServer()).toEqual(['Show the trend', 'Show the trend again'])
  })

  test('one that is taken back meanwhile does not leave, and the next one does', async () => {
    setNetwork(false)
    const asking = [asked('Show the trend'), asked('Show the trend again')]
    await expect.poll(() => turns().map(turn => turn.waitsFor)).toEqual(['network', 'earlier'])
    takeBack(session, turns()[0]?.key ?? '')
    await asking[0]
    await expect.poll(() => turns().map(turn => turn.waitsFor)).toEqual(['network'])
    setNetwork(true)
    await asking[1]
    await ended(1)
    expect(await asksOnServer()).toEqual(['Show the trend again'])
  })

  test('one that is taken back and had arrived after all is stopped', async () => {
    const { fetch } = globalThis
    let lost = false
    const stopped: string[] = []
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const address = input instanceof Request ? input.url : String(input)
      if (address.endsWith('/cancel')) stopped.push(address)
      if (lost || !address.endsWith('/query')) return fetch(input, init)
      lost = true
      await fetch(input, init)
      setNetwork(false)
      throw new TypeError('lost')
    })
    const asking = asked('Show the trend')
    await expect.poll(() => turns()[0]?.waitsFor).toBe('network')
    takeBack(session, turns()[0]?.key ?? '')
    setNetwork(true)
    await asking
    expect([turns(), stopped.length]).toEqual([[], 1])
  })

  test('the first question of a new session waits with it', async () => {
    setNetwork(false)
    const made: string[] = []
    const ensureSession = () => {
      made.push(session)
      return Promise.resolve(session)
    }
    const asking = ask({ sessionId: NEW_SESSION, question: 'Show the trend', ensureSession })
    expect([made, turnsOf(useRuns.getState(), NEW_SESSION).length]).toEqual([[], 1])
    setNetwork(true)
    await asking
    expect(made).toEqual([session])
  })

  test('what was asked before the page was closed is asked once when it is opened again, and in its order', async () => {
    setNetwork(false)
    const asking = [asked('Show the trend'), asked('Show the trend again')]
    // Another page of the same session: it knows nothing but what is kept. The old one is still there and sends too.
    useRuns.setState({ turns: {}, waiting: [] })
    askUnsent({ sessionId: session, ensureSession: () => Promise.resolve(session) })
    askUnsent({ sessionId: session, ensureSession: () => Promise.resolve(session) })
    expect(turns().map(turn => turn.run.question)).toEqual(['Show the trend', 'Show the trend again'])
    setNetwork(true)
    await Promise.all(asking)
    await ended(2)
    expect(await asksOnServer()).toEqual(['Show the trend', 'Show the trend again'])
    expect(unsentOf(session)).toEqual([])
  })

  test('questions of a new session wait together and go to the one session it becomes', async () => {
    keepUnsent(NEW_SESSION, { key: '1-first', question: 'Show the trend' })
    keepUnsent(NEW_SESSION, { key: '2-second', question: 'Show the trend again' })
    let made = 0
    askUnsent({
      sessionId: NEW_SESSION,
      ensureSession: () => {
        made++
        return Promise.resolve(session)
      },
    })
    await ended(2)
    expect([made, await asksOnServer()]).toEqual([1, ['Show the trend', 'Show the trend again']])
    expect([unsentOf(NEW_SESSION), unsentOf(session)]).toEqual([[], []])
  })

  test('questions of a new session that two tabs find are taken by one of them, in their order', async () => {
    keepUnsent(NEW_SESSION, { key: '1-first', question: 'Show the trend' })
    keepUnsent(NEW_SESSION, { key: '2-second', question: 'Show the trend again' })
    const made: number[] = []
    for (const tab of [1, 2]) {
      // What a tab has on its screen the other does not know of; what is kept, both see.
      useRuns.setState({ turns: {}, waiting: [] })
      const ensureSession = async () => {
        made.push(tab)
        return session
      }
      askUnsent({ sessionId: NEW_SESSION, ensureSession })
    }
    await ended(2)
    expect(made).toHaveLength(1)
    expect(await asksOnServer()).toEqual(['Show the trend', 'Show the trend again'])
  })

  test('a question of a new session that its own tab is still sending is left to that tab', async () => {
    setNetwork(false)
    const asking = asked('Show the trend', NEW_SESSION)
    useRuns.setState({ turns: {}, waiting: [] })
    let made = 0
    askUnsent({ sessionId: NEW_SESSION, ensureSession: async () => `other-${++made}` })
    // Its turn comes after the one before it.
    await navigator.locks.request('codingagent:new', () => undefined)
    expect(turnsOf(useRuns.getState(), NEW_SESSION)).toEqual([])
    setNetwork(true)
    await asking
    expect([made, await asksOnServer()]).toEqual([0, ['Show the trend']])
  })

  test.each(['', 'null', '{', '{"question":5}', '[]'])('a kept question of another make, %j, is passed over', text => {
    localStorage.setItem(`unsent:${session}:k`, text)
    askUnsent({ sessionId: session, ensureSession: () => Promise.resolve(session) })
    expect(turns()).toEqual([])
  })

  test.each([
    ['before it arrived', false],
    ['on the way back, when the server had it already', true],
  ])('a question that is lost %s is asked once', async (_when, arrives) => {
    const { fetch } = globalThis
    let lost = false
    vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
      const address = input instanceof Request ? input.url : String(input)
      if (lost || !address.endsWith('/query')) return fetch(input, init)
      lost = true
      if (arrives) await fetch(input, init)
      setNetwork(false)
      throw new TypeError('lost')
    })
    const asking = asked('Show the trend')
    await expect.poll(() => navigator.onLine).toBe(false)
    setNetwork(true)
    await asking
    await ended(1)
    expect(turns()).toHaveLength(1)
    expect(await asksOnServer()).toEqual(['Show the trend'])
  })
})
