/** The tool on a scripted kernel: what is emitted for a cell, in which order, and what the model is told. */
import { describe, expect, test } from 'vitest'
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { runPythonTool, summaryOf, type CellFailure, type CellReport, type RunPython } from './run-python.ts'
import { scriptedWorkbench, type ScriptedCell } from './scripted-workbench.ts'
import type { EngineSettings, Workbench } from './tool.ts'

const settings: EngineSettings = {
  maxRepairAttempts: 3,
  timeoutSeconds: 15,
  maxTimeoutSeconds: 600,
  outputBytes: 1000,
  refusedImports: ['ftplib'],
  maxRunTokens: null,
  maxRunUsd: null,
  maxRunSeconds: null,
}

type Given = {
  cells?: (ScriptedCell | undefined)[]
  /** What each repair answers. */
  repairs?: ({ code: string } | { reason: string })[]
  settings?: Partial<EngineSettings>
  workbench?: Partial<Workbench>
  signal?: AbortSignal
}

async function run(input: RunPython, given: Given = {}) {
  const events: RunEvent[] = []
  const failures: CellFailure[] = []
  const reports: CellReport[] = []
  const bench = scriptedWorkbench({ cell: (_code, index) => given.cells?.[index] ?? {} })
  const tool = runPythonTool({
    repair: async failure => {
      failures.push(failure)
      return given.repairs?.[failures.length - 1] ?? { reason: 'nothing comes to mind' }
    },
    report: (_step, report) => {
      reports.push(report)
      return 'reported'
    },
  })
  const outcome = await tool.run(input, {
    step: 7,
    emit: async event => void events.push(event),
    workbench: { ...bench, ...given.workbench },
    settings: { ...settings, ...given.settings },
    signal: given.signal ?? new AbortController().signal,
  })
  const labels = events.flatMap(e => (e.event === 'step' ? [e.data.label] : []))
  const stderr = events.flatMap(e => (e.event === 'stderr' ? [e.data.text] : [])).join('')
  return { outcome, events, names: events.map(e => e.event), failures, reports, labels, stderr, ran: bench.ran }
}

const display = (path: string) => ({
  type: 'display' as const,
  text: `<${path}>`,
  payload: { path, folder: '/outbox', kind: 'image' as const, mime: 'image/png', name: path },
})

describe('a cell that runs', () => {
  test('is announced, run once, and told', async () => {
    const { outcome, names, reports } = await run({ code: 'print(1)' }, { cells: [{ prints: '1\n' }] })
    expect(names).toEqual(['code_written', 'step', 'stdout'])
    expect(outcome).toMatchObject({ status: 'success', text: 'reported' })
    expect(reports).toMatchObject([{ code: 'print(1)', repairs: 0, result: { status: 'ok', limitSeconds: 15 } }])
  })

  test('its output keeps its streams and the mark that it was cut', async () => {
    const { events } = await run(
      { code: 'x' },
      {
        cells: [
          {
            events: [
              { type: 'output', stream: 'stdout', text: 'a', truncated: true },
              { type: 'output', stream: 'stderr', text: 'b', truncated: false },
              { type: 'final_result', value: '7', mime: 'text/plain' },
            ],
          },
        ],
      },
    )
    expect(events.slice(2)).toEqual([
      { event: 'stdout', data: { step: 7, text: 'a', truncated: true } },
      { event: 'stderr', data: { step: 7, text: 'b' } },
      { event: 'final_result', data: { value: '7', mime: 'text/plain' } },
    ])
  })

  test('what it shows becomes an artifact before it is shown; pictures are kept for a model that can see', async () => {
    const picture = { mime: 'image/png', bytes: new Uint8Array([1]) }
    const { events, outcome } = await run(
      { code: 'x' },
      {
        cells: [{ events: [display('a.png'), { type: 'display', text: '42' }] }],
        workbench: { image: async of => ('artifactId' in of ? picture : null) },
      },
    )
    expect(events.slice(2)).toMatchObject([
      { event: 'artifact', data: { step: 7, artifact: { id: 'artifact-1' } } },
      { event: 'display', data: { text: '<a.png>', artifactId: 'artifact-1' } },
      { event: 'display', data: { text: '42' } },
    ])
    expect(outcome.pictures).toEqual([picture])
  })

  test('a file that is not to be offered is passed over', async () => {
    const file = { type: 'file' as const, size: 1, change: 'new' as const }
    const cells = [
      {
        events: [
          { ...file, path: '/workspace/a.csv' },
          { ...file, path: '/workspace/.tmp' },
        ],
      },
    ]
    const { names } = await run(
      { code: 'x' },
      { cells, workbench: { publishFile: async path => (path.endsWith('.csv') ? ready : null) } },
    )
    expect(names.slice(2)).toEqual(['artifact', 'file_ready'])
  })

  const ready = {
    artifact: { id: 'a', kind: 'file' as const, mime: 'text/csv', name: 'a.csv', size: 1, version: 1 },
    file: { id: 'a', name: 'a.csv', url: '/files/a', size: 1, type: 'text/csv' },
  }

  test('a result that cannot be stored is told in the step, and the rest of the cell goes on', async () => {
    const { outcome, names, stderr } = await run(
      { code: 'x' },
      {
        cells: [{ events: [display('a.png')], prints: 'after' }],
        workbench: { publishDisplay: () => Promise.reject(new Refusal('quota_reached', 'Your space is full.')) },
      },
    )
    expect(outcome.status).toBe('success')
    expect(stderr).toBe('Your space is full.\n')
    expect(names).toContain('display')
    expect(names).not.toContain('artifact')
  })

  test('a bug while storing goes up, after the cell has ended', async () => {
    const broken = { publishDisplay: () => Promise.reject(new TypeError('bug')) }
    await expect(run({ code: 'x' }, { cells: [{ events: [display('a')] }], workbench: broken })).rejects.toThrow('bug')
  })
})

