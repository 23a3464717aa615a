/** How long a stopped run still waits for a store: it keeps what its last cell made, but not at the price of never ending. */

/** Milliseconds after the stop, for all that is on its way together. */
const AFTER_STOP = 2000

export type Patience = {
  /** The same value, or a rejection once the patience after the stop is at its end. What was given up may still come about. */
  until<Value>(work: Promise<Value> | Value): Promise<Value>
}

export function patienceAfter(signal: AbortSignal): Patience {
  const { promise: atItsEnd, reject } = Promise.withResolvers<never>()
  atItsEnd.catch(() => {}) // for whoever waits; nobody may
  const begin = (): void => {
    setTimeout(() => reject(signal.reason as Error), AFTER_STOP).unref()
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return { until: work => Promise.race([work, atItsEnd]) }
}
