/** The judge of the built-in analyst: a right run has no faults, and each way of being wrong is named. */
import { emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { describe, expect, test } from 'vitest'
import { faults } from './judge.ts'
import type { EvalQuestion } from './question.ts'
import { questions } from './questions.ts'
import { files } from './tables.ts'

const question: EvalQuestion = {
  tables: ['sales'],
  ask: 'total revenue by region as excel',
  says: ['North: 12', 'South: 7'],
  final: ['12'],
  kinds: ['plotly', 'table'],
  files: ['xlsx'],
  code: 'groupby',
}

const step = (fields: Partial<RunState['steps'][number]> = {}): RunState['steps'][number] => ({
  step: 1,
  label: 'Running code',
  labels: ['Running code'],
  tool: 'run_python',
  status: 'success',
  seconds: 1,
  thought: '',
  code: "df.groupby('region')",
  language: 'python',
  stdout: '',
  stderr: '',
  truncated: false,
  displays: [],
  repairs: [],
  artifactIds: [],
  ...fields,
})
const artifact = (kind: 'plotly' | 'table') => ({ id: kind, kind, name: kind, mime: 'm', size: 1, version: 1 })
const right: RunState = {
  ...emptyRun('r', 's'),
  status: 'answered',
  answer: 'North: 12, South: 7.',
  finalResult: { value: '12', mime: 'text/plain' },
  steps: [step()],
  artifacts: [artifact('plotly'), artifact('table')],
  files: [{ id: 'f', name: 'revenue_by_region.xlsx', url: '', size: 1, type: 'x' }],
  evidence: [{ start: 7, end: 9, text: '12', status: 'found', step: 1, source: 'stdout' }],
}

test('a right run has no faults; nor has one of which nothing more is asked', () => {
  expect(faults(question, right)).toEqual([])
  expect(faults({ tables: [], ask: 'hi', says: [] }, { ...emptyRun(), status: 'answered' })).toEqual([])
})

describe('a wrong run is told by what is wrong', () => {
  const repairs = [{ attempt: 1, errorSummary: 'E', before: 'a', after: 'b', succeeded: true }]
  test.each<[string, Partial<RunState>, string[]]>([
    ['its end', { status: 'failed' }, ['ended as failed']],
    ['a number in its answer', { answer: 'North: 12, South: 8.' }, ['does not say South: 7']],
    ['all of its answer', { answer: '' }, ['does not say North: 12', 'does not say South: 7']],
    ['its result', { finalResult: { value: '7', mime: 'text/plain' } }, ['final_result lacks 12']],
    ['no result', { finalResult: null }, ['final_result lacks 12']],
    ['a chart that is not there', { artifacts: [artifact('table')] }, ['shows no plotly']],
    ['a file of another kind', { files: [{ ...right.files[0]!, name: 'xlsx.csv' }] }, ['made no xlsx']],
    ['code of another kind', { steps: [step({ code: 'df.sum()' })] }, ['code lacks groupby']],
    [
      'a step that failed',
      { steps: [step({ status: 'error', stderr: `${'x'.repeat(400)}KeyError: 'a'` })] },
      [`step failed: ${'x'.repeat(287)}KeyError: 'a'`],
    ],
    ['a repair, also one that helped', { steps: [step({ repairs })] }, ['needed a repair']],
    [
      'a number from nowhere',
      { evidence: [{ start: 0, end: 1, text: '9', status: 'missing' }] },
      ['number without evidence: 9'],
    ],
    [
      'several things at once',
      { status: 'cancelled', artifacts: [] },
      ['ended as cancelled', 'shows no plotly', 'shows no table'],
    ],
  ])('%s', (_, change, told) => expect(faults(question, { ...right, ...change })).toEqual(told))
})

describe('the questions', () => {
  test('ask each of tables that there are, each thing once, and want an answer in words', () => {
    const asked = questions.map(({ tables, ask }) => [tables, ask].flat(2).join('|'))
    expect(new Set(asked).size).toBe(asked.length)
    for (const { tables, says } of questions) {
      for (const name of tables) expect(files[name].bytes.length).toBeGreaterThan(0)
      expect(says.length).toBeGreaterThan(0)
      expect(says.filter(text => text.trim() === '' || /NaN|undefined/.test(text))).toEqual([])
    }
  })
})
