import type { EvidenceClaim } from '@codingagent/protocol/events.ts'
import { useCallback, useMemo } from 'react'
import { ClaimMark } from '../prose/ClaimMark.tsx'
import { showPlace } from '../shell/screen-store.ts'
import { late, soon } from '../ui/late.tsx'
import { markNumbers, restAfter } from './direct-answer.ts'
import { offeredQuestions, withoutOffers } from './offered-questions.ts'
import { isOver, type Turn } from './run-store.ts'
import { withoutMarks } from './without-marks.ts'
import { useSmoothText } from './use-smooth-text.ts'

const loadProse = () => import('../prose/Prose.tsx').then(module => module.Prose)
/** Without the part that draws Markdown its words can still be read, and none of its signs. */
const Prose = late(loadProse, {
  meanwhile: ({ text }) => <div className="prose whitespace-pre-wrap">{withoutMarks(text)}</div>,
  quiet: true,
})
// Ready before the first answer is.
soon(loadProse)

/** The direct answer as the one large line, then the prose. */
export function Answer({ turn: { key, run } }: { turn: Turn }) {
  const growing = !isOver(run)
  const direct = run.finalResult?.value ?? ''
  const text = useSmoothText(run.answer, growing)
  const begin = restAfter(direct, text, growing)
  const claims = useMemo(() => run.evidence.map(claim => movedBack(claim, begin)), [run.evidence, begin])
  const openClaim = useCallback(
    ({ step, excerpt }: EvidenceClaim) => {
      if (step !== undefined) showPlace(key, step, excerpt ?? null)
    },
    [key],
  )
  const rest = offeredQuestions(run).length > 0 ? withoutOffers(text.slice(begin)) : text.slice(begin)
  return (
    <>
      {direct !== '' && (
        <p
          dir="auto"
          data-slot="final-result"
          className={`animate-appear break-words whitespace-pre-line ${weightOf(direct)}`}
        >
          {markNumbers(direct, run.evidence).map(({ text: words, at, claim }) =>
            claim ? (
              <ClaimMark key={at} claim={claim} open={openClaim}>
                {words}
              </ClaimMark>
            ) : (
              words
            ),
          )}
        </p>
      )}
      {rest.trim() !== '' && <Prose text={rest} growing={growing} claims={claims} openClaim={openClaim} />}
    </>
  )
}

/** The same number in a text whose beginning was left out. */
const movedBack = (claim: EvidenceClaim, by: number): EvidenceClaim =>
  by === 0 ? claim : { ...claim, start: claim.start - by, end: claim.end - by }

/** One large line; what is longer than a line or two speaks lower. */
function weightOf(value: string): string {
  if (value.length <= 60) return 'text-xl font-semibold tracking-tight sm:text-2xl sm:leading-8'
  return value.length <= 200 ? 'text-xl font-semibold tracking-tight' : 'text-lg font-medium'
}
