import { describe, expect, test, vi } from 'vitest'
import { overBudgetText } from './ending.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { Refusal } from '@codingagent/protocol/errors.ts'
import { SandboxUnavailable } from '../sandbox/sandbox.ts'
import { scriptedServer } from '../model/scripted.ts'
import { ask, fail, failing, shape } from './testing/rehearsal.ts'
import { GO_ON } from './turn.ts'

const long = 'This sentence is long enough to be part of an answer. '.repeat(8)
const error = (message: string, more: object = {}) => ({ error: { message, ...more } })

describe('a stream cut in the middle', () => {
  test.each(['torn', 'closed'] as const)('%s in the answer: said again from the start, shown once', async how => {
    const { outcome, state, server } = await ask({
      script: [{ text: long, cutAfter: { pieces: 70, how } }, { text: long }],
    })
    expect(outcome).toBe('answered')
    expect(state.answer).toBe(long)
    expect(JSON.stringify(server.requests[1]?.messages.at(-1))).toContain('Go on exactly')
  })

  test('a model that goes on where it stopped is joined without a seam', async () => {
    const words = long.match(/\S+\s*/g) ?? []
    const { state } = await ask({
      script: [{ text: long, cutAfter: { pieces: 71, how: 'torn' } }, { text: words.slice(70).join('') }],
    })
    expect(state.answer).toBe(long)
  })

  test('before anything was shown the turn is simply asked again', async () => {
    const { state, server } = await ask({
      script: [{ text: 'One two three four.', cutAfter: { pieces: 3, how: 'torn' } }, { text: 'One two three four.' }],
    })
    expect(state.answer).toBe('One two three four.')
    expect(server.requests[1]?.messages).toEqual(server.requests[0]?.messages)
  })

  test('in the arguments of a call: nothing is run, the step is used again', async () => {
    const { outcome, workbench, state } = await ask({
      script: [
        { text: 'Look.', code: 'print(40 + 2)', cutAfter: { pieces: 5, how: 'torn' } },
        { text: 'Look.', code: 'print(40 + 2)' },
        { text: '42.' },
      ],
    })
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(40 + 2)'])
    expect(state.steps.map(s => [s.step, s.status])).toEqual([[1, 'success']])
  })

  test('in the reasoning: what was thought before is not shown again', async () => {
    const { state } = await ask({
      script: [
        { reasoning: 'I add them up.', text: 'Yes.', cutAfter: { pieces: 4, how: 'torn' } },
        { reasoning: 'I add them all up.', text: 'Yes.' },
      ],
    })
    // As much as was shown is passed over, by its length.
    expect(state.thought).toBe('I add them all up.')
    expect(state.answer).toBe('Yes.')
  })

  test('twice: a plain error, and what was shown stays', async () => {
    const { outcome, state, names } = await ask({
      script: () => ({ text: long, cutAfter: { pieces: 70, how: 'torn' } }),
    })
    expect(outcome).toBe('failed')
    expect(state.error).toMatchObject({ code: 'cut_off' })
    expect(long.startsWith(state.answer)).toBe(true)
    expect(names.at(-1)).toBe('meta')
  })
})

