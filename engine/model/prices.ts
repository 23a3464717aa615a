/**
 * List prices of well-known models, for providers whose answers do not say what they cost. They bind MAX_RUN_USD and are no invoice: a
 * contract's discounts, batch prices and the dearer rates of very long prompts (beyond 200,000 tokens, which the loop never sends) are
 * left out. A model that does not stand here has no price, and a run with it says that money cannot be counted.
 */
import type { Price, TurnUsage } from './model.ts'

/** A model on a machine of one's own. */
const FREE: Price = { input: 0, output: 0 }

/** As published by each provider in September 2026. Look at them again when a provider's `known` models change. */
const prices: Record<string, Record<string, Price>> = {
  openai: {
    'gpt-5.5': { input: 5, output: 30, cached: 0.5 },
    'gpt-5.4-pro': { input: 30, output: 180 },
    'gpt-5.4': { input: 2.5, output: 15, cached: 0.25 },
    'gpt-5.4-mini': { input: 0.75, output: 4.5, cached: 0.075 },
    'gpt-5.4-nano': { input: 0.2, output: 1.25, cached: 0.02 },
    'gpt-5.3-codex': { input: 1.75, output: 14, cached: 0.175 },
    'gpt-5.2-pro': { input: 21, output: 168 },
    'gpt-5.2': { input: 1.75, output: 14, cached: 0.175 },
    'gpt-5.2-codex': { input: 1.75, output: 14, cached: 0.175 },
    'gpt-5.1': { input: 1.25, output: 10, cached: 0.125 },
    'gpt-5.1-codex': { input: 1.25, output: 10, cached: 0.125 },
    'gpt-5-pro': { input: 15, output: 120 },
    'gpt-5': { input: 1.25, output: 10, cached: 0.125 },
    'gpt-5-codex': { input: 1.25, output: 10, cached: 0.125 },
    'gpt-5-mini': { input: 0.25, output: 2, cached: 0.025 },
    'gpt-5-nano': { input: 0.05, output: 0.4, cached: 0.005 },
    'gpt-4.1': { input: 2, output: 8, cached: 0.5 },
    'gpt-4.1-mini': { input: 0.4, output: 1.6, cached: 0.1 },
    'gpt-4.1-nano': { input: 0.1, output: 0.4, cached: 0.025 },
    'gpt-4o': { input: 2.5, output: 10, cached: 1.25 },
    'gpt-4o-mini': { input: 0.15, output: 0.6, cached: 0.075 },
    o3: { input: 2, output: 8, cached: 0.5 },
    'o3-mini': { input: 1.1, output: 4.4, cached: 0.55 },
    'o4-mini': { input: 1.1, output: 4.4, cached: 0.275 },
    o1: { input: 15, output: 60, cached: 7.5 },
  },
  anthropic: {
    'claude-opus-5': { input: 5, output: 25, cached: 0.5 },
    'claude-opus-4-8': { input: 5, output: 25, cached: 0.5 },
    'claude-opus-4-7': { input: 5, output: 25, cached: 0.5 },
    'claude-opus-4-6': { input: 5, output: 25, cached: 0.5 },
    'claude-opus-4-5': { input: 5, output: 25, cached: 0.5 },
    'claude-opus-4-1': { input: 15, output: 75, cached: 1.5 },
    'claude-opus-4': { input: 15, output: 75, cached: 1.5 },
    'claude-sonnet-4-6': { input: 3, output: 15, cached: 0.3 },
    'claude-sonnet-4-5': { input: 3, output: 15, cached: 0.3 },
    'claude-sonnet-4': { input: 3, output: 15, cached: 0.3 },
    'claude-haiku-4-5': { input: 1, output: 5, cached: 0.1 },
    'claude-3-7-sonnet': { input: 3, output: 15, cached: 0.3 },
    'claude-3-5-haiku': { input: 0.8, output: 4, cached: 0.08 },
  },
  google: {
    'gemini-3.1-pro-preview': { input: 2, output: 12, cached: 0.2 },
    'gemini-3-pro-preview': { input: 2, output: 12, cached: 0.2 },
    'gemini-3-flash-preview': { input: 0.5, output: 3, cached: 0.05 },
    'gemini-2.5-pro': { input: 1.25, output: 10, cached: 0.125 },
    'gemini-2.5-flash': { input: 0.3, output: 2.5, cached: 0.03 },
    'gemini-2.5-flash-lite': { input: 0.1, output: 0.4, cached: 0.01 },
  },
}

/** A provider's name for a model as of one day: gpt-4.1-2025-04-14, claude-sonnet-4-5-20250929, and whatever is the latest. */
const edition = /-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/

/**
 * Of a model id such as `openai/gpt-5.2`. `ownAddress`: OpenAI's wire at somebody else's address, whose prices are not OpenAI's.
 * OpenRouter says in each answer what it cost; the price is for turns that were left before their end.
 */
export function listPrice(id: string, { ownAddress = false } = {}): Price | undefined {
  const [provider = '', ...rest] = id.replace(/^openrouter\//, '').split('/')
  if (provider === 'ollama') return FREE
  if (provider === 'openai' && ownAddress) return undefined
  const known = prices[provider] ?? {}
  const name = rest.join('/').replace(/:.*$/, '').replace(edition, '')
  // OpenRouter writes claude-sonnet-4.5 where Anthropic writes claude-sonnet-4-5.
  return known[name] ?? known[name.replaceAll('.', '-')]
}

/** In US dollars. */
export function costOf({ input, output, cached = input }: Price, usage: TurnUsage): number {
  const kept = Math.min(usage.cachedTokens ?? 0, usage.inputTokens)
  return ((usage.inputTokens - kept) * input + kept * cached + usage.outputTokens * output) / 1e6
}
