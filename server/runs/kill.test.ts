/**
 * kill -9 of the server at random moments of runs and uploads: what was acknowledged is there afterwards, once, and every run ends.
 * `KILLS=50` is the drill; a few are enough to see in each test run that it still holds.
 */
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { scriptedServer, type ScriptedTurn, type WireRequest } from '@codingagent/engine/model/scripted.ts'
import type { SessionFile } from '@codingagent/protocol/api.ts'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startProcess, type ServerProcess } from '../testing/server-process.ts'
import { clientOf, framesOf, type Client } from '../testing/test-server.ts'

const kills = Number(process.env.KILLS ?? 4)

/** Answers by what the conversation holds, so that it does not matter which process asks: two cells, then words. */
function turnFor({ messages }: WireRequest): ScriptedTurn {
  const question = messages.findLastIndex(
    message => message.role === 'user' && JSON.stringify(message).includes('[kill'),
  )
  const calls = messages.slice(question).filter(message => (message.tool_calls?.length ?? 0) > 0).length
  if (calls === 0)
    return {
      text: 'First I count. ',
      code: 'import time\nfor n in range(8):\n    print(n, flush=True)\n    time.sleep(0.05)',
    }
  if (calls === 1) return { code: "open(f'{OUTPUT_DIR}/made.txt', 'a').write('x')\nprint('written')" }
  return { text: 'It is done, and this is the whole answer in a few pieces of text.' }
}

let model: Awaited<ReturnType<typeof scriptedServer>>
let dataDir = ''
let server: ServerProcess
const start = () =>
  startProcess({
    DATA_DIR: dataDir,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: 'any',
    MODEL: 'openai/scripted',
    LOG_LEVEL: 'fatal',
  })

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'codingagent-kill-'))
  chmodSync(dataDir, 0o711)
  model = await scriptedServer(turnFor)
  server = await start()
})
afterAll(async () => {
  await server.end('SIGTERM')
  await model.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** What a client was told, and so may rely on. */
type Told = {
  questions: { sessionId: string; runId: string; question: string; seen: LoggedEvent[] }[]
  files: { sessionId: string; id: string; sha256: string }[]
}

/** Reads events until the line breaks, and keeps each whole one. */
async function watch(url: string, told: Told['questions'][number]): Promise<void> {
  const response = await fetch(`${url}/api/v1/runs/${told.runId}/events`)
  const decoder = new TextDecoder()
  let text = ''
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true })
    told.seen = framesOf(text.slice(0, text.lastIndexOf('\n\n') + 2))
  }
}

let asked = 0

async function question(client: Client, told: Told, sessionId: string): Promise<void> {
  // Each has words of its own: one that was stored, but not acknowledged, is another than the next.
  const text = `[kill ${asked++}] Count.`
  const entry = { sessionId, runId: await client.ask(sessionId, text), question: text, seen: [] }
  told.questions.push(entry)
  await watch(client.url, entry)
}

async function upload(client: Client, told: Told, sessionId: string): Promise<void> {
  const content = `n\n${Math.random()}\n`.repeat(2000)
  const { status, body } = await client.upload(sessionId, { name: 'same.csv', content })
  const id = body?.files[0]?.id
  if (status === 201 && id !== undefined)
    told.files.push({ sessionId, id, sha256: createHash('sha256').update(content).digest('hex') })
}

async function runsOf(client: Client, sessionId: string): Promise<RunState[]> {
  const { body } = await client.call<{ items: RunState[] }>('GET', `/sessions/${sessionId}/runs?limit=200`)
  return body.items
}

/** Links are signed anew for each reader, and name another hour in the next one. */
const withoutLinks = (events: LoggedEvent[]): unknown =>
  JSON.parse(JSON.stringify(events).replaceAll(/"url":"[^"]*"/g, '"url":""'))

async function check(client: Client, told: Told): Promise<void> {
  for (const { sessionId, runId, question: text, seen } of told.questions) {
    const events = await client.events(runId)
    expect(events.map(event => event.id)).toEqual(events.map((_, index) => index + 1))
    expect(withoutLinks(events.slice(0, seen.length))).toEqual(withoutLinks(seen))
    expect(events.at(-1)?.event).toBe('done')
    expect(events.filter(event => event.event === 'done')).toHaveLength(1)
    const runs = await runsOf(client, sessionId)
    expect(runs.filter(run => run.question === text)).toHaveLength(1)
  }
  // A question may have been stored and the server killed before it said so: that one ends too, in its time.
  for (const sessionId of new Set(told.questions.map(question => question.sessionId)))
    await vi.waitFor(async () => {
      for (const run of await runsOf(client, sessionId)) expect(run.status).not.toBe('running')
    }, 60_000)
  for (const { sessionId, id, sha256 } of told.files) {
    const { body } = await client.call<{ files: SessionFile[] }>('GET', `/sessions/${sessionId}/files`)
    const found = body.files.filter(file => file.id === id)
    expect(found).toHaveLength(1)
    const bytes = await (await fetch(client.url + (found[0]?.url ?? ''))).bytes()
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256)
  }
}

it(`loses and doubles nothing when it is killed ${kills} times`, { timeout: 120_000 + kills * 60_000 }, async () => {
  const told: Told = { questions: [], files: [] }
  const sessions = [await clientOf(server.url).newSession(), await clientOf(server.url).newSession()]
  for (let kill = 0; kill < kills; kill++) {
    const client = clientOf(server.url)
    // Whatever the dying server does not acknowledge is nobody's loss.
    const work = Promise.allSettled(sessions.flatMap(id => [question(client, told, id), upload(client, told, id)]))
    const moment = Math.random() * 2500
    await new Promise(resolve => setTimeout(resolve, moment))
    await server.end('SIGKILL')
    await work
    server = await start()
  }
  expect(told.questions.length).toBeGreaterThan(0)
  await check(clientOf(server.url), told)
  const rows = await Promise.all(
    sessions.map(id => clientOf(server.url).call<{ files: SessionFile[] }>('GET', `/sessions/${id}/files`)),
  )
  for (const { body } of rows) {
    const versions = body.files.filter(file => file.name === 'same.csv').map(file => file.version)
    expect(new Set(versions).size).toBe(versions.length)
  }
})
