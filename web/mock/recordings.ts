/** Event logs written by hand, by the contract: what a run would have sent, and when. */
import type { RunEvent, RunEventData, RunEventName } from '@codingagent/protocol/events.ts'

export type Recorded = { wait: number; event: RunEvent }
export type RecordingIds = { runId: string; sessionId: string; question: string; model: string }

const at = <Name extends RunEventName>(wait: number, event: Name, data: RunEventData<Name>): Recorded => ({
  wait,
  event: { event, data } as RunEvent,
})

const begin = ({ runId, sessionId, question, model }: RecordingIds): Recorded =>
  at(20, 'run_started', { runId, sessionId, question, model, startedAt: new Date().toISOString() })

const typed = (text: string, wait = 90): Recorded[] =>
  (text.match(/[\s\S]{1,34}/g) ?? []).map(piece => at(wait, 'text', { text: piece }))

const profileCode = `import pandas as pd

sales = pd.read_csv(sales_path, parse_dates=["date"])
print(f"{len(sales):,} rows x {sales.shape[1]} columns")
sales.isna().sum()`

const brokenCode = `monthly = (
    sales.groupby(pd.Grouper(key="date", freq="M"))["revenu"]
    .sum()
    .rename("revenue")
)
print(monthly.tail(3))
print(f"Total {monthly.sum():,.0f}")`

const mendedCode = brokenCode.replace('"revenu"', '"revenue"').replace('"M"', '"ME"')

const traceback = `Traceback (most recent call last):
  File "<cell 2>", line 2, in <module>
    sales.groupby(pd.Grouper(key="date", freq="M"))["revenu"]
  File "pandas/core/base.py", line 245, in __getitem__
    raise KeyError(f"Column not found: {key}")
KeyError: 'Column not found: revenu'
`

const chartCode = `import plotly.express as px

figure = px.line(monthly.reset_index(), x="date", y="revenue", title="Revenue by month", markers=True)
figure.show()

with pd.ExcelWriter(OUTPUT_DIR / "monthly revenue.xlsx", engine="xlsxwriter") as book:
    monthly.to_frame().to_excel(book, sheet_name="Monthly")

final_result = f"Revenue rose 18 % to €{monthly.iloc[-1] / 1e6:.1f} M"`

const answer = `Revenue rose **18 %** over the year, from €3.56 M in January to **€4.2 M** in December.

Most of the growth came in **March**, when the North region alone brought in 812,400 more than the month before. Two things stand out:

- **Summer is flat.** June to August stay within 2.1 % of each other.
- **December leads.** It is the best month in every region but South.

| Region | Revenue | Share |
| --- | ---: | ---: |
| North | 1,684,200 | 40.1 % |
| South | 1,092,000 | 26.0 % |
| West | 1,423,800 | 33.9 % |

The workbook holds one row a month with the change from the month before. About 7,300 customers were new.`

const claim = (text: string, more: Partial<RunEventData<'evidence'>['claims'][number]>) => {
  const start = answer.indexOf(text)
  return { start, end: start + text.length, text, status: 'found' as const, ...more }
}

const claims = [
  claim('18 %', { step: 3, source: 'variable', excerpt: 'growth = 0.1803' }),
  claim('€3.56 M', { step: 2, source: 'stdout', excerpt: '2025-01-31    3558210.0' }),
  claim('€4.2 M', { step: 2, source: 'stdout', excerpt: '2025-12-31    4200117.5' }),
  claim('812,400', { step: 2, source: 'stdout', excerpt: 'Largest rise 812,400 in March' }),
  claim('2.1 %', { step: 2, source: 'display', excerpt: '0.0211' }),
  claim('1,684,200', { step: 3, source: 'artifact', excerpt: 'North 1684200' }),
  claim('7,300', { status: 'missing' }),
]

