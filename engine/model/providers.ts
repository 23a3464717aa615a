/** Models by id (`provider/model`), from the installation's settings. */
import { createAnthropic } from '@ai-sdk/anthropic'
import { createGoogle } from '@ai-sdk/google'
import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import type { ModelInfo } from '@codingagent/protocol/api.ts'
import { createOpenRouter } from '@openrouter/ai-sdk-provider'
import type { LanguageModel } from 'ai'
import { z } from 'zod'
import { builtInAnalyst } from './analyst/analyst.ts'
import { ModelError, type Model } from './model.ts'
import { listPrice } from './prices.ts'
import type { Provider } from './fault-sentences.ts'
import { seenFault } from './provider-fault.ts'
import { sdkModel } from './sdk-model.ts'
import { offersTools } from './tool-less.ts'

export type ModelSettings = {
  /** Whether a model is offered tools; `auto` offers them and falls back to fenced code when it refuses. */
  tools: 'auto' | 'on' | 'off'
  openaiApiKey?: string
  /** The chat-completions wire at this address, instead of OpenAI's own. */
  openaiBaseUrl?: string
  openrouterApiKey?: string
  anthropicApiKey?: string
  googleApiKey?: string
  ollamaBaseUrl?: string
  /** After so long without a word a provider has stalled. */
  silentSeconds?: number
}

type Fetch = typeof globalThis.fetch

type Maker = {
  provider: Provider
  /** Null when no key is needed or one is set; else what to do. */
  missing: string | null
  languageModel: (modelId: string, fetch: Fetch) => LanguageModel
  /** GET this for `{ data: [{ id }] }`. */
  list?: { url: string; key?: string }
  /** Offered where there is no list to ask for, or it does not answer. */
  known: string[]
}

const providerNames = ['openai', 'openrouter', 'anthropic', 'google', 'ollama'] as const
type ProviderName = (typeof providerNames)[number]

const makers: Record<ProviderName, (settings: ModelSettings) => Maker> = {
  openai: settings => (settings.openaiBaseUrl ? compatible(settings, settings.openaiBaseUrl) : openai(settings)),
  openrouter: ({ openrouterApiKey: key }) => ({
    provider: { name: 'OpenRouter', setting: 'OPENROUTER_API_KEY', secret: key, host: 'openrouter.ai' },
    missing: key ? null : needsKey('OpenRouter', 'OPENROUTER_API_KEY'),
    languageModel: (id, fetch) =>
      createOpenRouter({ apiKey: key ?? '', extraBody: { usage: { include: true } }, fetch })(id),
    list: { url: 'https://openrouter.ai/api/v1/models', key },
    known: ['anthropic/claude-4.5-sonnet', 'openai/gpt-5.2', 'google/gemini-3-pro-preview', 'qwen/qwen3-coder'],
  }),
  anthropic: ({ anthropicApiKey: key }) => ({
    provider: { name: 'Anthropic', setting: 'ANTHROPIC_API_KEY', secret: key, host: 'api.anthropic.com' },
    missing: key ? null : needsKey('Anthropic', 'ANTHROPIC_API_KEY'),
    languageModel: (id, fetch) => createAnthropic({ apiKey: key ?? '', fetch })(id),
    known: ['claude-sonnet-4-5', 'claude-haiku-4-5', 'claude-opus-4-5'],
  }),
  google: ({ googleApiKey: key }) => ({
    provider: { name: 'Google', setting: 'GOOGLE_API_KEY', secret: key, host: 'generativelanguage.googleapis.com' },
    missing: key ? null : needsKey('Google', 'GOOGLE_API_KEY'),
    languageModel: (id, fetch) => createGoogle({ apiKey: key ?? '', fetch })(id),
    known: ['gemini-3-pro-preview', 'gemini-2.5-flash', 'gemini-2.5-pro'],
  }),
  ollama: ({ ollamaBaseUrl }) => {
    const base = `${(ollamaBaseUrl ?? 'http://127.0.0.1:11434').replace(/\/+$/, '').replace(/\/v1$/, '')}/v1`
    return {
      provider: { name: 'Ollama', setting: 'OLLAMA_BASE_URL', address: 'OLLAMA_BASE_URL', host: hostOf(base) },
      missing: ollamaBaseUrl ? null : 'No address is set for Ollama. Set OLLAMA_BASE_URL, or choose another model.',
      languageModel: (id, fetch) =>
        createOpenAICompatible({ name: 'ollama', baseURL: base, includeUsage: true, fetch })(id),
      list: { url: `${base}/models` },
      known: [],
    }
  },
}

