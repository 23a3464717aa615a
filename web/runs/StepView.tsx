import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { Check, ChevronRight, LoaderCircle, X } from 'lucide-react'
import { useId } from 'react'
import { ArtifactCard } from '../artifacts/ArtifactCard.tsx'
import { CodeBlock } from '../code/CodeBlock.tsx'
import { duration } from '../formats.ts'
import { openArtifact, type Place } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { classNames } from '../ui/class-names.ts'
import { RepairView } from './RepairView.tsx'
import { ErrorOutput, Output } from './StepOutput.tsx'

type Step = RunState['steps'][number]
type StepViewProps = {
  step: Step
  sessionId: string
  artifacts: ArtifactSummary[]
  open: boolean
  setOpen: (open: boolean) => void
  place: Place | null
}

export function StepView({ step, sessionId, artifacts, open, setOpen, place }: StepViewProps) {
  const id = useId()
  return (
    <li data-slot="step" data-step={step.step} className="border-line not-first:border-t">
      <button
        type="button"
        data-slot="step-head"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex min-h-9 w-full items-center gap-2 px-3 py-1.5 text-start hover:bg-hover focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden
          className={classNames(
            'size-3.5 shrink-0 text-faint transition-transform duration-150 rtl:-scale-x-100',
            open && 'rotate-90',
          )}
        />
        <span className="tabular shrink-0 text-faint">{step.step}</span>
        <span dir="auto" className="min-w-0 flex-1 truncate">
          {titleOf(step)}
        </span>
        {step.seconds !== null && <span className="tabular shrink-0 text-faint">{duration(step.seconds)}</span>}
        <StepMark status={step.status} />
      </button>
      {open && (
        <div id={id} className="flex flex-col gap-3 px-3 pt-1 pb-3">
          <StepBody step={step} place={place} />
          {artifacts.length > 0 && (
            <div className="flex flex-wrap gap-2">
              {artifacts.map(artifact => (
                <ArtifactCard
                  key={artifact.id}
                  artifact={artifact}
                  open={artifactId => openArtifact(sessionId, artifactId)}
                />
              ))}
            </div>
          )}
        </div>
      )}
    </li>
  )
}

/** What the step did, in words: its own first label, for the later ones tell of mending. */
const titleOf = (step: Step): string =>
  step.labels.find(label => !/^(Error found|Fix applied|Writing|Running)/.test(label)) ?? step.labels.at(0) ?? step.tool

function StepMark({ status }: { status: Step['status'] }) {
  switch (status) {
    case 'success':
      return <Check role="img" aria-label={strings.step.success} className="size-4 shrink-0 text-good" />
    case 'error':
      return <X role="img" aria-label={strings.step.error} className="size-4 shrink-0 text-bad" />
    case 'running':
      return (
        <LoaderCircle
          role="img"
          aria-label={strings.step.running}
          className="size-4 shrink-0 animate-spin text-accent"
        />
      )
  }
}

/** A step that was mended ends well: its first error is told by the repair, not as the outcome. */
const showsError = (step: Step) =>
  step.stderr !== '' && !(step.status === 'success' && step.repairs.some(repair => repair.succeeded))

const saysNothing = (step: Step, shown: string) =>
  [step.thought, step.code, step.stdout, step.stderr, shown].every(text => text === '') &&
  step.artifactIds.length === 0 &&
  step.repairs.length === 0

const codeFileName = ({ step, language }: Step): string => `step-${step}.${language === 'python' ? 'py' : 'txt'}`

function StepBody({ step, place }: { step: Step; place: Place | null }) {
  const shown = step.displays
    .map(display => display.text)
    .filter(text => text.trim() !== '')
    .join('\n\n')
  return (
    <>
      {step.thought !== '' && (
        <p dir="auto" className="text-soft whitespace-pre-line">
          {step.thought.trim()}
        </p>
      )}
      {step.repairs.map(repair => (
        <RepairView key={repair.attempt} repair={repair} />
      ))}
      {step.code !== '' && <CodeBlock code={step.code} language={step.language} fileName={codeFileName(step)} />}
      {step.stdout !== '' && (
        <Output title={strings.step.output} text={step.stdout} place={place} cut={step.truncated} />
      )}
      {shown !== '' && <Output title={strings.step.shown} text={shown} place={place} cut={false} />}
      {showsError(step) && <ErrorOutput text={step.stderr} />}
      {step.status !== 'running' && saysNothing(step, shown) && <p className="text-faint">{strings.step.nothing}</p>}
    </>
  )
}
