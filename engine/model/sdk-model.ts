/** A `Model` over one language model of the AI SDK: one turn at a time, faults in words, passing faults tried again. */
import { setTimeout as pause } from 'node:timers/promises'
import {
  jsonSchema,
  streamText,
  tool,
  type LanguageModel,
  type LanguageModelUsage,
  type ModelMessage as SdkMessage,
  type ProviderMetadata,
  type TextStreamPart,
  type ToolSet,
} from 'ai'
import type { Provider } from './fault-sentences.ts'
import { faultOf, seenFault } from './provider-fault.ts'
import { offersTools, rememberToolLess } from './tool-less.ts'
import {
  ModelError,
  type Model,
  type ModelMessage,
  type ModelPart,
  type ModelRequest,
  type Price,
  type TurnUsage,
} from './model.ts'

/** The SDK prints its warnings to the console unless told not to. */
Object.assign(globalThis, { AI_SDK_LOG_WARNINGS: false })

export type SdkModelOptions = {
  id: string
  name: string
  /** The id without the provider, as shown in a fault. */
  modelId: string
  languageModel: LanguageModel
  provider: Provider
  tools: 'auto' | 'on' | 'off'
  vision: boolean
  price?: Price
  /** A provider that says nothing for so long, before an answer or within one, has stalled. Below the five minutes of `fetch` itself. */
  silentSeconds?: number
  /** For tests. */
  retries?: { most: number; firstWaitMs: number; longestWaitMs: number }
}

const SILENT_SECONDS = 240
/**
 * Characters of one call's arguments, more than any model writes at once. One that runs in circles never closes them, and the SDK reads all
 * of them anew with each piece.
 */
const MOST_ARGUMENTS = 200_000
const usualRetries = { most: 3, firstWaitMs: 500, longestWaitMs: 30_000 }

export function sdkModel(options: SdkModelOptions): Model {
  return {
    id: options.id,
    name: options.name,
    tools: offersTools(options.tools, options),
    vision: options.vision,
    price: options.price,
    stream: request => retrying(request, options),
  }
}

/** Faults before the first part are tried again; one after it ends the turn as `cut_off`, because parts cannot be taken back. */
async function* retrying(request: ModelRequest, options: SdkModelOptions): AsyncGenerator<ModelPart> {
  const { provider, modelId, retries = usualRetries } = options
  for (let attempt = 0; ; attempt++) {
    let began = false
    try {
      for await (const part of turn(request, options)) {
        began = true
        yield part
      }
      return
    } catch (thrown) {
      request.signal.throwIfAborted()
      const fault = faultOf(thrown, provider, modelId)
      if (began) throw fault.passing || fault.error.code === 'silent' ? seenFault('cut_off', options) : fault.error
      // Never at once, whatever the provider says: a `retry-after: 0` would spend all tries in a moment.
      const waitMs = Math.max(fault.waitMs ?? 0, retries.firstWaitMs * 2 ** attempt)
      if (!fault.passing || attempt >= retries.most || waitMs > retries.longestWaitMs)
        throw spoken(fault.error, options)
      await pause(waitMs, undefined, { signal: request.signal })
    }
  }
}

/** A model that was told to use tools and cannot is a fault of the setting, not a reason to go on without; else it is remembered. */
function spoken(error: ModelError, options: SdkModelOptions): ModelError {
  const { tools, modelId } = options
  if (error.code !== 'no_tools') return error
  rememberToolLess(options)
  if (tools !== 'on') return error
  return new ModelError(
    'provider_error',
    `${modelId} cannot call tools. Set MODEL_TOOLS to auto or off, or choose another model.`,
  )
}

async function* turn(request: ModelRequest, options: SdkModelOptions): AsyncGenerator<ModelPart> {
  const watch = silenceWatch(options)
  const call = { name: '', length: 0 }
  const result = streamText({
    model: options.languageModel,
    instructions: request.system,
    messages: request.messages.flatMap(sdkMessages),
    tools: toolSet(request),
    temperature: request.temperature,
    abortSignal: AbortSignal.any([request.signal, watch.signal]),
    maxRetries: 0,
    // A provider that thinks in silence sends signs of life that are no parts.
    include: { rawChunks: true },
    onError: () => {},
  })
  try {
    watch.start()
    for await (const part of result.stream) {
      watch.stop()
      if (part.type === 'error') throw part.error
      if (part.type === 'abort') request.signal.throwIfAborted()
      if (part.type === 'tool-input-start') Object.assign(call, { name: part.toolName, length: 0 })
      if (part.type === 'tool-input-delta' && (call.length += part.delta.length) > MOST_ARGUMENTS) {
        yield { type: 'bad_call', id: part.id, name: call.name, problem: 'the arguments were too long and never ended' }
        return
      }
      const own = modelPart(part, options)
      if (own) yield own
      if (part.type === 'finish-step' && part.finishReason === 'content-filter') throw seenFault('filtered', options)
      watch.start()
    }
    watch.signal.throwIfAborted()
  } catch (fault) {
    watch.signal.throwIfAborted()
    throw fault
  } finally {
    watch.stop()
  }
}

