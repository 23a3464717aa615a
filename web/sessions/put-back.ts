import { draftOf, setDraft } from './drafts.ts'
import { focusQuestion } from './focus-question.ts'

/** Gives a question back to the box, before what is being written there meanwhile. */
export function putBack(sessionId: string, question: string): void {
  const draft = draftOf(sessionId)
  setDraft(sessionId, draft.trim() === '' ? question : `${question}\n${draft}`)
  focusQuestion()
}
