import { memo, useEffect, useRef } from 'react'
import { strings } from '../strings.ts'
import { announce } from '../ui/announce.ts'
import { Answer } from './Answer.tsx'
import { Drawer } from './Drawer.tsx'
import { Ending } from './Ending.tsx'
import { OfferedQuestions } from './OfferedQuestions.tsx'
import { QuestionBubble } from './QuestionBubble.tsx'
import { QuietRow } from './QuietRow.tsx'
import { Results } from './Results.tsx'
import { isOver, type Turn } from './run-store.ts'

type RunViewProps = {
  turn: Turn
  sessionId: string
  askAgain: (question: string) => void
  putBack: (question: string) => void
}

/** One question and its answer, from top to bottom. */
export const RunView = memo(function RunView({ turn, sessionId, askAgain, putBack }: RunViewProps) {
  const { run } = turn
  useAnnouncedEnd(turn)
  return (
    <article
      data-slot="turn"
      data-status={run.status}
      tabIndex={-1}
      aria-label={`${strings.run.question}: ${run.question.slice(0, 120)}`}
      className="measure flex flex-col gap-3 px-4 pt-6 pb-2 outline-none sm:px-6"
    >
      <QuestionBubble turn={turn} sessionId={sessionId} putBack={putBack} />
      {run.steps.length > 0 && <Drawer turn={turn} sessionId={sessionId} />}
      <Answer turn={turn} />
      <OfferedQuestions run={run} ask={askAgain} />
      <Results run={run} sessionId={sessionId} />
      {isOver(run) && <Ending run={run} askAgain={askAgain} />}
      {isOver(run) && <QuietRow run={run} askAgain={askAgain} />}
    </article>
  )
})

/** Says once that a run watched here came to its end. */
function useAnnouncedEnd({ run }: Turn) {
  const worked = useRef(!isOver(run))
  useEffect(() => {
    if (!worked.current || !isOver(run)) return
    worked.current = false
    if (run.status === 'cancelled') announce(strings.run.announceStopped)
    else
      announce(
        run.status === 'failed' ? strings.run.announceFailed : `${strings.run.ready} ${run.finalResult?.value ?? ''}`,
      )
  }, [run])
}
