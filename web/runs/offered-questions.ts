/** The questions that the built-in analyst offers when it computed nothing: the list at the end of its answer. */
import type { RunState } from '@codingagent/protocol/run-state.ts'
import { isOver } from './run-store.ts'

const listAtEnd = /(?:^|\n)((?:- .+(?:\n|$))+)\s*$/

const asWritten = (markdown: string): string => markdown.replace(/\\([[\]<`*\\])/g, '$1').trim()

/** A model's list may be anything: only the analyst's own is known to be one of questions. */
export function offeredQuestions(run: RunState): string[] {
  if (run.model !== 'builtin/analyst' || run.steps.some(step => step.tool === 'run_python') || !isOver(run)) return []
  const list = listAtEnd.exec(run.answer)?.[1] ?? ''
  return list.split('\n').flatMap(line => (line.startsWith('- ') ? [asWritten(line.slice(2))] : []))
}

/** The answer without that list, where it stands as buttons. */
export const withoutOffers = (answer: string): string => answer.replace(listAtEnd, '')