function openai({ openaiApiKey: key }: ModelSettings): Maker {
  return {
    provider: { name: 'OpenAI', setting: 'OPENAI_API_KEY', secret: key, host: 'api.openai.com' },
    missing: key ? null : needsKey('OpenAI', 'OPENAI_API_KEY'),
    languageModel: (id, fetch) => createOpenAI({ apiKey: key ?? '', fetch })(id),
    list: { url: 'https://api.openai.com/v1/models', key },
    known: ['gpt-5.2', 'gpt-5-mini', 'gpt-4.1'],
  }
}

function compatible({ openaiApiKey: key }: ModelSettings, address: string): Maker {
  const base = address.replace(/\/+$/, '')
  return {
    provider: {
      name: 'The model server',
      setting: 'OPENAI_BASE_URL and OPENAI_API_KEY',
      address: 'OPENAI_BASE_URL',
      secret: key,
      host: hostOf(base),
    },
    missing: null,
    languageModel: (id, fetch) =>
      createOpenAICompatible({ name: 'openai', baseURL: base, apiKey: key, includeUsage: true, fetch })(id),
    list: { url: `${base}/models`, key },
    known: [],
  }
}

const needsKey = (name: string, setting: string): string =>
  `No key is set for ${name}. Set ${setting}, or choose another model.`

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address)

const seesPictures =
  /gpt-4o|gpt-4\.1|gpt-[5-9]|\bo[134]\b|claude|gemini|llava|vision|pixtral|[-.]vl\b|qwen.*vl|gemma-?3|llama-?4/i

function parts(id: string): { name: ProviderName | undefined; model: string } {
  const [name = '', ...rest] = id.split('/')
  return { name: providerNames.find(p => p === name), model: rest.join('/') }
}

/** The model of that id. Throws ModelError `unknown_model` or `wrong_key` with words a person can act on. */
export function resolveModel(id: string, settings: ModelSettings): Model {
  if (id === builtInAnalyst.id) return builtInAnalyst
  const { name: known, model: modelId } = parts(id)
  if (!known || modelId === '') {
    throw new ModelError(
      'unknown_model',
      `There is no model “${id}”. A model id reads provider/model, with ${providerNames.join(', ')} or builtin as provider.`,
    )
  }
  const maker = makers[known](settings)
  if (maker.missing) throw new ModelError('wrong_key', maker.missing)
  return sdkModel({
    id,
    name: modelId,
    modelId,
    // Made when it is asked: whoever only looks whether there is such a model needs none.
    get languageModel() {
      return maker.languageModel(modelId, pageless(maker.provider, modelId))
    },
    provider: maker.provider,
    tools: settings.tools,
    silentSeconds: settings.silentSeconds,
    vision: seesPictures.test(modelId),
    price: listPrice(id, { ownAddress: settings.openaiBaseUrl !== undefined }),
  })
}

/** A proxy's log-in page comes as a good answer; read as a stream it would be an empty one. */
function pageless(provider: Provider, modelId: string): Fetch {
  return async (input, init) => {
    const response = await globalThis.fetch(input, init)
    if (!response.ok || !/^text\/html/i.test(response.headers.get('content-type') ?? '')) return response
    await response.body?.cancel()
    throw seenFault('wrong_address', { provider, modelId })
  }
}

export type ConfiguredProvider = {
  name: string
  /** Model ids without the provider, best first; empty where only the provider knows them. */
  known: string[]
  /** Asks the provider for its ids, best first; rejects when it does not answer. Absent where there is no list to ask for. */
  ask?: () => Promise<string[]>
}

/** The providers that are set up, in the order in which one is chosen where the settings name no model. */
export function configuredProviders(settings: ModelSettings): ConfiguredProvider[] {
  return providerNames.flatMap(name => {
    const maker = makers[name](settings)
    if (maker.missing) return []
    const { list, known } = maker
    return [{ name, known, ...(list && { ask: () => askForIds(list, known) }) }]
  })
}

/** A model of a configured provider as it is offered for choice. */
export function offeredModel(id: string, settings: ModelSettings): ModelInfo {
  const { name: provider, model } = parts(id)
  const tools = provider !== undefined && offersTools(settings.tools, { ...makers[provider](settings), modelId: model })
  return { id, name: model, tools, vision: seesPictures.test(model) }
}

const ModelList = z.object({ data: z.array(z.object({ id: z.string() })) })
/** Models that a list holds beside those that chat. */
const notForChat = /embed|whisper|tts|dall-e|moderation|transcribe|realtime|image|sora|audio|babbage|davinci/i

async function askForIds({ url, key }: NonNullable<Maker['list']>, known: string[]): Promise<string[]> {
  const headers = key ? { authorization: `Bearer ${key}` } : undefined
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(3000) })
  if (!response.ok) throw new Error(`the list of models is answered with ${response.status}`)
  const { data } = ModelList.parse(await response.json())
  const ids = data.map(m => m.id).filter(id => !notForChat.test(id))
  // The first one is the default where none is set.
  return [...known.filter(id => ids.includes(id)), ...ids.filter(id => !known.includes(id))]
}
