import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useProfile } from '../files/use-profile.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { strings } from '../strings.ts'
import { samples } from './samples.ts'
import { filesQuery } from './session-queries.ts'
import { suggestQuestions } from './suggest-questions.ts'

type SuggestedQuestionsProps = { sessionId: string; ask: (question: string) => void; otherwise: ReactNode }

/** Four questions made from the real columns of the newest file, or a sample's own; before there is one, something else. */
export function SuggestedQuestions({ sessionId, ask, otherwise }: SuggestedQuestionsProps) {
  const { data } = useQuery({ ...filesQuery(sessionId), enabled: sessionId !== NEW_SESSION })
  const newest = data?.files
    .filter(file => file.origin === 'upload')
    .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0]
  const { profile } = useProfile(newest?.id)
  // Before it is known which files there are, nothing is better than what goes away again.
  if (sessionId !== NEW_SESSION && !data) return null
  if (!newest) return otherwise
  const sample = samples.find(({ file }) => file === newest.name)
  const questions = sample?.questions ?? (profile ? suggestQuestions(profile, newest.name) : [])
  return (
    <section
      aria-labelledby={questions.length > 0 ? 'suggestions' : undefined}
      className="min-h-48"
      data-slot="suggestions"
    >
      {questions.length > 0 && (
        <>
          <h2 id="suggestions" className="mb-2 text-sm text-faint">
            {strings.empty.ask(newest.name)}
          </h2>
          <ul className="animate-appear divide-y divide-line overflow-hidden rounded-lg border border-line bg-raised">
            {questions.map(question => (
              <li key={question}>
                <button
                  type="button"
                  onClick={() => ask(question)}
                  className="group flex min-h-11 w-full items-center gap-3 px-3.5 py-2 text-start text-lg hover:bg-hover focus-visible:-outline-offset-2"
                >
                  <span dir="auto" className="min-w-0 flex-1 break-words">
                    {question}
                  </span>
                  <ArrowRight
                    aria-hidden
                    className="size-4 shrink-0 text-faint group-hover:text-accent rtl:-scale-x-100"
                  />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
