import { useNavigate, useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { activeTurn, NEW_SESSION, turnsOf, useRuns } from '../runs/run-store.ts'
import { stop } from '../runs/stop.ts'
import { focusQuestion } from '../sessions/focus-question.ts'
import { openArtifact, openDialog, outputsShown, showOutputs, toggleSessions } from './screen-store.ts'
import { shortcutOf, type ShortcutId } from './shortcuts.ts'
import { switchTheme } from './theme.ts'

/** The answer that has the focus, or else the one nearest the top of what is seen. */
function nearestTurn(turns: HTMLElement[]): number {
  const focused = turns.findIndex(turn => turn.contains(document.activeElement))
  return focused >= 0 ? focused : turns.findLastIndex(turn => turn.getBoundingClientRect().top < innerHeight / 3)
}

function goToTurn(by: 1 | -1) {
  const turns = [...document.querySelectorAll<HTMLElement>('[data-slot="turn"]')]
  const focused = turns.some(turn => turn.contains(document.activeElement))
  const from = nearestTurn(turns)
  const target = turns[Math.max(0, Math.min(turns.length - 1, focused ? from + by : by > 0 ? from + 1 : from))]
  target?.focus({ preventScroll: true })
  target?.scrollIntoView({ block: 'start', behavior: 'smooth' })
}

function openNearestArtifact(sessionId: string) {
  const shown = [...document.querySelectorAll<HTMLElement>('[data-slot="turn"]')]
  const turn = turnsOf(useRuns.getState(), sessionId)[nearestTurn(shown)]
  const [first] = turn?.run.artifacts ?? []
  if (first) openArtifact(sessionId, first.id)
}

/** What works is stopped first; then what is open is closed. */
function stopOrClose(sessionId: string) {
  const active = activeTurn(turnsOf(useRuns.getState(), sessionId))
  if (active && !active.stopping) return stop(sessionId, active)
  if (outputsShown()) showOutputs(false)
  focusQuestion()
}

export function useShortcuts(): void {
  const navigate = useNavigate()
  const { sessionId = NEW_SESSION } = useParams({ strict: false })
  useEffect(() => {
    const acts: Partial<Record<ShortcutId, () => void>> = {
      palette: () => openDialog('palette'),
      sessions: toggleSessions,
      outputs: () => showOutputs(!outputsShown()),
      create: () =>
        void navigate({ to: '/sessions/$sessionId', params: { sessionId: NEW_SESSION } }).then(focusQuestion),
      theme: switchTheme,
      help: () => openDialog('shortcuts'),
      focus: focusQuestion,
      next: () => goToTurn(1),
      previous: () => goToTurn(-1),
      artifact: () => openNearestArtifact(sessionId),
      stop: () => stopOrClose(sessionId),
    }
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      const id = shortcutOf(event)
      const act = id === null ? undefined : acts[id]
      if (!act) return
      // A window that is open has the keys to itself, but for the palette's own.
      if (id !== 'palette' && document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return
      event.preventDefault()
      act()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [navigate, sessionId])
}
