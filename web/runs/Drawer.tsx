import { ChevronRight } from 'lucide-react'
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { duration } from '../formats.ts'
import { useScreen, type Place } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { classNames } from '../ui/class-names.ts'
import { isOver, type Turn } from './run-store.ts'
import { StepView } from './StepView.tsx'
import { toolName } from './tool-name.ts'

/** How the answer came to be: one closed line, and behind it every step. */
export function Drawer({ turn, sessionId }: { turn: Turn; sessionId: string }) {
  const { run } = turn
  const [open, setOpen] = useState(false)
  const [openSteps, setOpenSteps] = useState<readonly number[]>([])
  const id = useId()
  const place = useScreen(state => (state.place?.turnKey === turn.key ? state.place : null))
  usePlace(place, step => {
    setOpen(true)
    setOpenSteps(steps => (steps.includes(step) ? steps : [...steps, step]))
  })
  const setStep = (step: number, shown: boolean) =>
    setOpenSteps(steps => (shown ? [...steps.filter(s => s !== step), step] : steps.filter(s => s !== step)))
  return (
    <section data-slot="drawer" aria-label={strings.run.drawer} className="text-sm">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-ms-1.5 flex min-h-7 items-center gap-1 rounded-md px-1.5 text-start text-soft hover:bg-hover hover:text-ink"
      >
        <ChevronRight
          aria-hidden
          className={classNames(
            'size-4 shrink-0 transition-transform duration-150 rtl:-scale-x-100',
            open && 'rotate-90',
          )}
        />
        <span className="tabular">{summary(turn)}</span>
      </button>
      {open && (
        <ol
          id={id}
          onKeyDown={moveBetweenSteps}
          className="mt-1.5 animate-appear overflow-hidden rounded-lg border border-line bg-raised"
        >
          {run.steps.map(step => (
            <StepView
              key={step.step}
              step={step}
              sessionId={sessionId}
              artifacts={run.artifacts.filter(artifact => step.artifactIds.includes(artifact.id))}
              open={openSteps.includes(step.step)}
              setOpen={shown => setStep(step.step, shown)}
              place={place?.step === step.step ? place : null}
            />
          ))}
        </ol>
      )}
    </section>
  )
}

function usePlace(place: Place | null, show: (step: number) => void) {
  const seen = useRef(0)
  useEffect(() => {
    if (!place || place.asked === seen.current) return
    seen.current = place.asked
    show(place.step)
  })
}

function summary({ run }: Turn): string {
  if (!isOver(run)) return strings.run.running(run.steps.length)
  const tools = [...new Set(run.steps.map(step => toolName(step.tool)).filter(tool => tool !== ''))]
  return [
    strings.run.ran(run.steps.length),
    ...(tools.length > 0 ? [tools.join(', ')] : []),
    ...(run.seconds === null ? [] : [duration(run.seconds)]),
  ].join(' · ')
}

/** ↑ and ↓ go from step to step, → opens one and ← closes it. */
function moveBetweenSteps(event: KeyboardEvent<HTMLOListElement>) {
  const heads = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('[data-slot="step-head"]')]
  const at = heads.findIndex(head => head === event.target)
  const head = heads[at]
  if (!head) return
  const opens = document.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight'
  const closes = opens === 'ArrowRight' ? 'ArrowLeft' : 'ArrowRight'
  const expanded = head.getAttribute('aria-expanded') === 'true'
  if (event.key === 'ArrowDown') heads[at + 1]?.focus()
  else if (event.key === 'ArrowUp') heads[at - 1]?.focus()
  else if (event.key === opens && !expanded) head.click()
  else if (event.key === closes && expanded) head.click()
  else return
  event.preventDefault()
}
