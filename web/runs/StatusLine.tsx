import { Square } from 'lucide-react'
import { duration } from '../formats.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { Keys } from '../ui/keys.tsx'
import { canStop, stop } from './stop.ts'
import { useElapsed } from './elapsed.ts'
import type { Turn } from './run-store.ts'

/** What the run does now. It stands above the question box while something works, and is gone when it is done. */
export function StatusLine({ turn, since, sessionId }: { turn: Turn; since: string; sessionId: string }) {
  const { run, stopping } = turn
  const elapsed = useElapsed(since)
  const step = run.steps.findLast(s => s.status === 'running') ?? run.steps.at(-1)
  return (
    <div data-slot="status-line" className="flex h-8 animate-appear items-center gap-2 ps-1 text-sm text-soft">
      <span aria-hidden className="size-2 shrink-0 animate-pulse rounded-full bg-accent" />
      <span dir="auto" className="shimmer truncate font-medium">
        {stopping ? strings.run.stopping : labelOf(turn, step?.label)}
      </span>
      {step !== undefined && !stopping && (
        <span className="tabular shrink-0 text-faint">
          {step.total === undefined
            ? strings.run.step(step.step)
            : strings.run.stepOf(step.step, Math.max(step.total, step.step))}
        </span>
      )}
      {elapsed !== null && <span className="tabular shrink-0 text-faint">{duration(elapsed)}</span>}
      <Button
        variant="ghost"
        size="sm"
        className="ms-auto"
        disabled={!canStop(turn)}
        aria-keyshortcuts="Escape"
        onClick={() => stop(sessionId, turn)}
      >
        <Square className="fill-current" />
        {strings.run.stop}
        <span aria-hidden className="max-sm:hidden">
          <Keys of="Escape" />
        </span>
      </Button>
    </div>
  )
}

/** Before its first step a run that was read as one of data is being planned: no tool works yet, so the log has no step that could say it. */
function labelOf({ run, delivery, waitsFor }: Turn, label: string | undefined): string {
  if (delivery === 'sending') return sendingWords(waitsFor)
  if (run.status === 'queued') return strings.run.queued
  if (label !== undefined && label !== '') return label
  return run.intent === 'data_analysis' ? strings.run.planning : strings.run.starting
}

function sendingWords(waitsFor: Turn['waitsFor']): string {
  switch (waitsFor) {
    case 'network':
      return strings.run.noNetwork
    case 'files':
      return strings.run.filesFirst
    case 'earlier':
    case null:
      return strings.run.sending
  }
}
