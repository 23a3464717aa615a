import type { RunState } from '@codingagent/protocol/run-state.ts'
import { CircleAlert, CircleStop } from 'lucide-react'
import { openDialog } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'

/** How a run ended that did not simply answer: what happened, and what to do. */
export function Ending({ run, askAgain }: { run: RunState; askAgain: (question: string) => void }) {
  switch (run.status) {
    case 'queued':
    case 'running':
    case 'answered':
      return null
    case 'cancelled':
      return <Stopped text={strings.run.cancelled} />
    case 'over_budget':
      return <Stopped text={run.error?.message ?? strings.run.overBudget} />
    case 'failed':
      return (
        <div
          role="alert"
          data-slot="run-error"
          className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-bad/35 bg-bad-wash px-3.5 py-3"
        >
          <CircleAlert aria-hidden className="mt-1 size-4 shrink-0 text-bad" />
          <p dir="auto" className="min-w-48 flex-1 text-base break-words">
            {run.error?.message ?? strings.run.failed}
          </p>
          <div className="flex gap-1.5">
            {run.error?.code.startsWith('model_') && (
              <Button variant="ghost" size="sm" onClick={() => openDialog('models')}>
                {strings.run.setUpModel}
              </Button>
            )}
            <Button variant="outline" size="sm" onClick={() => askAgain(run.question)}>
              {strings.actions.tryAgain}
            </Button>
          </div>
        </div>
      )
  }
}

const Stopped = ({ text }: { text: string }) => (
  <p className="flex items-center gap-2 text-base text-soft" data-slot="run-stopped">
    <CircleStop aria-hidden className="size-4 shrink-0" />
    {text}
  </p>
)
