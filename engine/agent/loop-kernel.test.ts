/** The loop on a real kernel: what the model wrote is really run, mended, remembered, interrupted and borne out. */
import { access, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { bubblewrapEngine } from '../sandbox/bubblewrap.ts'
import type { Kernel } from '../sandbox/sandbox.ts'
import { makeBench, type Bench } from '../sandbox/testing/session.ts'
import { ask } from './testing/rehearsal.ts'

let bench: Bench
let kernel: Kernel

beforeAll(async () => {
  bench = await makeBench(sessionsFolder => bubblewrapEngine({ sessionsFolder }))
  kernel = await bench.open()
  const workspace = join(bench.folderOf(kernel), 'workspace')
  await mkdir(workspace, { recursive: true })
  const months = Array.from({ length: 12 }, (_, i) => `2024-${String(i + 1).padStart(2, '0')},${1000 + i * i * 7.5}`)
  await writeFile(join(workspace, 'sales.csv'), `month,revenue\n${months.join('\n')}\n`)
})
afterAll(() => bench.close())

const real = () => ({ kernel: async () => kernel })

let first: RunState

test('a failing cell is mended, and each number of the answer is linked to its output', async () => {
  const { outcome, state } = await ask({
    question: 'What is the total revenue?',
    script: [
      { text: 'I read the file.', code: "df = pd.read_csv('sales.csv')\ntotal = df['Revenue'].sum()\nprint(total)" },
      {
        text: "```python\ndf = pd.read_csv('sales.csv')\ntotal = df['revenue'].sum()\nprint(total)\nfinal_result = f'{total:,.2f}'\ndf\n```",
      },
      { text: 'The total is 15,795.00, on average 1,316.25 a month; 99,123 is made up.' },
    ],
    overWorkbench: real(),
  })
  first = state
  expect(outcome).toBe('answered')
  expect(state.steps[0]).toMatchObject({
    status: 'success',
    repairs: [{ succeeded: true, errorSummary: "KeyError: 'Revenue'" }],
  })
  expect(state.steps[0]?.stdout).toBe('15795.0\n')
  expect(state.steps[0]?.displays[0]?.text).toContain('revenue')
  expect(state.finalResult?.value).toContain('15,795.00')
  expect(state.artifacts.some(a => a.kind === 'table')).toBe(true)
  expect(state.evidence.map(c => [c.text, c.status])).toEqual([
    ['15,795.00', 'found'],
    ['1,316.25', 'missing'],
    ['99,123', 'missing'],
  ])
})

test('the next question uses the variables of the first; a variable alone is evidence', async () => {
  const { outcome, state, server } = await ask({
    question: 'And the average?',
    script: [{ code: "average = df['revenue'].mean()" }, { text: 'It is 1,316.25 a month.' }],
    overWorkbench: real(),
    options: { history: [first] },
  })
  expect(outcome).toBe('answered')
  expect(JSON.stringify(server.requests[0]?.messages)).toMatch(/alive and can be used: .*total/)
  expect(state.evidence).toMatchObject([{ text: '1,316.25', status: 'found', source: 'variable', step: 1 }])
})

test('stop really stops, and the variables live on', async () => {
  const stop = new AbortController()
  const started = join(bench.folderOf(kernel), 'workspace/started')
  const stopWhenStarted = async (): Promise<void> => {
    for (;;) {
      const there = await access(started).then(
        () => true,
        () => false,
      )
      if (there) return stop.abort()
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  void stopWhenStarted()
  const stopped = await ask({
    script: [{ code: "open('started', 'w').close()\nwhile True: pass" }],
    overWorkbench: real(),
    options: { signal: stop.signal },
  })
  expect(stopped.outcome).toBe('cancelled')
  expect(stopped.state.steps[0]?.status).toBe('error')
  const after = await ask({ script: [{ code: 'print(total)' }, { text: 'Still there.' }], overWorkbench: real() })
  expect(after.state.steps[0]?.stdout).toBe('15795.0\n')
})

test('code that runs too long is stopped and mended with advice', async () => {
  const { outcome, state, server } = await ask({
    script: [{ code: 'import time\ntime.sleep(60)' }, { text: "print('quick')" }, { text: 'Done.' }],
    overWorkbench: real(),
    settings: { timeoutSeconds: 1 },
  })
  expect(outcome).toBe('answered')
  expect(state.steps[0]).toMatchObject({ status: 'success', stdout: 'quick\n' })
  expect(JSON.stringify(server.requests[1]?.messages)).toContain('It took too long')
})
