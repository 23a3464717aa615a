/** A server whose model answers by script: each question names its turns, so that many can be under way in one server. */
import {
  scriptedServer,
  type ScriptedServer,
  type ScriptedTurn,
  type WireRequest,
} from '@codingagent/engine/model/scripted.ts'
import type { LoggedEvent } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { testServer, type TestServer } from './test-server.ts'

export type ScriptedRuns = TestServer & {
  model: ScriptedServer
  /** Asks with these turns as its script: in this session, else in a new one. */
  asking: (turns: ScriptedTurn[], more?: { sessionId?: string; body?: object }) => Promise<Asked>
  /** Runs the code as the one cell of a question, and gives the run. */
  ran: (code: string, sessionId?: string) => Promise<RunState>
  /** How many turns of that script the model was asked for. */
  turnsOf: (name: string) => number
  state: (runId: string) => Promise<RunState>
  /** Waits for the first event of that name in a run, and gives it. */
  until: (runId: string, event: LoggedEvent['event']) => Promise<LoggedEvent>
}
export type Asked = { sessionId: string; runId: string; name: string }

export async function scriptedRuns(environment: Record<string, string> = {}): Promise<ScriptedRuns> {
  const scripts = new Map<string, ScriptedTurn[]>()
  const asked = new Map<string, number>()
  const nextTurn = ({ messages }: WireRequest): ScriptedTurn => {
    const names = [...JSON.stringify(messages).matchAll(/\[(script\d+)\]/g)].map(match => match[1] ?? '')
    const name = names.findLast(known => scripts.has(known)) ?? ''
    const place = asked.get(name) ?? 0
    asked.set(name, place + 1)
    return scripts.get(name)?.[place] ?? { text: 'Done.' }
  }
  const model = await scriptedServer(nextTurn)
  const settings = { OPENAI_BASE_URL: model.url, OPENAI_API_KEY: 'any', MODEL: 'openai/scripted' }
  const server = await testServer({ ...settings, ...environment })
  const asking: ScriptedRuns['asking'] = async (turns, { sessionId, body } = {}) => {
    const name = `script${scripts.size + 1}`
    scripts.set(name, turns)
    const session = sessionId ?? (await server.newSession())
    const answer = await server.call<{ runId: string }>('POST', `/sessions/${session}/query`, {
      body: { question: `[${name}] What is it?`, ...body },
    })
    if (answer.status !== 202) throw new Error(`query: ${answer.status} ${answer.text}`)
    return { sessionId: session, runId: answer.body.runId, name }
  }
  const state = async (runId: string) => (await server.call<RunState>('GET', `/runs/${runId}`)).body
  return {
    ...server,
    model,
    asking,
    async ran(code, sessionId) {
      const { runId } = await asking([{ code }, { text: 'Done.' }], { sessionId })
      await server.events(runId)
      return state(runId)
    },
    turnsOf: name => asked.get(name) ?? 0,
    state,
    async until(runId, event) {
      const { signal } = new AbortController()
      for await (const logged of server.services.events.follow(runId, 0, signal))
        if (logged.event === event) return logged
      throw new Error(`the run ended without ${event}`)
    },
    async close() {
      await server.close()
      await model.close()
    },
  }
}