describe('faults of the provider', () => {
  test('429 with Retry-After is waited for', async () => {
    const { outcome, server } = await ask({
      script: [
        { refusal: { status: 429, headers: { 'retry-after': '0.05' } } },
        { refusal: { status: 503 } },
        { text: 'Here.' },
      ],
    })
    expect(outcome).toBe('answered')
    expect(server.requests).toHaveLength(3)
  })

  test('429 that asks to wait for minutes is told at once', async () => {
    const { outcome, state, server } = await ask({
      script: () => ({ refusal: { status: 429, headers: { 'retry-after': '300' } } }),
    })
    expect(outcome).toBe('failed')
    expect(state.error?.code).toBe('rate_limited')
    expect(state.error?.message).toContain('300 seconds')
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    [401, error('Incorrect API key provided: sk-secret'), 'wrong_key', 'Check OPENAI_BASE_URL and OPENAI_API_KEY'],
    [
      404,
      error('The model `scripted` does not exist', { code: 'model_not_found' }),
      'unknown_model',
      'no model called “scripted”',
    ],
    [429, error('You exceeded your current quota', { code: 'insufficient_quota' }), 'quota_spent', 'credit'],
    [402, error('Insufficient credits'), 'quota_spent', 'credit'],
    [
      400,
      error("This model's maximum context length is 4096 tokens", { code: 'context_length_exceeded' }),
      'too_long',
      'longer than',
    ],
    [400, error('bad thing with sk-secret'), 'provider_error', 'bad thing with •••'],
  ])('%i is told in a sentence that says what to do', async (...told) => {
    const [status, body, code, words] = told
    const { outcome, state, names } = await ask({ script: () => ({ refusal: { status, body } }) })
    expect(outcome).toBe('failed')
    expect(state.error?.code).toBe(code)
    expect(state.error?.message).toContain(words)
    expect(state.error?.message).not.toContain('sk-secret')
    expect(names.slice(-2)).toEqual(['error', 'meta'])
  })

  test('too long a conversation is shortened before it is given up', async () => {
    const old: RunState = { ...emptyRun('old', 's'), question: 'q', answer: 'word '.repeat(3000), status: 'answered' }
    const { outcome, server } = await ask({
      script: (request, _index) =>
        JSON.stringify(request.messages).length > 12_000
          ? { refusal: { status: 400, body: error('maximum context length exceeded') } }
          : { text: 'Fits.' },
      options: { history: [old] },
    })
    expect(outcome).toBe('answered')
    expect(server.requests.length).toBeGreaterThan(1)
  })

  test('what is still too long is shortened further', async () => {
    const old: RunState = { ...emptyRun('old', 's'), question: 'q', answer: 'word '.repeat(600), status: 'answered' }
    const tooLong = { refusal: { status: 400, body: error('maximum context length exceeded') } }
    const { outcome, server } = await ask({
      script: [tooLong, tooLong, { text: 'Fits.' }],
      options: { history: Array.from({ length: 8 }, (_, n) => ({ ...old, id: `old-${n}` })) },
    })
    expect(outcome).toBe('answered')
    const [first = 0, second = 0, third = 0] = server.requests.map(({ messages }) => JSON.stringify(messages).length)
    expect(second).toBeLessThan(first - 15_000)
    expect(third).toBeLessThan(second - 1000)
  })
})

describe('a model without tools', () => {
  const fence = '```python\nprint(1)\n```'

  test('set so: code comes as a fenced block, its output as a message', async () => {
    const { outcome, state, server, workbench } = await ask({
      script: [{ text: `I look first.\n\n${fence}\nOutput: 99 (made up)` }, { text: 'It is 1.' }],
      model: { tools: 'off' },
      cell: () => ({ prints: '1\n' }),
    })
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(1)'])
    expect(state.answer).toBe('It is 1.')
    expect(server.requests[0]?.tools).toBeUndefined()
    expect(JSON.stringify(server.requests[1]?.messages)).not.toContain('made up')
  })

  test('found out: the loop goes on with fenced blocks', async () => {
    const { outcome, workbench, server } = await ask({
      script: request =>
        request.tools
          ? { refusal: { status: 400, body: error('scripted does not support tools') } }
          : { text: request.messages.length > 2 ? 'It is 1.' : fence },
    })
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(1)'])
    expect(server.requests).toHaveLength(3)
  })

  test('found out once: the next run of that model begins with fenced blocks', async () => {
    let withTools = 0
    const server = await scriptedServer(request => {
      if (request.tools) withTools++
      return request.tools
        ? { refusal: { status: 400, body: error('scripted does not support tools') } }
        : { text: request.messages.length > 2 ? 'It is 1.' : fence }
    })
    const runs = [1, 2, 3].map(() => () => ask({ script: [], model: { openaiBaseUrl: server.url } }))
    for (const run of runs) expect((await run()).workbench.ran).toEqual(['print(1)'])
    await server.close()
    expect(withTools).toBe(1)
  })

  test('with tools demanded it is an error that names the setting', async () => {
    const { outcome, state } = await ask({
      script: () => ({ refusal: { status: 400, body: error('scripted does not support tools') } }),
      model: { tools: 'on' },
    })
    expect(outcome).toBe('failed')
    expect(state.error?.message).toContain('MODEL_TOOLS')
  })

  test('an empty block is run like an empty cell', async () => {
    const { workbench } = await ask({
      script: [{ text: '```python\n\n```' }, { text: 'Nothing.' }],
      model: { tools: 'off' },
    })
    expect(workbench.ran).toEqual([''])
  })
})

