import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { lazy, Suspense, useCallback } from 'react'
import { showPlace } from '../shell/screen-store.ts'
import { isOver, type Turn } from './run-store.ts'
import { useSmoothText } from './use-smooth-text.ts'

const loadProse = () => import('../prose/Prose.tsx')
const Prose = lazy(() => loadProse().then(module => ({ default: module.Prose })))
// Ready before the first answer is.
requestIdleCallback(() => void loadProse().catch(() => undefined), { timeout: 2_000 })

/** The direct answer as the one large line, then the prose. */
export function Answer({ turn: { key, run } }: { turn: Turn }) {
  const growing = !isOver(run)
  const text = useSmoothText(run.answer, growing)
  const openClaim = useCallback(
    ({ step, excerpt }: EvidenceClaim) => {
      if (step !== undefined) showPlace(key, step, excerpt ?? null)
    },
    [key],
  )
  return (
    <>
      {run.finalResult && (
        <p
          dir="auto"
          data-slot="final-result"
          className={`animate-appear break-words whitespace-pre-line ${weightOf(run.finalResult.value)}`}
        >
          {run.finalResult.value}
        </p>
      )}
      {text !== '' && (
        <Suspense fallback={<div className="prose whitespace-pre-wrap">{text}</div>}>
          <Prose text={text} growing={growing} claims={run.evidence} openClaim={openClaim} />
        </Suspense>
      )}
    </>
  )
}

/** One large line; what is longer than a line or two speaks lower. */
function weightOf(value: string): string {
  if (value.length <= 60) return 'text-xl font-semibold tracking-tight sm:text-2xl sm:leading-8'
  return value.length <= 200 ? 'text-xl font-semibold tracking-tight' : 'text-lg font-medium'
}