describe('the label of a step', () => {
  test.each([
    ["df = pd.read_csv('/workspace/sales data.csv')", 'Reading sales data.csv'],
    ["open(r'notes.txt').read()", 'Reading notes.txt'],
    ['pd.read_csv(sales_path)', 'Running code'],
    [`pd.read_csv('a.csv')\n${'x = 1\n'.repeat(200)}`, 'Running code'],
    ['plt.plot(df.a)', 'Building chart'],
    ['df.plot(x="a")', 'Building chart'],
    ['fig = px.line(df)', 'Building chart'],
    ["df.to_excel('a.xlsx')", 'Generating document'],
    ["with pd.ExcelWriter('a.xlsx') as w:\n    plt.show()", 'Generating document'],
    ['made = Document()\nmade.save(path)', 'Generating document'],
    ['deck = Presentation(template)\ndeck.save(path)', 'Generating document'],
    ['text = [part.text for part in Document(path).paragraphs]', 'Reading document'],
    ['pages = PdfReader(path).pages\nfig = px.bar(words)', 'Reading document'],
    ['total = 1', 'Running code'],
  ])('%j is “%s”', async (code, label) => {
    expect((await run({ code })).labels).toEqual([label])
  })
})

describe('a cell that fails', () => {
  const fails = (name: string, message = 'm'): ScriptedCell => ({ fails: [name, message] })

  test('is mended with what failed before it, until it runs', async () => {
    const { outcome, failures, ran, events, labels } = await run(
      { code: 'a' },
      { cells: [fails('KeyError'), fails('ValueError'), {}], repairs: [{ code: 'b' }, { code: 'c' }] },
    )
    expect(outcome.status).toBe('success')
    expect(ran).toEqual(['a', 'b', 'c'])
    expect(failures.map(f => [f.code, f.attempt, f.result.error?.name])).toEqual([
      ['a', 1, 'KeyError'],
      ['b', 2, 'ValueError'],
    ])
    expect(events.filter(e => e.event === 'repair_success')).toEqual([
      { event: 'repair_success', data: { step: 7, attempt: 2 } },
    ])
    expect(labels.at(-1)).toBe('Fix applied, re-running')
  })

  test.each([
    ['as often as allowed', { maxRepairAttempts: 2 }, ['E1', 'E2', 'E3', 'E4'], 3],
    ['not at all where that is set', { maxRepairAttempts: 0 }, ['E1', 'E2'], 1],
    ['no further once an error comes back', {}, ['E1', 'E2', 'E1', 'E4'], 3],
  ])('is mended %s', async (_, changed, errors, runs) => {
    const { outcome, ran } = await run(
      { code: 'a' },
      {
        cells: errors.map(name => fails(name)),
        repairs: errors.map((_name, i) => ({ code: `c${i}` })),
        settings: changed,
      },
    )
    expect(outcome.status).toBe('error')
    expect(ran).toHaveLength(runs)
  })

  test('addresses and line numbers make no error a new one', async () => {
    const { ran, reports } = await run(
      { code: 'a' },
      {
        cells: [fails('E', 'at 0x7f01, line 3'), fails('E', 'at 0x9e44, line 12')],
        repairs: [{ code: 'b' }, { code: 'c' }],
      },
    )
    expect(ran).toEqual(['a', 'b'])
    expect(reports[0]?.gaveUp).toContain('in the same way')
  })

  test('without a repair the reason is told', async () => {
    const { reports, names } = await run(
      { code: 'a' },
      { cells: [fails('E')], repairs: [{ reason: 'no such column' }] },
    )
    expect(reports).toMatchObject([{ gaveUp: 'no such column', repairs: 0, code: 'a' }])
    expect(names).not.toContain('repair_attempt')
  })

  test.each(['refused', 'interrupted'] as const)('is not mended when it was %s', async status => {
    const { outcome, failures } = await run({ code: 'a' }, { cells: [{ result: { status } }] })
    expect(outcome.status).toBe('error')
    expect(failures).toEqual([])
  })

  test('a person’s stop ends it without a word more', async () => {
    const stop = new AbortController()
    stop.abort(new Error('stopped'))
    const running = run({ code: 'a' }, { cells: [{ endless: true }], signal: stop.signal })
    await expect(running).rejects.toThrow('stopped')
  })
})