describe('malformed calls', () => {
  test('broken JSON, an unknown tool and arguments off the schema are told, never run', async () => {
    const { outcome, workbench, server, events } = await ask({
      script: [
        { calls: [{ name: 'run_python', arguments: '{"code": "print(' }] },
        { calls: [{ name: 'shell', arguments: '{"cmd":"ls"}' }] },
        { calls: [{ name: 'run_python', arguments: '{"script":"x"}' }] },
        { code: 'print(1)' },
        { text: 'It is 1.' },
      ],
    })
    expect(outcome).toBe('answered')
    expect(workbench.ran).toEqual(['print(1)'])
    const told = server.requests.slice(1, 4).map(r => JSON.stringify(r.messages.at(-1)))
    expect(told[0]).toContain('not valid JSON')
    expect(told[1]).toContain('shell')
    expect(told[2]).toContain('did not fit')
    // Each shows as a step of its own as soon as its name came, and is closed as what it was.
    const closed = events.flatMap(e => (e.event === 'step_done' ? [[e.data.step, e.data.status]] : []))
    expect(closed).toEqual([
      [1, 'error'],
      [2, 'error'],
      [3, 'success'],
    ])
  })

  test('a model server that refuses tools also where none are offered is given up', async () => {
    const refusal = { status: 400, body: { error: { message: 'This model does not support tools' } } }
    const { outcome, state, server } = await ask({ script: () => ({ refusal }), modelId: 'openai/no-tools-at-all' })
    expect(outcome).toBe('failed')
    expect(state.error).toMatchObject({ code: 'no_tools' })
    expect(server.requests.map(request => request.tools === undefined)).toEqual([false, true])
  })

  test('a model that writes nothing else is given up with a plain error', async () => {
    const { outcome, state, server } = await ask({
      script: () => ({ calls: [{ name: 'run_python', arguments: '{' }] }),
    })
    expect(outcome).toBe('failed')
    expect(state.error?.message).toContain('several times in a row')
    expect(server.requests.length).toBeLessThan(8)
  })
})

describe('stopping', () => {
  test('in a running cell: interrupted, the step closed, cancelled', async () => {
    const stop = new AbortController()
    const { outcome, events, names } = await ask({
      script: [{ code: 'while True: pass' }],
      cell: () => {
        queueMicrotask(() => stop.abort())
        return { endless: true }
      },
      options: { signal: stop.signal },
    })
    expect(outcome).toBe('cancelled')
    expect(events.filter(e => e.event === 'step_done').map(e => e.data.status)).toEqual(['error'])
    expect(names.at(-1)).toBe('meta')
    expect(names).not.toContain('repair_attempt')
  })

  test('while the model is silent', async () => {
    const stop = new AbortController()
    const { outcome, names } = await ask({
      script: () => {
        setTimeout(() => stop.abort(), 20)
        return { hold: new Promise(() => {}) }
      },
      options: { signal: stop.signal },
    })
    expect(outcome).toBe('cancelled')
    expect(names).not.toContain('error')
  })

  test('while waiting to ask again', async () => {
    const stop = new AbortController()
    const { outcome } = await ask({
      script: () => {
        setTimeout(() => stop.abort(), 20)
        return { refusal: { status: 429, headers: { 'retry-after': '20' } } }
      },
      options: { signal: stop.signal },
    })
    expect(outcome).toBe('cancelled')
  })
})

