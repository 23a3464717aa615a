/** How a run ends when something stops it, in words for the person. A bug is none of these and goes on up. */
import { Refusal } from '@codingagent/protocol/errors.ts'
import type { RunOutcome } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { ModelError } from '../model/model.ts'
import { SandboxUnavailable } from '../sandbox/sandbox.ts'
import type { Budget } from './budget.ts'

export type End = { outcome: RunOutcome; error?: { code: string; message: string }; text?: string }

export function endOf(thrown: unknown, { cancelled, budget }: { cancelled: boolean; budget: Budget }): End | null {
  if (cancelled) return { outcome: 'cancelled' }
  if (budget.timeUp.aborted) {
    return { outcome: 'over_budget', text: overBudgetText(budget.reached() ?? 'its seconds') }
  }
  if (thrown instanceof ModelError) {
    return { outcome: 'failed', error: { code: thrown.code, message: thrown.message } }
  }
  if (thrown instanceof SandboxUnavailable) {
    return { outcome: 'failed', error: { code: 'sandbox_unavailable', message: thrown.message } }
  }
  if (thrown instanceof Refusal) return { outcome: 'failed', error: { code: thrown.code, message: thrown.message } }
  return null
}

const OVER_BUDGET = 'I stopped here, because this question reached its limit of '

/** Of a run that said all but `done`: its log tells by its own words that a cap ended it. */
export function outcomeOf({ error, answer }: RunState): RunOutcome {
  if (error) return 'failed'
  return answer.split('\n\n').at(-1)?.startsWith(OVER_BUDGET) ? 'over_budget' : 'answered'
}

export const overBudgetText = (cap: string): string =>
  `${OVER_BUDGET}${cap}. What was found so far is kept above; ask again to go on from there, or raise the limit in the settings.`

/** For a run whose model never said a word of answer. */
export function fallbackAnswer(run: RunState): string {
  const last = run.steps.at(-1)
  if (run.finalResult?.mime.startsWith('text/')) return run.finalResult.value
  if (!last) return 'The model gave no answer. Ask again, perhaps in other words, or choose another model.'
  if (last.status === 'error') {
    const line = last.stderr.trim().split('\n').at(-1)?.trim()
    const mended = last.repairs.length
    const tries = mended > 0 ? ` It was mended ${mended === 1 ? 'once' : `${mended} times`}, without success.` : ''
    return `I could not finish this: the code failed${line ? ` with “${line.slice(0, 300)}”` : ''}.${tries} The steps show what was tried; ask in another way, or check the file.`
  }
  return 'The code ran; its results are shown here.'
}
