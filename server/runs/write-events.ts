/** The way of a run's events into the log: work does not wait for each to be stored, and what comes meanwhile is stored together. */
import { RunEvent } from '@codingagent/protocol/events.ts'

/** Characters that may wait to be stored before whoever emits has to wait too. */
const MOST_WAITING = 1_000_000
/** The most events stored at once. */
const MOST_AT_ONCE = 200

export interface EventWriter {
  /**
   * Takes an event, and waits while too much is waiting. Rejects for one that is none of the protocol's, which is not taken; and for every
   * one after one that could not be stored.
   */
  emit: (event: RunEvent) => Promise<void>
  /** Resolves when all that was taken is stored. */
  flush: () => Promise<void>
}

/** `append` stores events, all or none; it is called again only when the call before is done. */
export function eventWriter(append: (events: RunEvent[]) => Promise<unknown>): EventWriter {
  const waiting: RunEvent[] = []
  let characters = 0
  let writing: Promise<void> | null = null
  let failed: { error: unknown } | null = null

  async function write(): Promise<void> {
    try {
      while (waiting.length > 0) {
        const events = waiting.splice(0, MOST_AT_ONCE)
        await append(events)
        for (const event of events) characters -= sizeOf(event)
      }
    } catch (error) {
      failed = { error }
      throw error
    } finally {
      writing = null
    }
  }

  return {
    async emit(event) {
      if (failed) throw failed.error
      // Here, and not with its batch: one that cannot be stored must not take with it those that wait beside it.
      const checked = RunEvent.parse(event)
      waiting.push(checked)
      characters += sizeOf(checked)
      writing ??= write()
      writing.catch(() => {}) // whoever comes next gets it
      if (characters > MOST_WAITING) await writing
    },
    async flush() {
      if (failed) throw failed.error
      await writing
    },
  }
}

/** Roughly, and cheaply: the long ones are texts. */
function sizeOf({ data }: RunEvent): number {
  let size = 100
  for (const value of Object.values(data)) if (typeof value === 'string') size += value.length
  return size
}