describe('other ends', () => {
  const unavailable = (thrown: Error) => ({ kernel: async () => Promise.reject(thrown) })

  test('no sandbox: refused in words, nothing is run', async () => {
    const { outcome, state } = await ask({
      script: [{ code: 'x' }],
      overWorkbench: unavailable(new SandboxUnavailable('User namespaces are switched off on this host.')),
    })
    expect(outcome).toBe('failed')
    expect(state.error).toEqual({
      code: 'sandbox_unavailable',
      message: 'User namespaces are switched off on this host.',
    })
    expect(state.steps[0]?.status).toBe('error')
  })

  test('a refusal of the workbench keeps its code', async () => {
    const { state } = await ask({
      script: [{ code: 'x' }],
      overWorkbench: unavailable(new Refusal('quota_reached', 'Your space is full.')),
    })
    expect(state.error).toEqual({ code: 'quota_reached', message: 'Your space is full.' })
  })

  test('a bug goes up to the caller, with the open step closed', async () => {
    const events: RunEvent[] = []
    const asking = ask({
      script: [{ code: 'x' }],
      overWorkbench: unavailable(new TypeError('bug')),
      options: { emit: async event => void events.push(event) },
    })
    await expect(asking).rejects.toThrow('bug')
    expect(events.at(-1)).toMatchObject({ event: 'step_done', data: { status: 'error' } })
  })

  test('a sink that fails ends the run: nothing is emitted after it', async () => {
    let taken = 0
    const asking = ask({
      script: [{ text: 'a', code: 'x' }, { text: 'b' }],
      options: {
        emit: async () => {
          if (++taken > 3) throw new Error('fenced out')
        },
      },
    })
    await expect(asking).rejects.toThrow('fenced out')
    expect(taken).toBe(4)
  })
})

