import { Sheet } from 'lucide-react'
import { plural } from '../formats.ts'
import { strings } from '../strings.ts'
import { toast } from '../ui/toast.ts'
import { sampleFile, samples, type Sample } from './samples.ts'
import { SuggestedQuestions } from './SuggestedQuestions.tsx'
import type { SessionActs } from './use-session-acts.ts'

/** A session in which nothing was asked yet: what it can do, samples, and questions once a file lies there. */
export function EmptySession({ sessionId, acts }: { sessionId: string; acts: SessionActs }) {
  return (
    <div
      data-slot="empty-session"
      className="measure flex min-h-full animate-appear flex-col justify-center gap-6 px-4 py-10 sm:px-6"
    >
      <div>
        <h1 className="text-2xl font-semibold tracking-tight text-balance">{strings.empty.title}</h1>
        <p className="mt-2 max-w-[60ch] text-lg text-soft text-pretty">{strings.empty.lead}</p>
      </div>
      <SuggestedQuestions sessionId={sessionId} ask={acts.ask} otherwise={<Samples addFiles={acts.addFiles} />} />
    </div>
  )
}

function Samples({ addFiles }: { addFiles: SessionActs['addFiles'] }) {
  const take = (sample: Sample) =>
    void sampleFile(sample).then(
      file => addFiles([file]),
      () => toast({ text: strings.errors.network }),
    )
  return (
    <section aria-labelledby="samples">
      <h2 id="samples" className="mb-2 text-sm text-faint">
        {strings.empty.samples}
      </h2>
      <ul className="grid gap-2 sm:grid-cols-3">
        {samples.map(sample => (
          <li key={sample.file}>
            <button
              type="button"
              onClick={() => take(sample)}
              className="flex h-full w-full flex-col items-start gap-1 rounded-lg border border-s-2 border-line border-s-(--kind-plain) bg-raised px-3 py-2.5 text-start hover:bg-hover"
            >
              <span className="flex items-center gap-2 font-medium">
                <Sheet aria-hidden className="size-4 text-soft" />
                {sample.name}
              </span>
              <span className="text-sm text-soft">{sample.about}</span>
              <span className="tabular mt-auto pt-1 text-xs text-faint">
                {plural(sample.rows, 'row', 'rows')} × {plural(sample.columns, 'column', 'columns')}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
