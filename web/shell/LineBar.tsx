import { useEffect, useState, useSyncExternalStore } from 'react'
import { isLostLine } from '../api/api-error.ts'
import { queryClient } from '../api/query-client.ts'
import { useRuns } from '../runs/run-store.ts'
import { strings } from '../strings.ts'

/** A loss shorter than this is nobody's concern. */
const NOTICED = 600

function onOnline(tell: () => void): () => void {
  window.addEventListener('online', tell)
  window.addEventListener('offline', tell)
  return () => {
    window.removeEventListener('online', tell)
    window.removeEventListener('offline', tell)
  }
}

const queries = queryClient.getQueryCache()
const onQueries = (tell: () => void) => queries.subscribe(tell)
/** Something that is on the screen was asked for, and no answer came. */
const queriesLost = () =>
  queries
    .findAll({ type: 'active' })
    .some(({ state }) => isLostLine(state.error) || isLostLine(state.fetchFailureReason))

/** The network's one thin bar. It comes when a line is lost for a while, and goes away by itself. */
export function LineBar() {
  const online = useSyncExternalStore(onOnline, () => navigator.onLine)
  const waiting = useRuns(state => state.waiting.length > 0)
  const unread = useSyncExternalStore(onQueries, queriesLost)
  const lost = !online || waiting || unread
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!lost) return
    const timer = setTimeout(() => setShown(true), NOTICED)
    return () => {
      clearTimeout(timer)
      setShown(false)
    }
  }, [lost])
  if (!shown) return null
  return (
    <div
      role="status"
      data-slot="line-bar"
      className="pointer-events-none fixed inset-x-0 top-0 z-50 flex animate-appear justify-center border-t-2 border-warn pt-11"
    >
      {/* Below the heads of the panels: what stands there must stay readable. */}
      <span className="rounded-md bg-warn-wash px-3 py-0.5 text-xs text-warn shadow-float">
        {online ? strings.line.waiting : strings.line.offline}
      </span>
    </div>
  )
}
