import { describe, expect, test } from 'vitest'
import { ask, fail, failing, shape } from './testing/rehearsal.ts'

describe('a plain question', () => {
  test('one call, one step, an answer; events in true order', async () => {
    const { outcome, names, state, server } = await ask({
      script: [{ text: 'Let me look.', code: 'print(6*7)' }, { text: 'The total is 42.' }],
      cell: () => ({ prints: '42\n' }),
    })
    expect(outcome).toBe('answered')
    expect(shape(names)).toEqual([
      'intent',
      'thought',
      'step',
      'code_written',
      'step',
      'stdout',
      'step_done',
      'text',
      'evidence',
      'meta',
    ])
    expect(state.answer).toBe('The total is 42.')
    expect(state.steps[0]).toMatchObject({
      step: 1,
      code: 'print(6*7)',
      stdout: '42\n',
      status: 'success',
      tool: 'run_python',
    })
    expect(state.usage).toEqual({ inputTokens: 200, outputTokens: 40 })
    const told = JSON.stringify(server.requests[1]?.messages.at(-1))
    expect(told).toContain('42')
  })
})

test('of several calls in one turn each gets a step of its own, with labels that are its own', async () => {
  const profile = { name: 'profile_data', arguments: '{"name":"sales.csv"}' }
  const run = { name: 'run_python', arguments: '{"code":"x = 1"}' }
  const { state } = await ask({ script: [{ calls: [profile, run] }, { text: 'Done.' }] })
  expect(state.steps.map(({ tool, labels }) => [tool, labels])).toEqual([
    ['profile_data', ['Reading sales.csv']],
    ['run_python', ['Writing Python code', 'Running code']],
  ])
})

describe('how many steps there will be', () => {
  const call = (code: string) => ({ name: 'run_python', arguments: JSON.stringify({ code }) })

  test('is told where the model asked for several at once, and not where it asked for one', async () => {
    const { state, events } = await ask({
      script: [
        { code: 'alone()' },
        { text: 'Now three.', calls: [call('one()'), call('two()'), call('three()')] },
        { code: 'last()' },
        { text: 'Done: 42.' },
      ],
      cell: () => ({ prints: '42\n' }),
    })
    expect(state.steps.map(step => [step.step, step.total])).toEqual([
      [1, undefined],
      [2, 4],
      [3, 4],
      [4, 4],
      [5, undefined],
    ])
    const running = events.flatMap(e => (e.event === 'step' && e.data.label === 'Running code' ? [e.data.total] : []))
    expect(running).toEqual([undefined, 4, 4, 4, undefined])
  })

  test('stays true through a repair', async () => {
    const { state } = await ask({
      script: [{ calls: [call('broken'), call('fine()')] }, { text: 'mended()' }, { text: 'It is 42.' }],
      cell: failing(fail('NameError', 'broken')),
    })
    expect(state.steps.map(step => [step.total, step.repairs.length])).toEqual([
      [2, 1],
      [2, 0],
    ])
  })
})

