import { NEW_SESSION } from '../runs/run-store.ts'
import { remember, remembered } from '../shell/remembered.ts'

/** The session that opens when the program does. */
export const lastSession = (): string => remembered('last-session') ?? NEW_SESSION
export const rememberSession = (sessionId: string): void =>
  remember('last-session', sessionId === NEW_SESSION ? null : sessionId)
