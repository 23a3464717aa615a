/** What the loop needs of a language model. `providers.ts` gives it over the AI SDK; the built-in analyst is one by itself. */

export type ModelMessage =
  | { role: 'user'; text: string; images?: { mime: string; bytes: Uint8Array }[] }
  | { role: 'assistant'; text: string; calls: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; text: string }

export type ToolCall = { id: string; name: string; input: unknown }

export type ToolDescription = {
  name: string
  description: string
  /** JSON Schema of the arguments. */
  parameters: Record<string, unknown>
}

export type ModelRequest = {
  system: string
  messages: ModelMessage[]
  tools: ToolDescription[]
  temperature?: number
  signal: AbortSignal
}

export type TurnUsage = {
  inputTokens: number
  outputTokens: number
  /** Those of `inputTokens` that the provider had kept from an earlier request, which cost less. */
  cachedTokens?: number
  /** As the provider says. */
  costUsd?: number
}

export type ModelPart =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  /** The model has begun to write a call; its arguments are still coming. Optional, for a live label. */
  | { type: 'call_started'; id: string; name: string }
  | { type: 'call'; call: ToolCall }
  /** Arguments that were not JSON or did not fit the schema: told to the model, never run. */
  | { type: 'bad_call'; id: string; name: string; problem: string }
  | { type: 'end'; reason: 'stop' | 'calls' | 'length' | 'other'; usage: TurnUsage }

/** US dollars for a million tokens. `cached`: input that the provider had kept from an earlier request; else it costs what input costs. */
export type Price = { input: number; output: number; cached?: number }

/** Stands in the result of a call that a process left half-done when it died, so that the model makes it again. */
export const CUT_SHORT = 'The server was stopped while this ran, so it did not end.'

export type Model = {
  readonly id: string
  readonly name: string
  /** False: code comes as fenced blocks in the text. */
  readonly tools: boolean
  readonly vision: boolean
  /** For turns of which the provider does not say what they cost. Absent: nobody knows. */
  readonly price?: Price
  /** True: it is no language model and uses no tokens. */
  readonly tokenless?: boolean
  /** One turn. Throws ModelError; retries of passing faults are inside. */
  stream(request: ModelRequest): AsyncIterable<ModelPart>
}

export type ModelErrorCode =
  | 'wrong_key'
  | 'unknown_model'
  | 'quota_spent'
  | 'rate_limited'
  | 'unreachable'
  | 'wrong_address'
  | 'no_tls'
  | 'no_answer'
  | 'silent'
  | 'filtered'
  | 'too_long'
  | 'cut_off'
  | 'no_tools'
  | 'provider_error'

/** A provider's fault in words a person can act on. */
export class ModelError extends Error {
  override readonly name = 'ModelError'
  readonly code: ModelErrorCode
  constructor(code: ModelErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
