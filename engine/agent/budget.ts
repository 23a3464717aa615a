/** What a run has used, and whether it may go on. Repairs count like everything else. */
import type { Usage } from '@codingagent/protocol/events.ts'
import type { TurnUsage } from '../model/model.ts'
import type { EngineSettings } from '../tools/tool.ts'

/** More turns than any honest question needs; ends a model that runs in circles. */
export const MOST_TURNS = 40

export type Budget = {
  add(usage: TurnUsage): void
  readonly usage: Usage
  seconds(): number
  /** In words, which cap is reached; null while there is room. */
  reached(): string | null
  /** Aborts when the run's seconds are over; call `end` when the run is. */
  readonly timeUp: AbortSignal
  end(): void
}

export type BudgetOptions = {
  settings: Pick<EngineSettings, 'maxRunTokens' | 'maxRunUsd' | 'maxRunSeconds'>
  /** Milliseconds. */
  clock: () => number
  /** What a dead process had used of this run before. */
  used?: { usage: Usage; seconds: number }
}

export function startBudget({ settings, clock, used }: BudgetOptions): Budget {
  const { maxRunTokens, maxRunUsd, maxRunSeconds } = settings
  const started = clock() - (used?.seconds ?? 0) * 1000
  const usage: Usage = { ...(used?.usage ?? { inputTokens: 0, outputTokens: 0 }) }
  const seconds = (): number => Math.max(0, (clock() - started) / 1000)
  const time = new AbortController()
  const timer =
    maxRunSeconds === null ? undefined : setTimeout(() => time.abort(), Math.max(0, maxRunSeconds - seconds()) * 1000)

  return {
    usage,
    seconds,
    timeUp: time.signal,
    add(turn) {
      usage.inputTokens += turn.inputTokens
      usage.outputTokens += turn.outputTokens
      if (turn.costUsd !== undefined) usage.costUsd = (usage.costUsd ?? 0) + turn.costUsd
    },
    reached() {
      const tokens = usage.inputTokens + usage.outputTokens
      if (maxRunTokens !== null && tokens >= maxRunTokens) return `${maxRunTokens.toLocaleString('en-US')} tokens`
      if (maxRunUsd !== null && (usage.costUsd ?? 0) >= maxRunUsd) return `${maxRunUsd} US dollars`
      if (maxRunSeconds !== null && (time.signal.aborted || seconds() >= maxRunSeconds))
        return `${maxRunSeconds} seconds`
      return null
    },
    end: () => clearTimeout(timer),
  }
}
