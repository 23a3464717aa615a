/** What is kept on the device is seen by every tab of the browser: whoever acts on a thing holds it meanwhile. */

const placeOf = (name: string): string => `codingagent:${name}`
/** Browsers give locks only to pages of https and of this machine; elsewhere each tab acts for itself. */
const hasLocks = (): boolean => 'locks' in navigator

/** This tab holds it until the work is over. */
export function holdWhile(name: string, work: Promise<unknown>): void {
  if (hasLocks()) navigator.locks.request(placeOf(name), () => work).catch(() => {})
}

/** What gives it back, or null when another tab holds it. */
export function take(name: string): Promise<(() => void) | null> {
  const { promise: over, resolve: giveBack } = Promise.withResolvers<void>()
  if (!hasLocks()) return Promise.resolve(giveBack)
  return new Promise(resolve => {
    const act = (lock: Lock | null): Promise<void> | undefined => {
      resolve(lock && giveBack)
      return lock ? over : undefined
    }
    // Where the browser gives none after all, each tab acts for itself.
    navigator.locks.request(placeOf(name), { ifAvailable: true }, act).catch(() => resolve(giveBack))
  })
}

/** One tab after another. */
export async function inTurn(name: string, work: () => Promise<void>): Promise<void> {
  if (hasLocks()) await navigator.locks.request(placeOf(name), work)
  else await work()
}
