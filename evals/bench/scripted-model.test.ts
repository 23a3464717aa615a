/** The bench's model: what it answers, and when it says it did; asked over the wire as the product asks it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { questionFor, settingsFor, startScriptedModel, type ScriptedModel } from './scripted-model.ts'

type Delta = { content?: string; tool_calls?: { id: string; function: { name: string; arguments: string } }[] }
type Chunk = { choices: [{ delta: Delta; finish_reason: string | null }] }

let model: ScriptedModel
beforeEach(async () => {
  model = await startScriptedModel()
})
afterEach(() => model.close())

async function ask(...messages: object[]) {
  const response = await fetch(`${model.url}/chat/completions`, { method: 'POST', body: JSON.stringify({ messages }) })
  const text = await response.text()
  const choices = [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json]) => (JSON.parse(json ?? '') as Chunk).choices[0])
  const call = choices.flatMap(choice => choice.delta.tool_calls ?? [])[0]?.function
  return {
    ends: text.endsWith('data: [DONE]\n\n'),
    said: choices.map(choice => choice.delta.content ?? '').join(''),
    call: call && { name: call.name, code: (JSON.parse(call.arguments) as { code: string }).code },
    finish: choices.at(-1)?.finish_reason,
  }
}
const user = (content: unknown) => ({ role: 'user', content })

describe('a question', () => {
  test.each(['1', 'print("<<<")', 'x = """>>>"""\nx', 'a > b >> c', 'print("ä 📈")\n', ''])(
    'with %j in it runs just that',
    async code => {
      expect(await ask({ role: 'system', content: 'Help.' }, user(questionFor(code)))).toEqual({
        ends: true,
        said: '',
        call: { name: 'run_python', code },
        finish: 'tool_calls',
      })
    },
  )

  test('in parts is read as one, whatever else stands among them', async () => {
    const [head, tail] = ['Run this. <<<1 +', ' 1>>>']
    const parts = [
      { type: 'text', text: head },
      { type: 'image_url', image_url: {} },
      { type: 'text', text: tail },
    ]
    expect((await ask(user(parts))).call?.code).toBe('1 + 1')
  })

  test.each([
    ['whose result has come back', [user(questionFor('1')), { role: 'tool', content: '1' }]],
    ['without code', [user('Hello')]],
    ['of nothing', [user(null)]],
    ['that is no question', [{ role: 'assistant', content: questionFor('1') }]],
    ['of an earlier turn', [user(questionFor('1')), { role: 'assistant', content: 'Done.' }, user('Thanks')]],
    ['that is not there', []],
  ])('%s is answered in words', async (_, messages) => {
    expect(await ask(...messages)).toEqual({ ends: true, said: 'Done.', call: undefined, finish: 'stop' })
  })
})

test('the moment of its last call is known, and an answer in words does not move it', async () => {
  expect(model.calledAt()).toBeNaN()
  const before = performance.now()
  await ask(user(questionFor('1')))
  const called = model.calledAt()
  expect(called).toBeGreaterThan(before)
  expect(called).toBeLessThanOrEqual(performance.now())
  expect(model.ownTime()).toBeGreaterThan(0)
  expect(model.ownTime()).toBeLessThan(called - before)
  await ask(user('Hello'))
  expect(model.calledAt()).toBe(called)
  expect(model.ownTime()).toBeLessThan(called - before)
  await ask(user(questionFor('2')))
  expect(model.calledAt()).toBeGreaterThan(called)
})

test('it lists itself under the name that the product is told to ask', async () => {
  const { data } = (await (await fetch(`${model.url}/models`)).json()) as { data: { id: string }[] }
  expect(settingsFor(model)).toEqual({
    MODEL: `openai/${data[0]?.id}`,
    OPENAI_BASE_URL: model.url,
    OPENAI_API_KEY: expect.stringMatching(/./),
  })
})

test('closed, it answers nobody, and two at once keep apart', async () => {
  const other = await startScriptedModel()
  expect(other.url).not.toBe(model.url)
  await ask(user(questionFor('1')))
  expect(other.calledAt()).toBeNaN()
  await other.close()
  await expect(fetch(`${other.url}/models`)).rejects.toThrow('fetch failed')
})
