/** Says whether a run answered its question. */
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { EvalQuestion } from './question.ts'

/** What an answer lacks; empty when it is right. */
export function faults(question: EvalQuestion, run: RunState): string[] {
  const code = run.steps.map(step => step.code).join('\n')
  const kinds = run.artifacts.map(artifact => artifact.kind)
  const made = run.files.map(file => file.name)
  return [
    ...(run.status === 'answered' ? [] : [`ended as ${run.status}`]),
    ...run.steps.filter(step => step.status === 'error').map(step => `step failed: ${step.stderr.slice(-300)}`),
    ...run.steps.filter(step => step.repairs.length > 0).map(() => 'needed a repair'),
    ...question.says.filter(text => !run.answer.includes(text)).map(text => `does not say ${text}`),
    ...(question.final ?? [])
      .filter(text => !run.finalResult?.value.includes(text))
      .map(text => `final_result lacks ${text}`),
    ...(question.kinds ?? []).filter(kind => !kinds.includes(kind)).map(kind => `shows no ${kind}`),
    ...(question.files ?? [])
      .filter(ending => !made.some(name => name.endsWith(`.${ending}`)))
      .map(ending => `made no ${ending}`),
    ...(question.code && !code.includes(question.code) ? [`code lacks ${question.code}`] : []),
    ...run.evidence.filter(claim => claim.status === 'missing').map(claim => `number without evidence: ${claim.text}`),
  ]
}