describe('repair', () => {
  test('three failing cells, then success: three attempts, each with its diff', async () => {
    const { outcome, events, state, server } = await ask({
      script: [
        { code: 'broken' },
        { text: 'mended_1()' },
        { text: '```python\nmended_2()\n```' },
        { text: 'mended_3()' },
        { text: 'It is 42.' },
      ],
      cell: failing(fail('NameError', 'broken'), fail('KeyError', "'a'"), fail('ValueError', 'x')),
    })
    expect(outcome).toBe('answered')
    expect(events.filter(e => e.event === 'repair_attempt').map(e => e.data)).toEqual([
      { step: 1, attempt: 1, errorSummary: 'NameError: broken', before: 'broken', after: 'mended_1()' },
      { step: 1, attempt: 2, errorSummary: "KeyError: 'a'", before: 'mended_1()', after: 'mended_2()' },
      { step: 1, attempt: 3, errorSummary: 'ValueError: x', before: 'mended_2()', after: 'mended_3()' },
    ])
    expect(events.filter(e => e.event === 'repair_success').map(e => e.data)).toEqual([{ step: 1, attempt: 3 }])
    expect(state.steps).toHaveLength(1)
    expect(state.steps[0]?.labels).toEqual([
      'Writing Python code',
      'Running code',
      'Error found, fixing',
      'Fix applied, re-running',
      'Error found, fixing',
      'Fix applied, re-running',
      'Error found, fixing',
      'Fix applied, re-running',
    ])
    const request = server.requests[1]
    expect(request?.temperature).toBe(0)
    expect(request?.tools).toBeUndefined()
    const shown = JSON.stringify(request?.messages)
    expect(shown).toContain('broken')
    expect(shown).not.toContain('total revenue')
  })

  test('three failures after the first: the step fails, the model reads why and explains plainly', async () => {
    const { outcome, events, state, server } = await ask({
      script: [
        { code: 'c0()' },
        { text: 'c1()' },
        { text: 'c2()' },
        { text: 'c3()' },
        { text: 'The file has no revenue column.' },
      ],
      cell: (_code, index) => fail('KeyError', `'k${index}'`),
    })
    expect(outcome).toBe('answered')
    expect(events.filter(e => e.event === 'repair_attempt')).toHaveLength(3)
    expect(events.filter(e => e.event === 'step_done').map(e => e.data.status)).toEqual(['error'])
    expect(state.answer).toBe('The file has no revenue column.')
    expect(JSON.stringify(server.requests[4]?.messages.at(-1))).toContain('Not done after 3 repairs')
  })

  test('the same error twice stops early', async () => {
    const { events, workbench } = await ask({
      script: [{ code: 'c0()' }, { text: 'c1()' }, { text: 'It cannot be done.' }],
      cell: () => fail('KeyError', "'total' at 0x7f01, line 3"),
    })
    expect(events.filter(e => e.event === 'repair_attempt')).toHaveLength(1)
    expect(workbench.ran).toEqual(['c0()', 'c1()'])
  })

  test('a reply in prose is the reason, not code', async () => {
    const { events, workbench, server } = await ask({
      script: [{ code: 'c0()' }, { text: 'The table has no date column, so this cannot work.' }, { text: 'No dates.' }],
      cell: () => fail('KeyError'),
    })
    expect(events.some(e => e.event === 'repair_attempt')).toBe(false)
    expect(workbench.ran).toEqual(['c0()'])
    expect(JSON.stringify(server.requests[2]?.messages.at(-1))).toContain('no date column')
  })

  test('a refused cell is told to the model and not mended', async () => {
    const { workbench, state } = await ask({
      script: [{ code: 'import os' }, { text: 'I may not do that.' }],
      cell: () => ({ fails: ['Refused', 'importing os is not allowed here'], result: { status: 'refused' } }),
    })
    expect(workbench.ran).toEqual(['import os'])
    expect(state.steps[0]).toMatchObject({ status: 'error', repairs: [] })
    expect(state.steps[0]?.stderr).toContain('not allowed here')
  })

  test.each([
    ['timeout', 'It took too long'],
    ['memory', 'too much memory'],
    ['crashed', 'Python itself crashed'],
  ] as const)('after %s the repair is advised', async (status, advice) => {
    const { outcome, server, workbench } = await ask({
      script: [{ code: 'slow()' }, { text: 'quick()' }, { text: 'Done so.' }],
      cell: (_code, index) => (index === 0 ? { result: { status, seconds: 15 } } : { prints: '1\n' }),
    })
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['slow()', 'quick()'])
    expect(JSON.stringify(server.requests[1]?.messages)).toContain(advice)
  })

  test('after a failed step the next turn counts anew', async () => {
    const { events, outcome } = await ask({
      script: [{ code: 'c0' }, { text: 'c1' }, { code: 'd0' }, { text: 'd1' }, { text: 'Done.' }],
      cell: failing(fail('A'), fail('A'), fail('A')),
    })
    expect(outcome).toBe('answered')
    expect(events.filter(e => e.event === 'repair_attempt').map(e => [e.data.step, e.data.attempt])).toEqual([
      [1, 1],
      [2, 1],
    ])
    expect(events.filter(e => e.event === 'step_done').map(e => e.data.status)).toEqual(['error', 'success'])
  })
})

