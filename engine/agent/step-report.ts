/** A step of the log in words for the model: the same for the step that just ended and for one of an earlier question. */
import type { Variable } from '@codingagent/protocol/api.ts'
import type { RunState, RunStep } from '@codingagent/protocol/run-state.ts'
import type { CellReport } from '../tools/run-python.ts'
import { summaryOf } from '../tools/run-python.ts'
import { truncate } from '../tools/truncate.ts'
import { tagged } from './prompts.ts'

export type Detail = { stdout: number; display: number; displays: number }

export const fullDetail: Detail = { stdout: 8000, display: 4000, displays: 8 }
export const briefDetail: Detail = { stdout: 800, display: 500, displays: 2 }

/** What the step printed, showed and made. */
export function stepReport(run: RunState, step: RunStep, detail: Detail): string {
  const parts = [
    ...(step.stdout.trim() ? [tagged('output', truncate(step.stdout.trimEnd(), detail.stdout))] : []),
    ...displays(step, detail),
    ...made(run, step),
  ]
  if (step.status === 'error' && step.stderr.trim()) {
    parts.push(
      `It failed:\n${tagged('error', truncate(step.stderr.trim().slice(-3 * detail.stdout), detail.stdout / 2))}`,
    )
  } else if (step.repairs.length === 0 && step.stderr.trim()) {
    parts.push(tagged('stderr', truncate(step.stderr.trim(), detail.stdout / 4)))
  }
  return parts.join('\n') || (step.status === 'error' ? 'It failed.' : 'It ran and printed nothing.')
}

function displays({ displays: shown }: RunStep, { display, displays: most }: Detail): string[] {
  const texts = shown.slice(0, most).map(d => tagged('shown', truncate(d.text, display)))
  return shown.length > most ? [...texts, `(${shown.length - most} more were shown to the person)`] : texts
}

function made(run: RunState, step: RunStep): string[] {
  const artifacts = run.artifacts.filter(a => step.artifactIds.includes(a.id))
  if (artifacts.length === 0) return []
  const list = artifacts.map(
    a => `${JSON.stringify(a.name)} (${a.kind}${a.shape ? `, ${a.shape.rows} × ${a.shape.columns}` : ''})`,
  )
  return [`The person now sees: ${list.join(', ')}`]
}

/** The report of a cell that just ended, with what only the kernel knows. */
export function cellReport(run: RunState, step: RunStep, cell: CellReport): string {
  const { result, code, repairs, gaveUp } = cell
  const failed = result.status !== 'ok'
  const lines = [stepReport(run, { ...step, status: failed ? 'error' : 'success' }, fullDetail)]
  if (failed) {
    const tries = repairs > 0 ? ` after ${repairs} ${repairs === 1 ? 'repair' : 'repairs'}` : ''
    lines.push(
      `Not done${tries}: ${summaryOf(result)}${gaveUp ? ` (${gaveUp})` : ''}. Try another way, or explain plainly why it cannot be done.`,
    )
  }
  if (repairs > 0) lines.push(`The code was changed on the way; it now reads:\n${tagged('code', truncate(code, 4000))}`)
  if (result.note && !lines.some(line => line.includes(result.note ?? ''))) lines.push(result.note)
  if (result.variables.length > 0) lines.push(`Alive: ${variableList(result.variables, 30)}`)
  return lines.join('\n')
}

export function variableList(variables: Variable[], most: number): string {
  const list = variables
    .slice(0, most)
    .map(v => `${v.name} (${v.type}${v.shape?.length ? ` ${v.shape.join('×')}` : ''})`)
  return variables.length > most ? `${list.join(', ')} and ${variables.length - most} more` : list.join(', ')
}