/** Aborts with a ModelError when nothing comes between `start` and `stop` for too long. */
function silenceWatch(options: SdkModelOptions) {
  const { silentSeconds: seconds = SILENT_SECONDS } = options
  const silence = new AbortController()
  let timer: NodeJS.Timeout | undefined
  return {
    signal: silence.signal,
    start() {
      timer = setTimeout(() => silence.abort(seenFault('silent', { ...options, seconds })), seconds * 1000)
    },
    stop: () => clearTimeout(timer),
  }
}

function toolSet({ tools }: ModelRequest): ToolSet | undefined {
  if (tools.length === 0) return undefined
  const set: ToolSet = {}
  for (const { name, description, parameters } of tools)
    set[name] = tool({ description, inputSchema: jsonSchema(parameters) })
  return set
}

function modelPart(part: TextStreamPart<ToolSet>, options: SdkModelOptions): ModelPart | null {
  switch (part.type) {
    case 'text-delta':
      return part.text === '' ? null : { type: 'text', text: part.text }
    case 'reasoning-delta':
      return part.text === '' ? null : { type: 'reasoning', text: part.text }
    case 'tool-input-start':
      return { type: 'call_started', id: part.id, name: part.toolName }
    case 'tool-call':
      // Broken JSON leaves `input` a string; a tool of another name or arguments off the schema mark the call as invalid too.
      return part.invalid
        ? { type: 'bad_call', id: part.toolCallId, name: part.toolName, problem: problemOf(part.error, part.input) }
        : { type: 'call', call: { id: part.toolCallId, name: part.toolName, input: part.input } }
    case 'finish-step':
      if (isTorn(part)) throw seenFault('no_answer', options)
      return { type: 'end', reason: reasonOf(part.finishReason), usage: usageOf(part.usage, part.providerMetadata) }
    default:
      return null
  }
}

type FinishStep = Extract<TextStreamPart<ToolSet>, { type: 'finish-step' }>

/** A stream that ends without saying why was torn, though the connection closed in good order. */
const isTorn = ({ finishReason, rawFinishReason, usage }: FinishStep): boolean =>
  finishReason === 'interrupted' || (finishReason === 'other' && rawFinishReason === undefined && !usage.totalTokens)

function problemOf(error: unknown, input: unknown): string {
  if (typeof input === 'string') return 'the arguments were not valid JSON'
  return error instanceof Error ? error.message.slice(0, 300) : 'the arguments did not fit the schema'
}

function reasonOf(reason: string): 'stop' | 'calls' | 'length' | 'other' {
  if (reason === 'stop' || reason === 'length') return reason
  return reason === 'tool-calls' ? 'calls' : 'other'
}

function usageOf(usage: LanguageModelUsage, metadata: ProviderMetadata | undefined): TurnUsage {
  const tokens = {
    inputTokens: usage.inputTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
    cachedTokens: usage.inputTokenDetails.cacheReadTokens,
  }
  const reported = metadata?.openrouter?.usage
  const cost = reported !== null && typeof reported === 'object' && 'cost' in reported ? reported.cost : undefined
  return typeof cost === 'number' ? { ...tokens, costUsd: cost } : tokens
}

function sdkMessages(message: ModelMessage): SdkMessage[] {
  switch (message.role) {
    case 'user': {
      const images = (message.images ?? []).map(i => ({ type: 'file' as const, mediaType: i.mime, data: i.bytes }))
      return [
        { role: 'user', content: images.length ? [{ type: 'text', text: message.text }, ...images] : message.text },
      ]
    }
    case 'assistant': {
      const text = message.text ? [{ type: 'text' as const, text: message.text }] : []
      const calls = message.calls.map(c => ({
        type: 'tool-call' as const,
        toolCallId: c.id,
        toolName: c.name,
        input: c.input,
      }))
      return text.length + calls.length ? [{ role: 'assistant', content: [...text, ...calls] }] : []
    }
    case 'tool': {
      const output = { type: 'text' as const, value: message.text }
      return [
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: message.callId, toolName: message.name, output }],
        },
      ]
    }
  }
}