describe('what a cell gives', () => {
  test('frames become events in the order of the kernel', async () => {
    const payload = { path: 'p', folder: '/outbox', kind: 'table' as const, mime: 'application/json', name: 'Table' }
    const { names, state } = await ask({
      script: [{ code: 'df' }, { text: 'There.' }],
      cell: () => ({
        events: [
          { type: 'output', stream: 'stdout', text: 'a' },
          { type: 'display', text: '   x\n0  1', payload },
          { type: 'output', stream: 'stdout', text: 'b', truncated: true },
          { type: 'output', stream: 'stderr', text: 'warning' },
          { type: 'file', path: '/workspace/output/t.csv', size: 3, change: 'new' },
          { type: 'final_result', value: '7', mime: 'text/plain' },
        ],
      }),
    })
    const inner = names.slice(names.indexOf('stdout'), names.indexOf('step_done'))
    expect(inner).toEqual([
      'stdout',
      'artifact',
      'display',
      'stdout',
      'stderr',
      'artifact',
      'file_ready',
      'final_result',
    ])
    expect(state.steps[0]).toMatchObject({ stdout: 'ab', truncated: true, displays: [{ artifactId: 'artifact-1' }] })
    expect(state.files).toMatchObject([{ name: 't.csv' }])
    expect(state.finalResult?.value).toBe('7')
  })

  test('long output is cut for the model, head and tail kept', async () => {
    const long = Array.from({ length: 5000 }, (_, i) => `row ${i}`).join('\n')
    const { server, state } = await ask({ script: [{ code: 'x' }, { text: 'Long.' }], cell: () => ({ prints: long }) })
    const told = JSON.stringify(server.requests[1]?.messages.at(-1))
    expect(told.length).toBeLessThan(10_000)
    expect(told).toContain('row 0')
    expect(told).toContain('row 4999')
    expect(told).toMatch(/[\d,]+ lines left out/)
    expect(state.steps[0]?.stdout).toBe(long)
  })

  test('pictures go to a model that can see, and to no other', async () => {
    const payload = { path: 'p', folder: '/outbox', kind: 'image' as const, mime: 'image/png', name: 'Chart' }
    const asked = {
      script: [{ code: 'plot()' }, { text: 'See.' }],
      cell: () => ({ events: [{ type: 'display' as const, text: '<Figure>', payload }] }),
      workbench: { image: async () => ({ mime: 'image/png', bytes: new Uint8Array([1, 2, 3]) }) },
    }
    const blind = await ask(asked)
    expect(JSON.stringify(blind.server.requests[1])).not.toContain('image_url')
    const sees = await ask({ ...asked, modelId: 'openai/gpt-4o' })
    expect(JSON.stringify(sees.server.requests[1])).toContain('data:image/png;base64,AQID')
  })
})

const picturesIn = (request: unknown): string[] =>
  [...JSON.stringify(request).matchAll(/data:image\/png;base64,(\w+)/g)].map(match => match[1] ?? '')
const png = (number: number) => ({ mime: 'image/png', bytes: new Uint8Array([0, 0, number]) })
const base64 = (...numbers: number[]) => numbers.map(number => Buffer.from([0, 0, number]).toString('base64'))