describe('its time', () => {
  const late: ScriptedCell = { result: { status: 'timeout', seconds: 14.31 } }

  test.each([
    ['the usual limit', { code: 'while True: pass' }, 'longer than the 15 s it may take'],
    ['what the model asked for', { code: 'x()', timeout_seconds: 90 }, 'longer than the 90 s it may take'],
    ['the most there is', { code: 'x()', timeout_seconds: 9000 }, 'longer than the 600 s it may take'],
    ['more, for many fits', { code: 'GridSearchCV(a, b).fit(X)' }, 'longer than the 120 s it may take'],
  ])('is told as %s, not as what was measured', async (_, input, words) => {
    const { failures, stderr } = await run(input, { cells: [late] })
    const [failure] = failures
    expect(failure && summaryOf(failure.result)).toContain(words)
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/\b14\b/)
  })

  test.each([
    ['memory', 'The code needed more memory than there is'],
    ['crashed', 'Python crashed while running the code'],
    ['interrupted', 'The code was stopped'],
    ['error', 'The code failed'],
  ] as const)('another ending, %s, is one line too', (status, words) => {
    const result = { status, seconds: 1, executionCount: 1, variables: [], limitSeconds: 15 }
    expect(summaryOf(result)).toBe(words)
    const error = { name: 'E', message: 'one\ntwo', traceback: '' }
    expect(summaryOf({ ...result, error })).toBe(status === 'error' ? 'E: one' : words)
  })
})

describe('what happened to the variables', () => {
  const named = (...names: string[]) => names.map(name => ({ name, type: 'int', preview: '' }))

  test.each([
    [named('a', 'b'), 'Python was started anew since the last cell. Gone: a, b.\n'],
    [
      named(...Array.from({ length: 23 }, (_, i) => `v${i}`)),
      `Python was started anew since the last cell. Gone: ${Array.from({ length: 20 }, (_, i) => `v${i}`).join(', ')} and 3 more.\n`,
    ],
    [[], ''],
  ])('those that went with a lost kernel are named, before the cell prints', async (gone, told) => {
    let lost = true
    const workbench = {
      kernelWasLost: async () => {
        const was = lost
        lost = false
        return was
      },
      lastVariables: async () => gone,
    }
    const cells = [{ prints: 'x\n', fails: ['ValueError', 'no'] as [string, string] }, { prints: 'y\n' }]
    const { events, stderr } = await run({ code: 'a' }, { cells, repairs: [{ code: 'b' }], workbench })
    expect(stderr.startsWith(told)).toBe(true)
    expect(stderr.split('started anew')).toHaveLength(told === '' ? 1 : 2)
    const said = events.flatMap(e => (e.event === 'stderr' || e.event === 'stdout' ? [e.data.text] : []))
    expect(said.indexOf('x\n')).toBe(told === '' ? 0 : 1)
  })

  test.each([
    [{ result: { status: 'crashed' as const, note: 'All variables are lost. Gone: a.' } }],
    [{ result: { note: 'All variables are lost. Gone: a.' } }],
  ])('the kernel’s own word of it reaches the person', async cell => {
    const { stderr } = await run({ code: 'a' }, { cells: [cell] })
    expect(stderr).toContain('All variables are lost. Gone: a.\n')
  })
})
