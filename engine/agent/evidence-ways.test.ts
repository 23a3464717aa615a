/** Sentences as people and models write them: what is a number in them, which of those claim something, and which are borne out. */
import { expect, test } from 'vitest'
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { scriptedWorkbench } from '../tools/scripted-workbench.ts'
import { evidenceOf } from './evidence.ts'

function ran(stdout: string, answer: string): RunState {
  const step = 1
  const events: RunEvent[] = [
    { event: 'step', data: { step, label: 'Running code', tool: 'run_python' } },
    { event: 'code_written', data: { step, code: 'print(x)', language: 'python' } },
    { event: 'stdout', data: { step, text: stdout } },
    { event: 'step_done', data: { step, tool: 'run_python', status: 'success', seconds: 1 } },
    { event: 'text', data: { text: answer } },
  ]
  return events.reduce<RunState>(applyEvent, { ...emptyRun('r', 's'), question: 'What does the table say?' })
}

/** What was printed, what is said, and of the numbers in it those that are found and those that are missing. */
const sentences: [printed: string, said: string, found: string, missing: string][] = [
  ['0.05 0.5', 'Five percent of 50% of the people: 5% of 50%.', '50%|5%|50%', ''],
  ['3 5', 'It takes 3–5 days.', '3|5', ''],
  ['3 5', 'It takes 3-5 days.', '3|5', ''],
  ['3.2 4.8', 'between 3.2 and 4.8', '3.2|4.8', ''],
  ['1234567', 'Revenue was 1.2 M€.', '1.2 M€', ''],
  ['1234567', 'Revenue was €1.2M.', '€1.2M', ''],
  ['1234567', 'Umsatz 1,2 Mio. Euro', '1,2 Mio.', ''],
  ['-1234.5', 'The result was (1,234.50).', '1,234.50', ''],
  ['-1234.5', 'Net result: ($1,234.50)', '$1,234.50', ''],
  ['-0.123', 'Growth: (12.3%)', '12.3%', ''],
  ['17', 'On 17 March 2024 there were 17 visits.', '17', ''],
  ['9', 'On the 3rd of May and the 21st there were 9.', '9', ''],
  ['2.0', 'North sold twice as much as South.', '', ''],
  ['0.3333', 'About one third of all orders.', '', ''],
  ['0.3333', 'About 1/3 of all orders.', '', ''],
  ['12345678', 'Total ₹1,23,45,678.', '₹1,23,45,678', ''],
  ['12345678', 'Total ₹1.23 crore.', '₹1.23 crore', ''],
  ['12345678', 'Total Rs. 1.23 Cr', 'Rs. 1.23 Cr', ''],
  ['150000', 'Rs 1.5 lakh', 'Rs 1.5 lakh', ''],
  ['42', 'The value is `42`, computed by `x = 43`.', '', ''],
  ['42', 'See [table 7](files/report_2024.csv) and 42 rows.', '42', ''],
  ['42', 'There are 42 rows[^1].\n\n[^1]: as of 2024.', '42', ''],
  ['| a | 5 |', '| Region | n |\n|---|---:|\n| A | 5 |\n| B | 6 |', '5', '6'],
  ['5', 'It rose 5x.', '5', ''],
  ['5.2', 'a 5.2-fold increase', '5.2', ''],
  ['3.5', '3½ hours', '3½', ''],
  ['1000', 'a thousand of them', '', ''],
  ['1200000', '1.2 million', '1.2 million', ''],
  ['1.5e-7', 'p < 0.0001', '', ''],
  ['0.000023', 'p = 2.3e-05', '2.3e-05', ''],
  ['98.6', 'It is 98.6 °F (37 °C).', '98.6', '37'],
  ['25', 'r² = 25', '25', ''],
  ['0.87', 'R² of 0.87', '0.87', ''],
  ['0.87', 'R2=0.87', '0.87', ''],
  ['12.5', '12.5 percentage points', '12.5 percentage points', ''],
  ['0.125', 'up 12.5 pp', '12.5 pp', ''],
  ['1234', 'up by +1,234', '+1,234', ''],
  ['1234 ', '≈ 1.2k', '1.2k', ''],
  ['1234 ', '~1,200', '~1,200', ''],
  ['86400', '24 hours, or 86,400 seconds', '86,400', '24'],
  ['10', 'Top 10: 10 customers.', '10', ''],
  ['12', 'In Q3 2024 (Jul–Sep) there were 12.', '12', ''],
  ['7', '2024-03: 7', '7', ''],
  ['7', '03/2024: 7', '7', ''],
  ['7', 'from 9:30 to 17:45 there were 7', '7', ''],
  ['1024', 'exactly 1,024 MB', '1,024 MB', ''],
  ['5368709120', '5 GB', '5 GB', ''],
  ['99.95', '$99.95', '$99.95', ''],
  ['99.95', 'USD 99.95', 'USD 99.95', ''],
  ['99.95', '99,95 EUR', '99,95 EUR', ''],
  ['99.95', '99.95€', '99.95€', ''],
  ['-99.95', '-$99.95', '-$99.95', ''],
  ['-99.95', '$-99.95', '$-99.95', ''],
  ['-99.95', '−99.95 $', '−99.95 $', ''],
  ['0.5 0.25', 'a half (0.5) and a quarter (0.25)', '0.5|0.25', ''],
  ['1000000', 'CHF 1\u2019000\u2019000.–', 'CHF 1\u2019000\u2019000', ''],
  ['4 200 000', '4 200 000 inhabitants', '4 200 000', ''],
  ['3', '3 out of 10', '3', '10'],
  ['3 10', '3/10 passed', '3|10', ''],
  ['150', '150%', '150%', ''],
  ['1.5', '150% of last year', '150%', ''],
  ['0.02', '2 in 100', '', '2|100'],
  ['12.0', 'A/B: 12 vs. 13', '12', '13'],
  ['2023 2024 140 160', '2023: 140, 2024: 160', '140|160', ''],
  ['120', 'up from 100 to 120', '120', '100'],
  ['5', 'five rows', '', ''],
  ['42', '**42**', '42', ''],
  ['42', '*42*, _42_', '42|42', ''],
  ['42', '$42$ and \\(42\\)', '$42$|42', ''],
  ['0.42', '42 %', '42 %', ''],
  ['0.421', '42.1\u202f%', '42.1\u202f%', ''],
  ['1e6', '10^6 rows', '10^6', ''],
  ['1e6', '10⁶ rows', '10⁶', ''],
  ['3 4', '3×4 matrix', '3|4', ''],
  ['12480 9', '12,480 × 9', '12,480|9', ''],
  ['12480 9', '12480x9', '12480|9', ''],
  ['7.3', 'ID-7, No. 12, #45, 7.3', '7.3', ''],
  ['7.3', 'v2.1.0 and 192.168.0.1 and 7.3', '7.3', ''],
  ['7.3', 'ISO 8601, UTF-8, 7.3', '7.3', ''],
  ['7.3', 'the 1990s, the 90s, 7.3', '7.3', ''],
  ['7.3', 'aged 18-24: 7.3', '7.3', '18|24'],
  ['1.15 1.25', '1.2 [95% CI: 1.15, 1.25]', '1.2|1.15|1.25', ''],
  ['2.5', 'mean ± sd = 2.5 ± 0.3', '2.5', '0.3'],
  // The same in false: each is marked.
  ['3.5', '3¼ hours and 4½ hours', '', '3¼|4½'],
  ['5368709120', '6 GB', '', '6 GB'],
  ['1e6', '10^8 rows', '', '10^8'],
  ['1e6', '10⁸ rows', '', '10⁸'],
  ['1234567', '1.3 M€, or €1.3M.', '', '1.3 M€|€1.3M'],
  ['12345678', '₹1,32,45,678, or ₹1.32 crore.', '', '₹1,32,45,678|₹1.32 crore'],
  ['12480 9', '12408x8', '', '12408|8'],
  ['-1234.5', 'a loss of ($1,243.50)', '', '$1,243.50'],
  ['0.87', 'R² of 0.78', '', '0.78'],
  ['7.3', 'p = 0.0312', '', '0.0312'],
]

test.each(sentences)('printed %j, said %j', async (printed, said, found, missing) => {
  const workbench = scriptedWorkbench({ cell: () => ({}) })
  const claims = await evidenceOf({ run: ran(printed, said), history: [], workbench })
  for (const { start, end, text } of claims) expect(said.slice(start, end)).toBe(text)
  const those = (status: string) => claims.filter(c => c.status === status).map(c => c.text)
  expect({ found: those('found').join('|'), missing: those('missing').join('|') }).toEqual({ found, missing })
})
