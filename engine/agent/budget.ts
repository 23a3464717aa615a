/** What a run has used, and whether it may go on. Repairs count like everything else. */
import type { Usage } from '@codingagent/protocol/events.ts'
import type { RunState } from '@codingagent/protocol/run-state.ts'
import type { Model, Price, TurnUsage } from '../model/model.ts'
import { costOf } from '../model/prices.ts'
import type { EngineSettings } from '../tools/tool.ts'

/** More turns than any honest question needs; ends a model that runs in circles. */
export const MOST_TURNS = 40

export type Budget = {
  add(usage: TurnUsage): void
  readonly usage: Usage
  seconds(): number
  /** In words, which cap is reached; null while there is room. */
  reached(): string | null
  /** In words, that the cap of money cannot be held, because nobody says what a turn cost; null while that is not so. */
  uncounted(): string | null
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
  /** For turns that do not say what they cost. */
  price?: Price
}

/**
 * What a dead process had used, as the log tells it: the seconds of the steps, and the usage that the last of them carries. Where none does
 * (the process died in its first turn) at the least a token for about four characters of what the model wrote and was shown.
 */
export function usedBefore(
  { usage, answer, thought, steps }: RunState,
  { tokenless }: Pick<Model, 'tokenless'>,
): { usage: Usage; seconds: number } {
  const seconds = steps.reduce((sum, step) => sum + (step.seconds ?? 0), 0)
  if (tokenless || usage.inputTokens + usage.outputTokens > 0) return { usage, seconds }
  const tokens = (texts: string[]): number => Math.ceil(texts.reduce((sum, text) => sum + text.length, 0) / 4)
  return {
    usage: {
      inputTokens: tokens(steps.flatMap(step => [step.stdout, step.stderr])),
      outputTokens: tokens([answer, thought, ...steps.flatMap(s => [s.thought, s.code])]),
    },
    seconds,
  }
}

const inWords = (count: number): string => count.toLocaleString('en-US')

export function startBudget({ settings, clock, used, price }: BudgetOptions): Budget {
  const { maxRunTokens, maxRunUsd, maxRunSeconds } = settings
  const started = clock() - (used?.seconds ?? 0) * 1000
  const usage: Usage = { inputTokens: 0, outputTokens: 0 }
  let unpricedTokens = 0
  const seconds = (): number => Math.max(0, (clock() - started) / 1000)
  const time = new AbortController()
  const timer =
    maxRunSeconds === null ? undefined : setTimeout(() => time.abort(), Math.max(0, maxRunSeconds - seconds()) * 1000)

  function add(turn: TurnUsage): void {
    usage.inputTokens += turn.inputTokens
    usage.outputTokens += turn.outputTokens
    const cost = turn.costUsd ?? (price && costOf(price, turn))
    if (cost === undefined) unpricedTokens += turn.inputTokens + turn.outputTokens
    else if (cost > 0 || turn.costUsd !== undefined) usage.costUsd = (usage.costUsd ?? 0) + cost
  }
  if (used) add(used.usage)

  return {
    usage,
    seconds,
    timeUp: time.signal,
    add,
    uncounted() {
      if (maxRunUsd === null || unpricedTokens === 0) return null
      const held =
        maxRunTokens === null ? 'MAX_RUN_TOKENS would bound it' : `${inWords(maxRunTokens)} tokens are its limit`
      return `What this model costs is not known, so the limit of ${maxRunUsd} US dollars cannot be held; ${held}.`
    },
    reached() {
      const tokens = usage.inputTokens + usage.outputTokens
      if (maxRunTokens !== null && tokens >= maxRunTokens) return `${inWords(maxRunTokens)} tokens`
      if (maxRunUsd !== null && (usage.costUsd ?? 0) >= maxRunUsd) return `${maxRunUsd} US dollars`
      if (maxRunSeconds !== null && (time.signal.aborted || seconds() >= maxRunSeconds))
        return `${maxRunSeconds} seconds`
      return null
    },
    end: () => clearTimeout(timer),
  }
}
