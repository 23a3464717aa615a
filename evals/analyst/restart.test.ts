/** A server may die at any moment of a question: whoever takes it over gives the answer that would have been given. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evalEngine, type EvalEngine, type EvalSession } from './session.ts'
import { files } from './tables.ts'

let engine: EvalEngine
let session: EvalSession
beforeAll(async () => {
  engine = await evalEngine()
  session = await engine.session([files.sales])
})
afterAll(() => engine.close())

const question = 'Monthly revenue by region, save it as Excel'

test('after any event of a question', { timeout: 300_000 }, async () => {
  const undisturbed = await session.ask(question)
  expect(undisturbed.files).toHaveLength(1)
  const told = new Set<string>()
  let events = 0
  for (let done = false; !done; events++) {
    const { answer, status, steps, files: made, usage, intent } = await session.askThroughDeath(question, events)
    const when = `the process died after ${events} events`
    // The first answer of a session introduces the analyst.
    expect(undisturbed.answer.startsWith(answer.slice(0, 300)), `${when}: ${answer}`).toBe(true)
    expect({ status, intent, usage }, when).toEqual({
      status: 'answered',
      intent: undisturbed.intent,
      usage: undisturbed.usage,
    })
    expect([...new Set(made.map(file => file.name))], when).toEqual(undisturbed.files.map(file => file.name))
    expect(steps.at(-1)?.status, when).toBe('success')
    for (const step of steps) if (step.status === 'error') told.add(step.stderr.trim())
    done = steps.length === undisturbed.steps.length && events > 12
  }
  expect([...told]).toEqual(['The server was stopped while this ran, so it did not end.'])
})
