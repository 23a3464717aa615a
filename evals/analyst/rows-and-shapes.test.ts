/** Rows taken away and shapes judged, in a real sandbox: every number of the answer has its evidence. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { faults } from './judge.ts'
import type { EvalQuestion } from './question.ts'
import { evalEngine, type EvalEngine } from './session.ts'
import { files, sales } from './tables.ts'

let engine: EvalEngine
beforeAll(async () => {
  engine = await evalEngine()
})
afterAll(() => engine.close())

const kept = sales.filter(row => row.region !== 'North')
const sum = (rows: typeof sales): string =>
  rows.reduce((total, row) => total + row.revenue, 0).toLocaleString('en-US', { maximumFractionDigits: 2 })

const questions: EvalQuestion[] = [
  {
    tables: ['sales'],
    ask: 'Delete the rows where region is North and save as Excel',
    says: [
      `${sales.length - kept.length} of 360 rows removed, ${kept.length} left`,
      sum(kept),
      'sales.csv itself is unchanged',
    ],
    final: [`${kept.length} of 360 rows left`],
    kinds: ['table'],
    files: ['xlsx'],
  },
  {
    tables: ['sales'],
    ask: ['delete the rows where region is North', 'total revenue'],
    says: [sum(kept), 'still left out'],
  },
  {
    tables: ['sales'],
    ask: 'is revenue normally distributed?',
    says: ['No, revenue is not normally distributed', 'Shapiro-Wilk test', 'from 360 values'],
    kinds: ['table', 'plotly'],
  },
  { tables: ['staff'], ask: 'Ist salary normalverteilt?', says: ['Schiefe', 'Shapiro-Wilk-Test'] },
]

test.each(questions.map(question => [[question.ask].flat().join(' → '), question] as const))(
  '%s',
  async (_, question) => {
    const session = await engine.session(question.tables.map(name => files[name]))
    for (const text of [question.ask].flat()) {
      const run = await session.ask(text)
      if (text === [question.ask].flat().at(-1)) expect(faults(question, run), run.answer).toEqual([])
    }
    const rows = await session.python(
      'print(len(pd.read_csv("/workspace/sales.csv")) if __import__("os").path.exists("/workspace/sales.csv") else 360)',
    )
    expect(rows.trim()).toBe('360')
    await session.close()
  },
  180_000,
)
