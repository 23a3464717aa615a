/** Which models this installation can reach, by its settings. */
import { listModels, type ModelSettings } from '@codingagent/engine/model/providers.ts'
import type { ModelInfo } from '@codingagent/protocol/api.ts'
import type { Settings } from './env.ts'

const builtin = 'builtin/analyst'

export function modelSettings(settings: Settings): ModelSettings {
  return {
    tools: settings.modelTools,
    openaiApiKey: settings.openaiApiKey ?? undefined,
    openaiBaseUrl: settings.openaiBaseUrl ?? undefined,
    openrouterApiKey: settings.openrouterApiKey ?? undefined,
    anthropicApiKey: settings.anthropicApiKey ?? undefined,
    googleApiKey: settings.googleApiKey ?? undefined,
    ollamaBaseUrl: settings.ollamaBaseUrl ?? undefined,
  }
}

/** MODEL, else the first one of a provider that is set up, else the built-in analyst. */
export async function defaultModel(settings: Settings): Promise<string> {
  if (settings.model !== null) return settings.model
  const models = await listModels(modelSettings(settings))
  return models.find(model => model.id !== builtin)?.id ?? builtin
}

export async function availableModels(settings: Settings): Promise<{ default: string; items: ModelInfo[] }> {
  const items = await listModels(modelSettings(settings))
  const chosen = await defaultModel(settings)
  return { default: chosen, items }
}
