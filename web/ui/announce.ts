import { create } from 'zustand'

export const useAnnouncement = create<{ text: string }>(() => ({ text: '' }))

/** Says something to a screen reader when it is done with what it says now. */
export const announce = (text: string): void => useAnnouncement.setState({ text })