describe('taken up again', () => {
  const before: RunEvent[] = [
    {
      event: 'run_started',
      data: {
        runId: 'run-1',
        sessionId: 'session-1',
        question: 'Total?',
        model: 'm',
        startedAt: '2026-01-01T00:00:00Z',
      },
    },
    { event: 'intent', data: { intent: 'data_analysis' } },
    { event: 'step', data: { step: 1, label: 'Running code', tool: 'run_python' } },
    { event: 'code_written', data: { step: 1, code: 'df = load()', language: 'python' } },
    { event: 'stdout', data: { step: 1, text: '10 rows' } },
    { event: 'step_done', data: { step: 1, tool: 'run_python', status: 'success', seconds: 1 } },
  ]
  const state = (...more: RunEvent[]) => [...before, ...more].reduce<RunState>(applyEvent, emptyRun())

  test('after a finished step: its output is told, the next step is 2, no second intent', async () => {
    const {
      outcome,
      names,
      state: end,
      server,
    } = await ask({
      script: [{ code: 'df.sum()' }, { text: 'It is 42.' }],
      options: { resumed: state() },
      workbench: { kernelWasLost: true, lastVariables: [{ name: 'df', type: 'DataFrame', preview: '' }] },
    })
    expect(outcome).toBe('answered')
    expect(names).not.toContain('intent')
    expect(end.steps.map(s => s.step)).toEqual([1, 2])
    const messages = JSON.stringify(server.requests[0]?.messages)
    expect(messages).toContain('10 rows')
    expect(messages).toContain('df = load()')
    expect(JSON.stringify(server.requests[0])).toContain('Gone: df (DataFrame)')
    expect(end.steps[1]?.stderr).toBe('Python was started anew since the last cell. Gone: df.\n')
  })

  test('in the middle of a step: it is closed as failed, and told', async () => {
    const {
      names,
      state: end,
      server,
    } = await ask({
      script: [{ text: 'It is 42.' }],
      options: {
        resumed: state(
          { event: 'step', data: { step: 2, label: 'Running code', tool: 'run_python' } },
          { event: 'code_written', data: { step: 2, code: 'slow()', language: 'python' } },
        ),
      },
    })
    expect(names.slice(0, 2)).toEqual(['stderr', 'step_done'])
    expect(end.steps[1]).toMatchObject({ status: 'error', stderr: expect.stringContaining('did not end') as string })
    expect(JSON.stringify(server.requests[0]?.messages)).toContain('slow()')
  })

  test('in the middle of the answer: nothing is said twice', async () => {
    const resumed = state({ event: 'text', data: { text: long.slice(0, 100) } })
    const { state: end } = await ask({ script: [{ text: long }], options: { resumed } })
    expect(end.answer).toBe(long)
    const goesOn = await ask({ script: [{ text: long.slice(100) }], options: { resumed } })
    expect(goesOn.state.answer).toBe(long)
    expect(goesOn.server.requests[0]?.messages.at(-1)).toEqual({ role: 'user', content: GO_ON })
  })

  test('and stopped while it answers: what was said is judged without asking the kernel', async () => {
    const stop = new AbortController()
    const find = vi.fn(() => ({ found: [] }))
    const said = { text: 'It grew by 417 in all. '.repeat(20) }
    const asked = { options: { resumed: state() }, workbench: { answers: { find_values: find } } }
    const stopped = await ask({
      ...asked,
      script: () => {
        setTimeout(() => stop.abort(), 200)
        return { ...said, cutAfter: { pieces: 110, how: 'silent' } }
      },
      options: { ...asked.options, signal: stop.signal },
    })
    expect(stopped.outcome).toBe('cancelled')
    expect(stopped.state.evidence[0]).toMatchObject({ text: '417', status: 'missing' })
    expect(find).not.toHaveBeenCalled()
    await ask({ ...asked, script: [said] })
    expect(find).toHaveBeenCalled()
  })

  test('after meta there is nothing to do', async () => {
    const meta = { tools: [], steps: 1, seconds: 2, usage: { inputTokens: 1, outputTokens: 1 } }
    const { outcome, names } = await ask({ script: [], options: { resumed: state({ event: 'meta', data: meta }) } })
    expect(outcome).toBe('answered')
    expect(names).toEqual([])
    const text = `Half.\n\n${overBudgetText('10 tokens')}`
    const stopped = state({ event: 'text', data: { text } }, { event: 'meta', data: meta })
    expect((await ask({ script: [], options: { resumed: stopped } })).outcome).toBe('over_budget')
  })

  test('what was used before counts', async () => {
    const slow = { step: 2, tool: 'run_python', status: 'success' as const, seconds: 60 }
    const resumed = state({ event: 'step_done', data: slow })
    const seconds = await ask({ script: [], options: { resumed }, settings: { maxRunSeconds: 60 } })
    expect(seconds.outcome).toBe('over_budget')
    const tokens = await ask({ script: [], options: { resumed: state() }, settings: { maxRunTokens: 4 } })
    expect(tokens.outcome).toBe('over_budget')
  })
})

test('a hundred sessions at once keep apart', async () => {
  const all = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      ask({
        script: [{ text: `Look ${n}.`, code: `print(${n})` }, { text: `fixed(${n})` }, { text: `It is ${n * 7}.` }],
        cell: failing(fail('E'), { prints: `${n * 7}\n` }),
      }),
    ),
  )
  for (const [n, { outcome, state, names }] of all.entries()) {
    expect(outcome).toBe('answered')
    expect(state.answer).toBe(`It is ${n * 7}.`)
    expect(state.steps[0]).toMatchObject({ stdout: `${n * 7}\n`, code: `fixed(${n})`, repairs: [{ succeeded: true }] })
    expect(shape(names).at(-1)).toBe('meta')
  }
})
