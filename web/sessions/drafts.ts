/** What is being written, by session: kept on this device, so that neither a reload nor a look elsewhere loses a word. */
import { create } from 'zustand'
import { NEW_SESSION } from '../runs/run-store.ts'
import { remember, remembered } from '../shell/remembered.ts'

type Drafts = { texts: Readonly<Record<string, string>>; newModel: string | undefined }
const useDrafts = create<Drafts>(() => ({ texts: {}, newModel: undefined }))

const nameOf = (sessionId: string) => `draft:${sessionId}`

export const useDraft = (sessionId: string): string =>
  useDrafts(state => state.texts[sessionId]) ?? remembered(nameOf(sessionId)) ?? ''

export function setDraft(sessionId: string, text: string): void {
  remember(nameOf(sessionId), text === '' ? null : text)
  useDrafts.setState(({ texts }) => ({ texts: { ...texts, [sessionId]: text } }))
}

export const draftOf = (sessionId: string): string =>
  useDrafts.getState().texts[sessionId] ?? remembered(nameOf(sessionId)) ?? ''

/** The words follow a new session to the row it got. */
export function moveDraft(sessionId: string): void {
  setDraft(sessionId, draftOf(NEW_SESSION))
  setDraft(NEW_SESSION, '')
}

/** The model chosen before the session has a row. */
export const useNewModel = (): string | undefined => useDrafts(state => state.newModel)
export const newModel = (): string | undefined => useDrafts.getState().newModel
export const setNewModel = (model: string | undefined): void => useDrafts.setState({ newModel: model })
