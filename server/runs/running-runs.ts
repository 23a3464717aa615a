/** The runs that this process is working on, so that a stop reaches them at once. */

/** Bound to who began: one that has lost its run to another holder of this process reaches only itself. */
export type RunHolder = {
  signal: AbortSignal
  stop(): void
  /** When it no longer works on the run. */
  forget(): void
}

export type RunningRuns = {
  begin(runId: string): RunHolder
  /** Stops whoever holds the run; false when the run is not of this process. */
  stop(runId: string): boolean
}

export function runningRuns(): RunningRuns {
  const holders = new Map<string, RunHolder>()
  return {
    begin(runId) {
      const controller = new AbortController()
      const holder: RunHolder = {
        signal: controller.signal,
        stop: () => controller.abort(),
        forget() {
          if (holders.get(runId) === holder) holders.delete(runId)
        },
      }
      holders.set(runId, holder)
      return holder
    },
    stop(runId) {
      const holder = holders.get(runId)
      holder?.stop()
      return holder !== undefined
    },
  }
}
