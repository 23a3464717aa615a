/** What is open on the screen. Sizes of panels are kept by the panels themselves. */
import { create } from 'zustand'
import { remember, remembered } from './remembered.ts'

export type OutputTab = 'artifacts' | 'variables' | 'files'
/** A place in an answer's work: the step, and the line of its output to show. */
export type Place = { turnKey: string; step: number; excerpt: string | null; asked: number }

type Screen = {
  sessionsOpen: boolean
  outputsOpen: boolean
  /** A person closed the outputs; they do not open by themselves again. */
  outputsClosedByHand: boolean
  /** The panel that lies over the page on smaller screens. */
  sheet: 'sessions' | 'outputs' | null
  tab: OutputTab
  /** The artifact a person opened, by session; without one the newest is shown. */
  chosen: Readonly<Record<string, string>>
  dialog: 'palette' | 'shortcuts' | 'models' | null
  place: Place | null
}

export const useScreen = create<Screen>(() => ({
  sessionsOpen: remembered('sessions-open') !== 'no',
  outputsOpen: false,
  outputsClosedByHand: remembered('outputs-open') === 'no',
  sheet: null,
  tab: 'artifacts',
  chosen: {},
  dialog: null,
  place: null,
}))
const { setState: set, getState: get } = useScreen

/** Wide: three panels. Medium: outputs lie over the page. Narrow: both do. */
export type Layout = 'wide' | 'medium' | 'narrow'
const wide = matchMedia('(min-width: 1100px)')
const medium = matchMedia('(min-width: 720px)')
export const layoutNow = (): Layout => (wide.matches ? 'wide' : medium.matches ? 'medium' : 'narrow')
export function onLayoutChange(tell: () => void): () => void {
  wide.addEventListener('change', tell)
  medium.addEventListener('change', tell)
  return () => {
    wide.removeEventListener('change', tell)
    medium.removeEventListener('change', tell)
  }
}

export function toggleSessions(): void {
  if (layoutNow() === 'narrow') return set({ sheet: get().sheet === 'sessions' ? null : 'sessions' })
  const sessionsOpen = !get().sessionsOpen
  remember('sessions-open', sessionsOpen ? null : 'no')
  set({ sessionsOpen })
}

export const outputsShown = (): boolean => (layoutNow() === 'wide' ? get().outputsOpen : get().sheet === 'outputs')

export function showOutputs(shown: boolean): void {
  if (layoutNow() !== 'wide') return set({ sheet: shown ? 'outputs' : null })
  remember('outputs-open', shown ? null : 'no')
  set({ outputsOpen: shown, outputsClosedByHand: !shown })
}

/** The first artifact of a session opens the panel beside the conversation, unless a person closed it before. */
export function offerOutputs(): void {
  if (layoutNow() === 'wide' && !get().outputsOpen && !get().outputsClosedByHand) set({ outputsOpen: true })
}

export function openArtifact(sessionId: string, artifactId: string): void {
  set({ tab: 'artifacts', chosen: { ...get().chosen, [sessionId]: artifactId } })
  showOutputs(true)
}

export function followNewest(sessionId: string): void {
  const { [sessionId]: _, ...chosen } = get().chosen
  set({ chosen })
}

export function openFiles(): void {
  set({ tab: 'files' })
  showOutputs(true)
}

let asked = 0
export const showPlace = (turnKey: string, step: number, excerpt: string | null): void =>
  set({ place: { turnKey, step, excerpt, asked: ++asked } })

export const closeSheet = (): void => set({ sheet: null })
export const openDialog = (dialog: Screen['dialog']): void => set({ dialog })
