/** Turns as a screen would hold them after events, for tests that draw a part alone. */
import { emptyRun } from '@codingagent/protocol/apply-event.ts'
import type { RunState, RunStep } from '@codingagent/protocol/run-state.ts'
import type { Turn } from '../runs/run-store.ts'

export const turnOf = (run: Partial<RunState> = {}, more: Partial<Turn> = {}): Turn => ({
  key: 't1',
  run: {
    ...emptyRun('run-1', 'session-1'),
    question: 'Show the trend',
    status: 'answered',
    startedAt: '2026-01-01T10:00:00.000Z',
    ...run,
  },
  delivery: 'sent',
  waitsFor: null,
  refusal: null,
  stopping: false,
  ...more,
})

export const stepOf = (step: number, more: Partial<RunStep> = {}): RunStep => ({
  step,
  label: 'Running code',
  labels: ['Running code'],
  tool: 'run_python',
  status: 'success',
  seconds: 1.2,
  thought: '',
  code: '',
  language: 'python',
  stdout: '',
  stderr: '',
  truncated: false,
  displays: [],
  repairs: [],
  artifactIds: [],
  ...more,
})
