/** Which models this installation can reach, by its settings. */
import { modelCatalog as catalogOf, type ModelCatalog } from '@codingagent/engine/model/catalog.ts'
import type { ModelSettings } from '@codingagent/engine/model/providers.ts'
import type { ModelInfo } from '@codingagent/protocol/api.ts'
import type { Settings } from './env.ts'

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

/** MODEL, else what the first provider that is set up offers first, else the built-in analyst. */
export function modelCatalog(settings: Settings): ModelCatalog {
  return catalogOf(modelSettings(settings), settings.model ?? undefined)
}

export async function availableModels(models: ModelCatalog): Promise<{ default: string; items: ModelInfo[] }> {
  const items = await models.list()
  return { default: await models.default(), items }
}
