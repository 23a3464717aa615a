import type { RunState } from '@codingagent/protocol/run-state.ts'
import { RotateCcw } from 'lucide-react'
import { dollars, exactTime, relativeTime, duration } from '../formats.ts'
import { strings } from '../strings.ts'
import { IconButton } from '../ui/button.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { wordsOfAnswer } from './direct-answer.ts'

/** Copy, ask again, and what it cost, in small. */
export function QuietRow({ run, askAgain }: { run: RunState; askAgain: (question: string) => void }) {
  const { inputTokens, outputTokens, costUsd } = run.usage
  const tokens = inputTokens + outputTokens
  const words = wordsOfAnswer(run)
  return (
    <div data-slot="quiet-row" className="-ms-1.5 flex flex-wrap items-center gap-x-1 text-xs text-faint">
      {words !== '' && <CopyButton label={strings.run.copyAnswer} text={words} />}
      <IconButton label={strings.run.rerun} onClick={() => askAgain(run.question)}>
        <RotateCcw />
      </IconButton>
      <ul className="tabular flex flex-wrap gap-x-1.5 ps-1 [&>li+li]:before:me-1.5 [&>li+li]:before:content-['·']">
        {run.seconds !== null && <li>{duration(run.seconds)}</li>}
        {tokens > 0 && (
          <li title={strings.run.tokensDetail(inputTokens, outputTokens)}>{strings.run.tokens(tokens)}</li>
        )}
        {costUsd !== undefined && <li>{dollars(costUsd)}</li>}
        {run.startedAt !== '' && <li title={exactTime(run.startedAt)}>{relativeTime(run.startedAt)}</li>}
      </ul>
    </div>
  )
}
