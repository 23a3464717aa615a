/** The runs that this process is working on, so that a stop reaches them at once. */

export type RunningRuns = {
  /** The signal that a stop aborts. `forget` when the run has ended. */
  begin(runId: string): AbortSignal
  forget(runId: string): void
  /** False when the run is not of this process. */
  stop(runId: string): boolean
}

export function runningRuns(): RunningRuns {
  const controllers = new Map<string, AbortController>()
  return {
    begin(runId) {
      const controller = new AbortController()
      controllers.set(runId, controller)
      return controller.signal
    },
    forget: runId => void controllers.delete(runId),
    stop(runId) {
      const controller = controllers.get(runId)
      controller?.abort()
      return controller !== undefined
    },
  }
}
