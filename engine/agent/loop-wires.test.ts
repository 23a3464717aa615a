/** A whole question over each provider's own wire: calls, results, slips of the model, cuts, and what is counted. */
import { afterEach, describe, expect, test } from 'vitest'
import { resolveModel } from '../model/providers.ts'
import {
  USAGE,
  wireNames,
  wires,
  wireServer,
  type WireName,
  type WireServer,
  type WireTurn,
} from '../model/testing/wires.ts'
import { ask } from './testing/rehearsal.ts'

const servers: WireServer[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})

async function askOver(name: WireName, script: WireTurn[], more: Partial<Parameters<typeof ask>[0]> = {}) {
  const server = await wireServer(name, script)
  servers.push(server)
  const model = resolveModel(wires[name].id, { tools: 'auto', ...wires[name].settings(server.url) })
  const asked = await ask({ script: [], cell: () => ({ prints: '4711\n' }), options: { model }, ...more })
  return { ...asked, requests: server.asked.length, bodies: server.bodies }
}

const python = (code: string) => ({ name: 'run_python', arguments: JSON.stringify({ code }) })
const long = 'The total of all the regions together is 4,711, and every one of them grew. '.repeat(6)
const counted = (turns: number) => ({ inputTokens: USAGE.input * turns, outputTokens: USAGE.output * turns })

describe.each(wireNames)('%s', name => {
  test('looks, computes, answers; the result of the code reaches the model, each turn is counted once', async () => {
    const { outcome, state, workbench, requests, bodies } = await askOver(name, [
      { text: 'I look.', calls: [python('print(total)')] },
      { text: 'It is 4,711.' },
    ])
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(total)'])
    expect(state.answer).toBe('It is 4,711.')
    expect(state.evidence).toMatchObject([{ text: '4,711', status: 'found', step: 1 }])
    expect(state.usage).toMatchObject(counted(2))
    expect(requests).toBe(2)
    expect(bodies[0]).toContain('What is the total revenue?')
    expect(bodies[1]).toContain('4711')
  })

  test('slips of the model are told to it and never run; each turn is counted once', async () => {
    const { outcome, state, workbench, bodies } = await askOver(name, [
      { calls: [{ name: 'run_python', arguments: '{"code": "import os' }] },
      { calls: [{ name: 'shell', arguments: '{"cmd":"ls"}' }] },
      { calls: [{ name: 'run_python', arguments: '{"script":"x = 1"}' }] },
      { calls: [python('print(total)'), python('print(2)')] },
      { text: 'It is 4,711.' },
    ])
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(total)', 'print(2)'])
    expect(bodies[1]).toMatch(/not valid JSON|did not fit/)
    expect(bodies[2]).toContain('shell')
    expect(bodies[3]).toMatch(/did not fit/)
    expect(state.usage).toMatchObject(counted(5))
    expect(state.steps.every(step => step.status !== 'running')).toBe(true)
  })

  test('an answer that is cut is asked for once more, shown once, and both are counted', async () => {
    const { outcome, state, requests } = await askOver(name, [{ text: long, after: 'torn' }, { text: long }])
    expect(outcome).toBe('answered')
    expect(state.answer).toBe(long)
    expect(requests).toBe(2)
    expect(state.usage.inputTokens).toBeGreaterThan(USAGE.input)
    expect(state.usage.outputTokens).toBeGreaterThan(USAGE.output)
  })

  test('an answer at the limit of one message goes on; one that is empty is asked for once', async () => {
    const limited = await askOver(name, [{ text: 'The first half,', finish: 'length' }, { text: ' the second.' }])
    expect(limited.state.answer).toBe('The first half, the second.')
    const empty = await askOver(name, [{}, { text: 'It is 4,711.' }])
    expect(empty.state.answer).toBe('It is 4,711.')
    expect(empty.state.usage).toMatchObject(counted(2))
  })

  test('a filter in the middle of the work keeps the steps and says what to do', async () => {
    const { outcome, state, names } = await askOver(name, [{ calls: [python('print(1)')] }, { finish: 'filter' }])
    expect(outcome).toBe('failed')
    expect(state.error).toMatchObject({ code: 'filtered', message: expect.stringContaining('Ask in other words') })
    expect(state.steps).toMatchObject([{ status: 'success', stdout: '4711\n' }])
    expect(state.usage).toMatchObject(counted(2))
    expect(names.slice(-1)).toEqual(['meta'])
  })
})
