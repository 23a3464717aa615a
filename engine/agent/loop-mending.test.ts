/** What the model is told when a cell failed: in the question for a repair, and after it. */
import { expect, test } from 'vitest'
import { ask, fail, failing } from './testing/rehearsal.ts'

const mended = { text: '```python\ngood()\n```' }
const torn = { ...mended, cutAfter: { pieces: 2, how: 'torn' as const } }
const lost = 'All variables are lost. Gone: sales.'

test('an error that was mended is not told again, the changed code is', async () => {
  const { outcome, server } = await ask({
    script: [{ code: 'bad()' }, mended, { text: 'It is 42.' }],
    cell: failing(fail('ValueError', 'no such month')),
  })
  expect(outcome).toBe('answered')
  expect(JSON.stringify(server.requests[1]?.messages)).toContain('no such month')
  const told = JSON.stringify(server.requests[2]?.messages)
  expect(told).not.toContain('no such month')
  expect(told).toContain('it now reads')
})

test('what a cell that ran wrote to stderr is told', async () => {
  const warning = { type: 'output' as const, stream: 'stderr' as const, text: 'UserWarning: dates are guessed\n' }
  const { server } = await ask({
    script: [{ code: 'guess()' }, { text: 'Done.' }],
    cell: () => ({ events: [warning] }),
  })
  expect(JSON.stringify(server.requests[1]?.messages)).toContain('dates are guessed')
})

test('variables lost in a crash are told to the repair, to the person, and once to the model', async () => {
  const crash = { result: { status: 'crashed' as const, note: lost } }
  const { state, server } = await ask({
    script: [{ code: 'bad()' }, { text: 'I cannot mend that.' }, { text: 'It cannot be done.' }],
    cell: () => crash,
  })
  expect(JSON.stringify(server.requests[1]?.messages)).toContain(lost)
  expect(JSON.stringify(server.requests[2]?.messages).split(lost)).toHaveLength(2)
  expect(state.steps[0]?.stderr).toContain(`${lost}\n`)
})

test.each([
  { cuts: 1, outcome: 'answered', repairs: 1 },
  { cuts: 2, outcome: 'failed', repairs: 0 },
])('a repair whose line drops $cuts times', async ({ cuts, outcome, repairs }) => {
  const asked = await ask({
    script: [{ code: 'bad()' }, ...Array.from({ length: cuts }, () => torn), mended, { text: 'It is 42.' }],
    cell: failing(fail('ValueError')),
  })
  expect([asked.outcome, asked.state.steps[0]?.repairs.length]).toEqual([outcome, repairs])
  expect(asked.server.requests.length).toBe(cuts === 1 ? 4 : 3)
})
