/** A stop interrupts the cell; one that does not heed it loses its kernel. */
import type { SessionKernels } from '../sessions/kernels.ts'

/** Milliseconds that a stopped run has to come to its end before its kernel is killed. */
export const LAST_WORDS = 4000

/** Watches from now on, also when the stop came before; `end` says that the run came to its end. */
export function killWhenStuck(
  kernels: Pick<SessionKernels, 'close'>,
  sessionId: string,
  signal: AbortSignal,
): { end(): void } {
  let timer: NodeJS.Timeout | undefined
  const begin = (): void => {
    timer = setTimeout(() => void kernels.close(sessionId), LAST_WORDS)
  }
  if (signal.aborted) begin()
  else signal.addEventListener('abort', begin, { once: true })
  return {
    end() {
      signal.removeEventListener('abort', begin)
      clearTimeout(timer)
    },
  }
}
