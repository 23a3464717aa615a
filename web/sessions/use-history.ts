import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { queryClient } from '../api/query-client.ts'
import { followAll } from '../runs/follow.ts'
import { NEW_SESSION, turnsOf, useRuns, withHistory } from '../runs/run-store.ts'
import { offerOutputs } from '../shell/screen-store.ts'
import { runsQuery, sessionQuery } from './session-queries.ts'

/** Reads what was asked before, goes on with what still works, and notices what another device began. */
export function useHistory(sessionId: string) {
  const old = sessionId !== NEW_SESSION
  const session = useQuery({ ...sessionQuery(sessionId), enabled: old })
  const history = useQuery({ ...runsQuery(sessionId), enabled: old })
  useEffect(() => {
    if (!history.data) return
    useRuns.setState(state => withHistory(state, sessionId, history.data))
    followAll(sessionId)
  }, [history.data, sessionId])
  const activeRunId = session.data?.activeRunId ?? null
  useEffect(() => {
    if (activeRunId === null) return
    const known = turnsOf(useRuns.getState(), sessionId).some(
      turn => turn.run.id === activeRunId || turn.delivery === 'sending',
    )
    if (!known) void queryClient.invalidateQueries({ queryKey: ['runs', sessionId] })
  }, [activeRunId, sessionId])
  const made = useRuns(state => turnsOf(state, sessionId).some(turn => turn.run.artifacts.length > 0))
  useEffect(() => {
    if (made) offerOutputs()
  }, [made])
  return { session, history }
}
