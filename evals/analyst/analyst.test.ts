import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { EvalQuestion } from './question.ts'
import { questions } from './questions.ts'
import { evalEngine, type EvalEngine } from './session.ts'
import { files } from './tables.ts'

/** What an answer lacks; empty when it is right. */
function faults(question: EvalQuestion, run: RunState): string[] {
  const code = run.steps.map(step => step.code).join('\n')
  const kinds = run.artifacts.map(artifact => artifact.kind)
  const made = run.files.map(file => file.name)
  return [
    ...(run.status === 'answered' ? [] : [`ended as ${run.status}`]),
    ...run.steps.filter(step => step.status === 'error').map(step => `step failed: ${step.stderr.slice(-300)}`),
    ...run.steps.filter(step => step.repairs.length > 0).map(() => 'needed a repair'),
    ...question.says.filter(text => !run.answer.includes(text)).map(text => `does not say ${text}`),
    ...(question.final ?? [])
      .filter(text => !run.finalResult?.value.includes(text))
      .map(text => `final_result lacks ${text}`),
    ...(question.kinds ?? []).filter(kind => !kinds.includes(kind)).map(kind => `shows no ${kind}`),
    ...(question.files ?? [])
      .filter(ending => !made.some(name => name.endsWith(`.${ending}`)))
      .map(ending => `made no ${ending}`),
    ...(question.code && !code.includes(question.code) ? [`code lacks ${question.code}`] : []),
    ...run.evidence.filter(claim => claim.status === 'missing').map(claim => `number without evidence: ${claim.text}`),
  ]
}

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
