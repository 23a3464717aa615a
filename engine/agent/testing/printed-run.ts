/** A run whose one cell printed something and whose answer says something, and what evidence makes of the two. */
import type { RunEvent } from '@codingagent/protocol/events.ts'
import { applyEvent, emptyRun, type RunState } from '@codingagent/protocol/run-state.ts'
import { expect } from 'vitest'
import { scriptedWorkbench } from '../../tools/scripted-workbench.ts'
import { evidenceOf } from '../evidence.ts'

/** Of what was printed and what is then said. */
export function printedRun(stdout: string, answer: string): RunState {
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

/** The numbers of what is said that are borne out by what was printed, and those that are not, each joined by |. */
export async function judged(printed: string, said: string): Promise<{ found: string; missing: string }> {
  const workbench = scriptedWorkbench({ cell: () => ({}) })
  const claims = await evidenceOf({ run: printedRun(printed, said), history: [], workbench })
  for (const { start, end, text } of claims) expect(said.slice(start, end)).toBe(text)
  const those = (status: string) => claims.filter(c => c.status === status).map(c => c.text)
  return { found: those('found').join('|'), missing: those('missing').join('|') }
}
