/** Rename, pin, archive, delete: seen at once, undone when the server refuses. */
import type { Session } from '@codingagent/protocol/api.ts'
import { create } from 'zustand'
import { wordsOf } from '../api/api-error.ts'
import { changeSession, createSession, deleteSession } from '../api/calls.ts'
import { queryClient } from '../api/query-client.ts'
import { unfollow } from '../runs/follow.ts'
import { tellOtherTabs } from '../runs/other-tabs.ts'
import { strings } from '../strings.ts'
import { toast } from '../ui/toast.ts'

/** What a person changed and the server has not confirmed yet; null hides the session. */
const usePending = create<{ changes: Readonly<Record<string, Partial<Session> | null>> }>(() => ({ changes: {} }))

/** The session as the person left it. */
export function useAsLeft(sessions: readonly Session[]): Session[] {
  const changes = usePending(state => state.changes)
  return sessions.flatMap(session => {
    const change = changes[session.id]
    return change === null ? [] : [change === undefined ? session : { ...session, ...change }]
  })
}

const pend = (id: string, change: Partial<Session> | null) =>
  usePending.setState(({ changes }) => ({ changes: { ...changes, [id]: change } }))
const settle = (id: string) =>
  usePending.setState(({ changes }) => ({
    changes: Object.fromEntries(Object.entries(changes).filter(([changed]) => changed !== id)),
  }))

const readAgain = async (id: string) => {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['sessions'] }),
    queryClient.invalidateQueries({ queryKey: ['session', id] }),
  ])
}

export async function change(
  session: Session,
  wish: { title?: string; pinned?: boolean; archived?: boolean; model?: string | null },
): Promise<void> {
  pend(session.id, wish)
  try {
    const changed = await changeSession(session.id, wish)
    queryClient.setQueryData(['session', session.id], changed)
    await readAgain(session.id)
    tellOtherTabs(session.id)
  } catch (error) {
    void toast({ text: wordsOf(error) })
  } finally {
    settle(session.id)
  }
}

/** Gone from the screen at once; from the server when the time to undo has passed. `undone` hears that it stays. */
export function removeWithUndo(session: Session, undone?: () => void): void {
  pend(session.id, null)
  const leave = () => void remove(session, true)
  window.addEventListener('pagehide', leave)
  const settled = () => window.removeEventListener('pagehide', leave)
  void toast({
    text: strings.sessions.deleted(session.title),
    action: {
      label: strings.actions.undo,
      run: () => {
        settled()
        settle(session.id)
        undone?.()
      },
    },
    onGone: () => {
      settled()
      void remove(session, false)
    },
  })
}

async function remove(session: Session, leaving: boolean): Promise<void> {
  try {
    unfollow(session.id)
    await deleteSession(session.id, leaving)
    queryClient.removeQueries({ queryKey: ['session', session.id] })
    await queryClient.invalidateQueries({ queryKey: ['sessions'] })
    tellOtherTabs(session.id)
  } catch {
    void toast({ text: strings.sessions.deleteFailed(session.title) })
  } finally {
    settle(session.id)
  }
}

export async function makeSession(model: string | undefined): Promise<Session> {
  const session = await createSession(model === undefined ? {} : { model })
  queryClient.setQueryData(['session', session.id], session)
  void queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return session
}
