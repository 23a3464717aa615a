import { create } from 'zustand'

/** `said` counts, so that the same words a second time are a second saying. */
export const useAnnouncement = create<{ text: string; said: number }>(() => ({ text: '', said: 0 }))

/** Says something to a screen reader when it is done with what it says now. */
export const announce = (text: string): void => useAnnouncement.setState(({ said }) => ({ text, said: said + 1 }))
