/** A stop interrupts the cell; one that does not heed it loses its kernel. */
import type { KernelLease, SessionKernels } from '../sessions/kernels.ts'

/** Milliseconds that a stopped run has to come to its end before its kernel is killed, and between two looks after that. */
export const LAST_WORDS = 4000
export const LOOK_AGAIN = 1000

type Parts = {
  sessionId: string
  kernels: Pick<SessionKernels, 'close'>
  /** Says whether it is the cell that the run waits for: of a store that is silent the kernel is innocent. */
  lease: Pick<KernelLease, 'awaitsCell'>
}

/** Watches from now on, also when the stop came before; `end` says that the run came to its end. */
export function killWhenStuck({ sessionId, kernels, lease }: Parts, signal: AbortSignal): { end(): void } {
  let timer: NodeJS.Timeout | undefined
  const look = (): void => {
    if (lease.awaitsCell()) void kernels.close(sessionId)
    else timer = setTimeout(look, LOOK_AGAIN)
  }
  const begin = (): void => {
    timer = setTimeout(look, LAST_WORDS)
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
