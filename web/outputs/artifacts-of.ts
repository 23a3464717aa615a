import type { ArtifactSummary } from '@codingagent/protocol/artifacts.ts'
import { activeTurn, type Turn } from '../runs/run-store.ts'

/** The answer that the screen is about: the one that works, else the last. */
export const presentTurn = (turns: readonly Turn[]): Turn | undefined =>
  activeTurn(turns) ?? turns.findLast(turn => turn.delivery !== 'refused')

/** All that a session's answers made, oldest first; a finished file counts once though two events tell of it. */
export function artifactsOf(turns: readonly Turn[]): ArtifactSummary[] {
  const found = new Map<string, ArtifactSummary>()
  for (const { run } of turns) {
    for (const artifact of run.artifacts) found.set(artifact.id, artifact)
    for (const { id, name, type, size } of run.files)
      if (!found.has(id)) found.set(id, { id, kind: 'file', name, mime: type, size, version: 1 })
  }
  return [...found.values()]
}
