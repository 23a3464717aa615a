import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { Archive, ArchiveX, Search, SquarePen, X } from 'lucide-react'
import { useDeferredValue, useState } from 'react'
import type { Session } from '@codingagent/protocol/api.ts'
import { NEW_SESSION } from '../runs/run-store.ts'
import { closeSheet } from '../shell/screen-store.ts'
import { strings } from '../strings.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { useAsLeft } from './change-session.ts'
import { focusQuestion } from './focus-question.ts'
import { groupByAge } from './group-by-age.ts'
import { sessionsQuery } from './session-queries.ts'
import { SessionRow } from './SessionRow.tsx'

export function SessionList() {
  const [query, setQuery] = useState('')
  const [archived, setArchived] = useState(false)
  const navigate = useNavigate()
  const start = () => {
    closeSheet()
    void navigate({ to: '/sessions/$sessionId', params: { sessionId: NEW_SESSION } }).then(focusQuestion)
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex flex-col gap-1 px-3 pb-2">
        <Button variant="ghost" className="justify-start px-2 text-ink" onClick={start}>
          <SquarePen /> {strings.sessions.create}
        </Button>
        <SearchField query={query} setQuery={setQuery} />
      </div>
      <Rows query={useDeferredValue(query.trim())} archived={archived} />
      <div className="px-3 py-1.5">
        <Button variant="ghost" size="sm" className="w-full justify-start px-2" onClick={() => setArchived(!archived)}>
          {archived ? <ArchiveX /> : <Archive />}
          {archived ? strings.sessions.hideArchived : strings.sessions.showArchived}
        </Button>
      </div>
    </div>
  )
}

function SearchField({ query, setQuery }: { query: string; setQuery: (query: string) => void }) {
  return (
    <div className="relative">
      <Search className="pointer-events-none absolute start-2 top-2 size-4 text-faint" aria-hidden />
      <input
        type="search"
        value={query}
        onChange={event => setQuery(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape' || query === '') return
          event.preventDefault()
          setQuery('')
        }}
        placeholder={strings.sessions.searchIn}
        aria-label={strings.sessions.search}
        dir="auto"
        className="h-8 w-full rounded-lg bg-transparent ps-8 pe-8 text-base placeholder:text-faint hover:bg-hover focus:bg-hover focus-visible:outline-offset-0 [&::-webkit-search-cancel-button]:hidden"
      />
      {query !== '' && (
        <div className="absolute end-0.5 top-0.5">
          <IconButton label={strings.sessions.clearSearch} onClick={() => setQuery('')}>
            <X />
          </IconButton>
        </div>
      )}
    </div>
  )
}

function Rows({ query, archived }: { query: string; archived: boolean }) {
  const { data, isError, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    sessionsQuery(query, archived),
  )
  const { sessionId } = useParams({ strict: false })
  const read = data?.pages.flatMap(page => page.items) ?? []
  const sessions = useAsLeft(read).filter(session => session.archived === archived)
  if (isError && !data)
    return (
      <div className="flex-1 px-5 py-2 text-sm text-soft">
        <p>{strings.sessions.unread}</p>
        <Button variant="outline" size="sm" className="mt-2" onClick={() => void refetch()}>
          {strings.actions.tryAgain}
        </Button>
      </div>
    )
  return (
    <nav aria-label={strings.sessions.list} className="min-h-0 flex-1 overflow-y-auto px-3 pb-2">
      {data && sessions.length === 0 && <p className="px-2 py-2 text-sm text-faint">{emptyWords(query, archived)}</p>}
      {groupByAge(sessions).map(([age, group]) => (
        <section key={age} aria-label={strings.sessions[age]}>
          <h2 className="px-2 pt-3 pb-1 text-xs text-faint">{strings.sessions[age]}</h2>
          <SessionGroup sessions={group} current={sessionId} />
        </section>
      ))}
      {hasNextPage && (
        <Button
          variant="ghost"
          size="sm"
          className="mt-1 w-full"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {strings.actions.more}
        </Button>
      )}
    </nav>
  )
}

const SessionGroup = ({ sessions, current }: { sessions: Session[]; current: string | undefined }) => (
  <ul>
    {sessions.map(session => (
      <SessionRow key={session.id} session={session} current={session.id === current} />
    ))}
  </ul>
)

function emptyWords(query: string, archived: boolean): string {
  if (query !== '') return strings.sessions.noneFound(query)
  return archived ? strings.sessions.noneArchived : strings.sessions.none
}