const chart = {
  id: 'chart-1',
  kind: 'plotly',
  name: 'Revenue by month.json',
  title: 'Revenue by month',
  mime: 'application/vnd.plotly.v1+json',
  size: 4210,
  version: 1,
  alt: 'A line rising from 3.56 million in January to 4.2 million in December.',
} as const
const table = {
  id: 'table-1',
  kind: 'table',
  name: 'monthly',
  title: 'Monthly revenue',
  mime: 'application/vnd.apache.parquet',
  size: 8120,
  version: 1,
  shape: { rows: 12, columns: 4 },
} as const
const heatmap = {
  id: 'image-1',
  kind: 'image',
  name: 'heatmap.png',
  title: 'Revenue by region and month',
  mime: 'image/png',
  size: 21_400,
  version: 1,
} as const
const book = {
  id: 'file-1',
  name: 'monthly revenue.xlsx',
  url: '/api/v1/files/file-1/monthly%20revenue.xlsx?expires=1&signature=x',
  size: 9_412,
  type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

const firstSteps = (): Recorded[] => [
  at(30, 'intent', { intent: 'data_analysis' }),
  at(60, 'step', { step: 1, label: 'Reading sales.csv', tool: 'profile_data', total: 3 }),
  at(60, 'code_written', { step: 1, code: profileCode, language: 'python' }),
  at(320, 'stdout', { step: 1, text: '12,480 rows x 9 columns\n' }),
  at(10, 'display', { step: 1, text: 'date        0\nregion      0\nproduct    12\nrevenue     0\ndtype: int64' }),
  at(10, 'step_done', { step: 1, tool: 'profile_data', status: 'success', seconds: 0.42 }),
  at(60, 'thought', { text: 'The date column is clean. I will sum revenue by month, then look at the regions.' }),
  at(300, 'step', { step: 2, label: 'Writing Python code', tool: 'run_python', total: 3 }),
  at(200, 'code_written', { step: 2, code: brokenCode, language: 'python' }),
  at(80, 'step', { step: 2, label: 'Running code', tool: 'run_python', total: 3 }),
  at(260, 'stderr', { step: 2, text: traceback }),
  at(120, 'step', { step: 2, label: 'Error found, fixing', tool: 'run_python', total: 3 }),
  at(420, 'repair_attempt', {
    step: 2,
    attempt: 1,
    errorSummary: "KeyError: there is no column 'revenu'; it is called 'revenue'",
    before: brokenCode,
    after: mendedCode,
  }),
  at(60, 'step', { step: 2, label: 'Fix applied, re-running', tool: 'run_python', total: 3 }),
  at(20, 'code_written', { step: 2, code: mendedCode, language: 'python' }),
  at(320, 'stdout', {
    step: 2,
    text: 'date\n2025-01-31    3558210.0\n2025-11-30    3902210.0\n2025-12-31    4200117.5\nName: revenue, dtype: float64\nLargest rise 812,400 in March\nTotal 45,180,220\n',
  }),
  at(10, 'repair_success', { step: 2, attempt: 1 }),
  at(10, 'step_done', { step: 2, tool: 'run_python', status: 'success', seconds: 1.21 }),
]

const lastSteps = (): Recorded[] => [
  at(160, 'step', { step: 3, label: 'Building chart', tool: 'run_python', total: 3 }),
  at(160, 'code_written', { step: 3, code: chartCode, language: 'python' }),
  at(500, 'artifact', { step: 3, artifact: chart }),
  at(40, 'artifact', { step: 3, artifact: table }),
  at(40, 'artifact', { step: 3, artifact: heatmap }),
  at(40, 'file_ready', { step: 3, file: book }),
  at(20, 'step_done', { step: 3, tool: 'run_python', status: 'success', seconds: 0.48 }),
  at(20, 'final_result', { value: 'Revenue rose 18 % to €4.2 M', mime: 'text/plain' }),
]

const end = (status: RunEventData<'done'>['status'], seconds: number): Recorded[] => [
  at(10, 'meta', {
    tools: ['profile_data', 'run_python'],
    steps: 3,
    seconds,
    usage: { inputTokens: 8_240, outputTokens: 1_130, costUsd: 0.0312 },
  }),
  at(10, 'done', { status }),
]

export const monthly = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  ...firstSteps(),
  ...lastSteps(),
  ...typed(answer),
  at(30, 'evidence', { claims }),
  ...end('answered', 2.1),
]

/** Three attempts, none of which helps. */
export const failing = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  ...firstSteps().slice(0, 11),
  ...[1, 2, 3].map(attempt =>
    at(200, 'repair_attempt', {
      step: 2,
      attempt,
      errorSummary: "KeyError: there is no column 'revenu'",
      before: brokenCode,
      after: `${mendedCode}\n# attempt ${attempt}`,
    }),
  ),
  at(40, 'step_done', { step: 2, tool: 'run_python', status: 'error', seconds: 3.4 }),
  ...typed(
    'The file has no column called “revenu”. I looked at `date`, `region`, `product` and `price`; none of them holds money earned.',
  ),
  at(20, 'error', {
    code: 'repair_failed',
    message:
      'The code failed three times with the same error: there is no column “revenu”. Ask again with the name of a column that exists.',
  }),
  ...end('failed', 5.2),
]

export const withoutModel = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  at(120, 'error', { code: 'model_unavailable', message: 'The model refused the key: it is wrong or was revoked.' }),
  at(10, 'done', { status: 'failed' }),
]

/** Works until it is stopped. */
export const endless = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  ...firstSteps().slice(0, 8),
  ...Array.from({ length: 400 }, (_, n) => at(500, 'stdout', { step: 2, text: `epoch ${n + 1}\n` })),
  ...end('answered', 200),
]

export const rightToLeft = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  at(20, 'final_result', { value: 'ارتفعت الإيرادات بنسبة 18٪', mime: 'text/plain' }),
  ...typed(
    'ارتفعت الإيرادات خلال العام بنسبة **18٪**، وكان شهر مارس هو الأفضل.\n\n- الصيف مستقر.\n- ديسمبر هو الأعلى.',
  ),
  ...end('answered', 0.8),
]

export const plainWords = (ids: RecordingIds): Recorded[] => [
  begin(ids),
  at(20, 'intent', { intent: 'chat' }),
  ...typed(`Yes. The mean is $\\bar{x} = \\frac{1}{n}\\sum_i x_i$, which in code reads:

\`\`\`python
mean = sum(values) / len(values)
\`\`\`

> A mean says nothing about spread.

See [the handbook](https://example.org/mean) and ![a picture](https://example.org/tracker.png).`),
  ...end('answered', 1.4),
]

/** The built-in analyst, when it found nothing to compute. */
export const offering = (ids: RecordingIds): Recorded[] => [
  begin({ ...ids, model: 'builtin/analyst' }),
  ...typed('I recognised no column and no task.\n\n- Total revenue by region\n- Are there outliers in net\\*price?'),
  ...end('answered', 0.1),
]

const byWord: [RegExp, (ids: RecordingIds) => Recorded[]][] = [
  [/fail/i, failing],
  [/key/i, withoutModel],
  [/endless/i, endless],
  [/[\u0600-\u06ff]/, rightToLeft],
  [/mean/i, plainWords],
  [/gibberish/i, offering],
]

/** The recording that a question asks for. */
export const recordingFor = (ids: RecordingIds): Recorded[] =>
  (byWord.find(([word]) => word.test(ids.question))?.[1] ?? monthly)(ids)
