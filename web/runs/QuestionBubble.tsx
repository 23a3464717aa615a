import { X } from 'lucide-react'
import { strings } from '../strings.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { takeBack, tryAgain } from './ask.ts'
import type { Turn } from './run-store.ts'
import { canStop, remove } from './stop.ts'

type QuestionBubbleProps = {
  turn: Turn
  sessionId: string
  putBack: (question: string) => void
}

export function QuestionBubble({ turn, sessionId, putBack }: QuestionBubbleProps) {
  const { run, delivery, refusal, key } = turn
  return (
    <div className="flex flex-col items-end gap-1.5">
      <p
        dir="auto"
        data-slot="question"
        className={classNames(
          'max-w-[85%] rounded-lg bg-sunken px-3.5 py-2 text-lg break-words whitespace-pre-wrap',
          delivery === 'refused' && 'bg-bad-wash',
        )}
      >
        {run.question}
      </p>
      {delivery === 'refused' && (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-1 text-sm text-bad">
          <span className="me-1">{refusal?.message ?? strings.run.notSent}</span>
          <Button variant="outline" size="sm" onClick={() => void tryAgain(sessionId, key)}>
            {strings.actions.tryAgain}
          </Button>
          <Button variant="ghost" size="sm" onClick={() => putBack(takeBack(sessionId, key))}>
            {strings.queue.edit}
          </Button>
        </div>
      )}
    </div>
  )
}

/** A question that waits for the one before it. */
export function WaitingQuestion({ turn, sessionId }: { turn: Turn; sessionId: string }) {
  return (
    <li
      className="measure flex animate-rise items-center justify-end gap-2 px-4 pt-2 sm:px-6"
      data-slot="waiting-question"
    >
      <span className="text-xs text-faint">{strings.queue.waits}</span>
      <p
        dir="auto"
        className="max-w-[75%] truncate rounded-lg border border-dashed border-edge px-3.5 py-1.5 text-base text-soft"
      >
        {turn.run.question}
      </p>
      <IconButton label={strings.queue.remove} disabled={!canStop(turn)} onClick={() => remove(sessionId, turn)}>
        <X />
      </IconButton>
    </li>
  )
}
