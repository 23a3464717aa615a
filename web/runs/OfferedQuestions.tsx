import type { RunState } from '@codingagent/protocol/run-state.ts'
import { strings } from '../strings.ts'
import { offeredQuestions } from './offered-questions.ts'

/** What can be asked instead, one press away. */
export function OfferedQuestions({ run, ask }: { run: RunState; ask: (question: string) => void }) {
  const questions = offeredQuestions(run)
  if (questions.length === 0) return null
  return (
    <ul aria-label={strings.run.askInstead} data-slot="offered-questions" className="flex flex-wrap gap-2">
      {questions.map(question => (
        <li key={question} className="max-w-full">
          <button
            type="button"
            dir="auto"
            onClick={() => ask(question)}
            className="min-h-8 rounded-lg border border-line bg-raised px-3 py-1 text-start text-base hover:bg-hover"
          >
            {question}
          </button>
        </li>
      ))}
    </ul>
  )
}
