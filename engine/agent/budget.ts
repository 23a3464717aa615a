/** What a run has used, and whether it may go on. Repairs count like everything else. */
import type { Usage } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
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

/**
 * What a dead process had used at the least, as the log lets it be known: the seconds of the steps, and a token for about four characters of
 * what the model wrote and was shown. The exact figures went with the process, because they are logged at the end.
 */
export function usedBefore({ usage, answer, thought, steps }: RunState): { usage: Usage; seconds: number } {
  const tokens = (texts: string[]): number => Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4)
  return {
    usage: {
      ...usage,
      inputTokens: usage.inputTokens + tokens(steps.flatMap(step => [step.stdout, step.stderr])),
      outputTokens: usage.outputTokens + tokens([answer, thought, ...steps.flatMap(s => [s.thought, s.code])]),
    },
    seconds: steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0),
  }
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
