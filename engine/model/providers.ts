/** Models by id (`provider/model`), from the installation's settings. */
import type { ModelInfo } from '@codingagent/protocol/api.ts'
import type { Model } from './model.ts'

export type ModelSettings = {
  /** Whether a model is offered tools; `auto` offers them and falls back to fenced code when it refuses. */
  tools: 'auto' | 'on' | 'off'
  openaiApiKey?: string
  openaiBaseUrl?: string
  openrouterApiKey?: string
  anthropicApiKey?: string
  googleApiKey?: string
  ollamaBaseUrl?: string
}

/** The model of that id. Throws ModelError `unknown_model` or `wrong_key` with words a person can act on. */
export function resolveModel(_id: string, _settings: ModelSettings): Model {
  throw new Error('not yet')
}

/** What can be chosen with these settings; never rejects: a provider that does not answer gives its well-known models. */
export async function listModels(_settings: ModelSettings): Promise<ModelInfo[]> {
  return []
}
