import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiError } from '../api/api-error.ts'
import { DropZone } from '../files/DropZone.tsx'
import { NEW_SESSION, turnsOf, useRuns } from '../runs/run-store.ts'
import { Composer } from '../sessions/Composer.tsx'
import { EmptySession } from '../sessions/EmptySession.tsx'
import { rememberSession } from '../sessions/last-session.ts'
import { SessionHead } from '../sessions/SessionHead.tsx'
import { useCapabilities } from '../sessions/session-queries.ts'
import { useHistory } from '../sessions/use-history.ts'
import { useSessionActs } from '../sessions/use-session-acts.ts'
import { strings } from '../strings.ts'
import { Button } from '../ui/button.tsx'
import { late, soon } from '../ui/late.tsx'
import { NothingHere } from './NothingHere.tsx'

const loadConversation = () => import('../runs/Conversation.tsx').then(module => module.Conversation)
const Conversation = late(loadConversation, { meanwhile: () => <div className="flex-1" /> })
// Ready before the first question is.
soon(loadConversation)

export function SessionPage() {
  const { sessionId } = useParams({ from: '/sessions/$sessionId' })
  const { data: capabilities } = useCapabilities()
  const acts = useSessionActs(sessionId, capabilities?.maxUpload)
  const turns = useRuns(state => turnsOf(state, sessionId))
  const { session, history } = useHistory(sessionId)
  const title = session.data?.title
  useEffect(() => {
    document.title = title === undefined ? strings.product : `${title} · ${strings.product}`
  }, [title])
  const gone = session.error instanceof ApiError && session.error.status === 404
  // What is gone must not be what the program opens with the next time.
  useEffect(() => rememberSession(gone ? NEW_SESSION : sessionId), [gone, sessionId])
  const known = sessionId === NEW_SESSION || history.isSuccess
  // After what was asked before, so that they come last.
  useEffect(() => {
    if (known) acts.askUnsent()
  }, [known, acts])
  if (gone) return <NothingHere title={strings.errors.noSessionTitle} text={strings.errors.noSession} />
  const empty = turns.length === 0 && known
  return (
    <main
      id="page"
      tabIndex={-1}
      className="flex h-full min-h-0 flex-col outline-none"
      aria-label={strings.shell.conversation}
    >
      <SessionHead session={session.data} />
      {history.isError && turns.length === 0 && <Unread retry={() => void history.refetch()} />}
      {empty ? (
        <div className="min-h-0 flex-1 overflow-y-auto [scrollbar-gutter:stable]">
          <EmptySession sessionId={sessionId} acts={acts} />
        </div>
      ) : (
        <Conversation key={sessionId} turns={turns} sessionId={sessionId} acts={acts} />
      )}
      <Composer sessionId={sessionId} acts={acts} />
      <DropZone addFiles={acts.addFiles} />
    </main>
  )
}

const Unread = ({ retry }: { retry: () => void }) => (
  <div role="alert" className="measure flex items-center gap-3 px-6 py-4 text-base text-soft">
    <p>{strings.run.unread}</p>
    <Button variant="outline" size="sm" onClick={retry}>
      {strings.actions.tryAgain}
    </Button>
  </div>
)
