/** A provider's fault, told apart and put into words; and whether, and when, asking again may help. */
import { APICallError, LoadAPIKeyError, NoSuchModelError, RetryError, StreamProviderError } from 'ai'
import { ModelError, type ModelErrorCode } from './model.ts'

export type Provider = {
  /** As a person knows it, such as OpenAI. */
  name: string
  /** The setting that holds its key, or the address where no key is needed. */
  setting: string
  /** Scrubbed from anything that is shown. */
  secret?: string
  /** The host that is called, for "could not reach". */
  host?: string
}

export type Fault = {
  error: ModelError
  /** Whether asking the same again may succeed. */
  passing: boolean
  /** What the provider asked to wait, in milliseconds. */
  waitMs?: number
}

type Answer = { status: number | undefined; text: string; headers: Record<string, string> }

/** Patterns over the provider's own words, because providers share few codes. First match wins. */
const patterns: [ModelErrorCode, RegExp][] = [
  [
    'quota_spent',
    /insufficient[_ ](quota|credit|balance|funds)|exceeded your current quota|credit balance|billing|payment/i,
  ],
  [
    'too_long',
    /context[_ ](length|window)|maximum context|too many tokens|prompt is too long|input is too long|max_tokens.*exceed/i,
  ],
  [
    'no_tools',
    /(tools?|function[_ ]call\w*)\b.{0,60}(not|n't|un)\s?support|(not|n't) support.{0,40}\b(tools?|functions?)\b|no endpoints.{0,40}tool use/i,
  ],
  ['wrong_key', /invalid[_ ](api[_ ])?key|incorrect api key|api key not valid|unauthori[sz]ed|authentication/i],
  [
    'unknown_model',
    /model[_ ]not[_ ]found|no such model|unknown model|not a valid model|model\b.{0,80}(does not exist|not found)/i,
  ],
]

export function faultOf(thrown: unknown, provider: Provider, modelId: string): Fault {
  const cause = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  if (cause instanceof ModelError) return { error: cause, passing: false }
  const answer = answerOf(cause)
  const code = codeOf(cause, answer)
  const waitMs = retryAfter(answer.headers)
  const detail = code === 'provider_error' ? shownDetail(answer.text, provider) : ''
  const error = new ModelError(code, sentence(code, { provider, modelId, status: answer.status, detail, waitMs }))
  return { error, passing: isPassing(code, answer.status), waitMs }
}

function answerOf(cause: unknown): Answer {
  if (APICallError.isInstance(cause)) {
    const text = `${cause.message}\n${cause.responseBody ?? ''}`
    // A line that drops while a good answer is being read carries that answer's 200.
    const status = cause.statusCode !== undefined && cause.statusCode < 400 ? undefined : cause.statusCode
    return { status, text, headers: cause.responseHeaders ?? {} }
  }
  if (StreamProviderError.isInstance(cause)) {
    return { status: cause.statusCode, text: `${cause.message}\n${cause.code ?? ''}`, headers: {} }
  }
  return {
    status: undefined,
    text: cause instanceof Error ? cause.message : (JSON.stringify(cause) ?? ''),
    headers: {},
  }
}

function codeOf(cause: unknown, { status, text }: Answer): ModelErrorCode {
  if (LoadAPIKeyError.isInstance(cause)) return 'wrong_key'
  if (NoSuchModelError.isInstance(cause)) return 'unknown_model'
  if (status === 402) return 'quota_spent'
  if (status === 413) return 'too_long'
  const spoken = patterns.find(([, pattern]) => pattern.test(text))?.[0]
  if (spoken && (status === undefined || status < 500)) return spoken
  if (status === 401 || status === 403) return 'wrong_key'
  if (status === 404) return 'unknown_model'
  if (status === 429) return 'rate_limited'
  if (status === undefined && isNetworkFault(cause)) return 'unreachable'
  return 'provider_error'
}

const networkWords =
  /fetch failed|cannot connect|terminated|socket|network|econn|enotfound|eai_again|etimedout|other side closed|timeout/i

function isNetworkFault(cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (networkWords.test(error.message) || ('code' in error && networkWords.test(String(error.code)))) return true
  }
  return false
}

const isPassing = (code: ModelErrorCode, status: number | undefined): boolean =>
  code === 'rate_limited' ||
  code === 'unreachable' ||
  (code === 'provider_error' && (status === undefined || status >= 500))

/** Milliseconds from `retry-after-ms` or `retry-after`, which is seconds or an HTTP date (RFC 9110, 10.2.3). */
function retryAfter(headers: Record<string, string>): number | undefined {
  const exact = Number(headers['retry-after-ms'])
  if (headers['retry-after-ms'] && Number.isFinite(exact)) return Math.max(0, exact)
  const text = headers['retry-after']
  if (!text) return undefined
  const seconds = Number(text)
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(text) - Date.now()
  return Number.isFinite(wait) ? Math.max(0, wait) : undefined
}

function shownDetail(text: string, provider: Provider): string {
  const line = text.split('\n')[0]?.trim() ?? ''
  const scrubbed = provider.secret ? line.replaceAll(provider.secret, '•••') : line
  return scrubbed.slice(0, 200)
}

type Circumstances = { provider: Provider; modelId: string; status?: number; detail: string; waitMs?: number }

function sentence(code: ModelErrorCode, at: Circumstances): string {
  const { provider, modelId, status, detail, waitMs } = at
  const { name, setting } = provider
  switch (code) {
    case 'wrong_key':
      return `${name} did not accept the key. Check ${setting} in the settings.`
    case 'unknown_model':
      return `${name} has no model called “${modelId}”. Check its spelling or choose another model.`
    case 'quota_spent':
      return `The credit at ${name} is used up. Add credit there, or choose another model.`
    case 'rate_limited': {
      const soon = waitMs ? `in about ${Math.ceil(waitMs / 1000)} seconds` : 'in a minute'
      return `${name} is taking no more requests just now. Try again ${soon}, or choose another model.`
    }
    case 'unreachable':
      return `Could not reach ${name}${provider.host ? ` at ${provider.host}` : ''}. Check the network and ${setting}, then try again.`
    case 'too_long':
      return `This conversation is longer than ${modelId} can read. Start a new session, or choose a model that reads more.`
    case 'cut_off':
      return `The connection to ${name} broke off in the middle of the answer. Try again.`
    case 'no_tools':
      return `${modelId} cannot call tools.`
    case 'provider_error':
      return `${name} answered with an error${status ? ` (${status})` : ''}${detail ? `: ${detail}` : ''}. Try again, or choose another model.`
  }
}

export const cutOff = (provider: Provider, modelId: string): ModelError =>
  new ModelError('cut_off', sentence('cut_off', { provider, modelId, detail: '' }))
