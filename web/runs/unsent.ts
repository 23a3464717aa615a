/** Questions that no run came of yet: kept on this device, so that a tab that closes takes none with it. */
import { remember, remembered, rememberedNames } from '../shell/remembered.ts'

/** `key` names the question to the server too: sent twice, it is asked once. */
export type Unsent = { key: string; question: string; model?: string; refusal?: Refusal }

/** Why the server would not take it: told again on the next visit, where nobody asked for it to be sent. */
export type Refusal = { code: string; message: string }

const placeOf = (sessionId: string) => `unsent:${sessionId}:`

export function keepUnsent(sessionId: string, { key, question, model, refusal }: Unsent): void {
  remember(placeOf(sessionId) + key, JSON.stringify({ question, model, refusal }))
}

export function forgetUnsent(sessionId: string, key: string): void {
  remember(placeOf(sessionId) + key, null)
}

/** In the order they were asked in. */
export function unsentOf(sessionId: string): Unsent[] {
  const place = placeOf(sessionId)
  return rememberedNames(place)
    .sort()
    .flatMap(name => {
      const found = parsed(remembered(name))
      return found ? [{ key: name.slice(place.length), ...found }] : []
    })
}

function parsed(text: string | null): Omit<Unsent, 'key'> | undefined {
  try {
    const { question, model, refusal } = JSON.parse(text ?? '') as Record<string, unknown>
    if (typeof question !== 'string') return undefined
    return { question, ...(typeof model === 'string' && { model }), ...(isRefusal(refusal) && { refusal }) }
  } catch {
    return undefined
  }
}

const isRefusal = (value: unknown): value is Refusal =>
  typeof value === 'object' &&
  value !== null &&
  'code' in value &&
  'message' in value &&
  typeof value.code === 'string' &&
  typeof value.message === 'string'

let made = 0
/** Names of later questions sort after those of earlier ones. */
export function newKey(): string {
  const luck = [...crypto.getRandomValues(new Uint8Array(12))].map(byte => byte.toString(16).padStart(2, '0')).join('')
  return `${Date.now()}-${String(++made).padStart(6, '0')}-${luck}`
}
