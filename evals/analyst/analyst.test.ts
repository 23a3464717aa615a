import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { faults } from './judge.ts'
import { questions } from './questions.ts'
import { evalEngine, type EvalEngine } from './session.ts'
import { files } from './tables.ts'

describe('the built-in analyst', () => {
  let engine: EvalEngine
  beforeAll(async () => {
    engine = await evalEngine()
  })
  afterAll(() => engine.close())

  test('there are sixty questions', () => expect(questions).toHaveLength(60))

  const results: { question: string; faults: string[]; answer: string }[] = []
  for (const question of questions) {
    const asked = [question.ask].flat()
    test(`${question.tables.join(' ')}: ${asked.join(' → ')}`, async () => {
      const session = await engine.session(question.tables.map(name => files[name]))
      let run: RunState | undefined
      for (const text of asked) run = await session.ask(text)
      await session.close()
      if (!run) throw new Error('nothing was asked')
      const found = faults(question, run)
      results.push({ question: asked.join(' → '), faults: found, answer: run.answer })
      expect(found, run.answer).toEqual([])
    }, 180_000)
  }

  test('all of them are right', () => {
    const right = results.filter(result => result.faults.length === 0).length
    const wrong = results.filter(result => result.faults.length > 0)
    console.log(
      [
        `built-in analyst: ${right}/${questions.length}`,
        ...wrong.map(({ question, faults }) => `${question}: ${faults.join('; ')}`),
      ].join('\n'),
    )
    expect(right).toBe(60)
  })
})