test('of many pictures that code shows the first four are sent, and of many uploads the last three', async () => {
  const payload = { path: 'p', folder: '/outbox', kind: 'image' as const, mime: 'image/png', name: 'Chart' }
  const shown = Array.from({ length: 6 }, () => ({ type: 'display' as const, text: '<Figure>', payload }))
  const files = Array.from({ length: 5 }, (_, i) => {
    const name = `${i + 1}.png`
    return { name, path: `/workspace/${name}`, variable: `v${i}`, size: 3, kind: 'image', origin: 'upload' as const }
  })
  const number = (of: object): number => Number(/\d+/.exec(Object.values(of).join(''))?.[0])
  const { server } = await ask({
    script: [{ code: 'plot()' }, { text: 'See.' }],
    cell: () => ({ events: shown }),
    workbench: { files, image: async of => png('path' in of ? 100 + number(of) : number(of)) },
    modelId: 'openai/gpt-4o',
  })
  expect(picturesIn(server.requests[0])).toEqual(base64(103, 104, 105))
  expect(picturesIn(server.requests[1])).toEqual(base64(103, 104, 105, 1, 2, 3, 4))
})

test('an uploaded picture goes with the question to a model that can see, and none that code made', async () => {
  const file = (name: string) => ({ name, path: `/workspace/${name}`, variable: 'v', size: 3, kind: 'image' })
  const files = [
    { ...file('1.png'), origin: 'upload' as const },
    { ...file('2.png'), origin: 'generated' as const },
  ]
  const image = async (of: object) => png(Number(/\d/.exec(Object.values(of).join(''))?.[0]))
  const asked = { script: [{ text: 'A cat.' }], workbench: { files, image } }
  const sees = await ask({ ...asked, modelId: 'openai/gpt-4o' })
  expect(picturesIn(sees.server.requests[0])).toEqual(base64(1))
  const blind = await ask(asked)
  expect(picturesIn(blind.server.requests[0])).toEqual([])
})

describe('text and thoughts', () => {
  const long = 'This sentence is long enough to be part of an answer. '.repeat(8)

  test('short text before a call is a thought; the last turn is the answer', async () => {
    const { state } = await ask({ script: [{ text: 'Let me look.', code: 'x' }, { text: 'So it is.' }] })
    expect(state.answer).toBe('So it is.')
    expect(state.steps[0]?.thought).toContain('Let me look.')
  })

  test('long text streams, and the next turn begins a paragraph', async () => {
    const { state } = await ask({ script: [{ text: long, code: 'x' }, { text: 'So it is.' }] })
    expect(state.answer).toBe(`${long}\n\nSo it is.`)
  })

  test('reasoning is a thought', async () => {
    const { state } = await ask({ script: [{ reasoning: 'Hmm, I think.', text: 'Yes.' }] })
    expect(state.thought).toBe('Hmm, I think.')
    expect(state.answer).toBe('Yes.')
  })

  test('a model that says nothing is asked once more, then the loop says what there is', async () => {
    const said = await ask({ script: [{ code: 'x' }, { text: '' }, { text: 'It is 42.' }] })
    expect(said.state.answer).toBe('It is 42.')
    const silent = await ask({ script: () => ({ text: '' }) })
    expect(silent.state.answer).toContain('The model gave no answer')
    expect(silent.server.requests.length).toBe(3)
  })

  test.each([
    [0, 'the code failed with “E0: no”. The steps'],
    [1, 'the code failed with “E1: no”. It was mended once, without success. The steps'],
    [2, 'the code failed with “E2: no”. It was mended 2 times, without success. The steps'],
  ])('after code that failed, mended %i times, the loop says why', async (repairs, words) => {
    const { state } = await ask({
      script: (_, index) => (index === 0 ? { code: 'x' } : { text: index <= repairs ? '```python\ny()\n```' : '' }),
      cell: (_code, index) => fail(`E${index}`),
      settings: { maxRepairAttempts: repairs },
    })
    expect(state.answer).toContain(words)
  })

  test('an answer cut at the output limit goes on', async () => {
    const { state } = await ask({ script: [{ text: 'First half,', finish: 'length' }, { text: ' second half.' }] })
    expect(state.answer).toBe('First half, second half.')
  })
})
