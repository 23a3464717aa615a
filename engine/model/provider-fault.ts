/** A provider's fault, told apart and put into words; and whether, and when, asking again may help. */
import { APICallError, LoadAPIKeyError, NoSuchModelError, RetryError, StreamProviderError } from 'ai'
import { sentence, type Provider } from './fault-sentences.ts'
import { ModelError, type ModelErrorCode } from './model.ts'

export type Fault = {
  error: ModelError
  /** Whether asking the same again may succeed. */
  passing: boolean
  /** What the provider asked to wait, in milliseconds. */
  waitMs?: number
}

type Answer = {
  status: number | undefined
  text: string
  headers: Record<string, string>
  /** Not the provider's own answer. */
  page: boolean
}

/** Patterns over the provider's own words, because providers share few codes. First match wins. */
const patterns: [ModelErrorCode, RegExp][] = [
  // A refusal for what was said repeats it, and may hold the words of any other.
  [
    'filtered',
    /content[_ -]?(?:filter|management)|moderation|flagged|usage polic|responsible[_ ]ai|output blocked|prohibited_content/i,
  ],
  // More in one request than a minute allows: waiting does not help, a shorter one does.
  ['too_long', /request too large/i],
  // A limit of each minute passes, although the sentence goes on about billing.
  ['rate_limited', /rate[_ ]limit(?:ed)?[_ ](?:reached|exceeded|error)|^(?![^]*per[-_ ]?day)[^]*perminute/i],
  [
    'quota_spent',
    /insufficient[_ ](quota|credit|balance|funds)|exceeded your current quota|credit balance|billing|payment (required|method)/i,
  ],
  [
    'too_long',
    /context[_ ](length|window|limit)|maximum context|too many tokens|(prompt|input) is too long|max_tokens.*exceed|token count.{0,40}exceeds|exceeds? the maximum number of tokens/i,
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
  ['rate_limited', /rate[_ ]limit|too many requests|resource[_ ](?:has been )?exhausted/i],
]

export function faultOf(thrown: unknown, provider: Provider, modelId: string): Fault {
  const cause = RetryError.isInstance(thrown) ? thrown.lastError : thrown
  if (cause instanceof ModelError) return { error: cause, passing: cause.code === 'no_answer' }
  const answer = answerOf(cause)
  const code = codeOf(cause, answer)
  const waitMs = retryAfter(answer.headers) ?? waitInWords(answer.text)
  const detail = code === 'provider_error' ? shownDetail(answer.text, provider) : ''
  const error = new ModelError(code, sentence[code]({ provider, modelId, status: answer.status, detail, waitMs }))
  return { error, passing: isPassing(code, answer.status), waitMs }
}

function answerOf(cause: unknown): Answer {
  if (APICallError.isInstance(cause)) {
    const text = `${cause.message}\n${cause.responseBody ?? ''}`
    // A line that drops while a good answer is being read carries that answer's 200.
    const status = cause.statusCode !== undefined && cause.statusCode < 400 ? undefined : cause.statusCode
    return { status, text, headers: cause.responseHeaders ?? {}, page: isPage(status, cause.responseBody ?? '') }
  }
  if (StreamProviderError.isInstance(cause)) {
    const text = [cause.message, cause.code, cause.type].filter(Boolean).join('\n')
    return { status: cause.statusCode, text, headers: {}, page: false }
  }
  return {
    status: undefined,
    text: cause instanceof Error ? cause.message : (JSON.stringify(cause) ?? ''),
    headers: {},
    page: false,
  }
}

/** A web page, or bare words where a path is not known: what answers is a proxy or another service. */
const isPage = (status: number | undefined, body: string): boolean =>
  /^\s*<(?:!doctype|html|head|body|\?xml)/i.test(body) || (status === 404 && /^\s*[^\s{["]/.test(body))

/** What these say whatever the words. */
const certain: Partial<Record<number, ModelErrorCode>> = { 402: 'quota_spent', 413: 'too_long' }
/** What these say where the words are none we know. */
const usual: Partial<Record<number, ModelErrorCode>> = {
  401: 'wrong_key',
  403: 'wrong_key',
  404: 'unknown_model',
  429: 'rate_limited',
}

function codeOf(cause: unknown, { status, text, page }: Answer): ModelErrorCode {
  if (LoadAPIKeyError.isInstance(cause)) return 'wrong_key'
  if (NoSuchModelError.isInstance(cause)) return 'unknown_model'
  const spoken = page ? undefined : patterns.find(([, pattern]) => pattern.test(text))?.[0]
  if (status === undefined) return spoken ?? (endedEarly.test(text) ? 'no_answer' : networkFault(cause))
  if (status >= 500) return 'provider_error'
  const code = certain[status] ?? spoken ?? usual[status] ?? 'provider_error'
  return page && code !== 'too_long' && code !== 'rate_limited' ? 'wrong_address' : code
}

/** The SDK's words for a stream that ended before anything came. */
const endedEarly = /stream ended without a finish|No output generated/

const networkWords =
  /fetch failed|cannot connect|terminated|socket|network|econn|enotfound|eai_again|etimedout|other side closed|timeout/i
/** A handshake that fails today fails tomorrow; plain HTTP that finds TLS at the other end cannot read it. */
const tlsWords =
  /eproto|err_ssl|err_tls|certificate|self[-_ ]signed|unable_to_\w*(?:cert|leaf)|cert_|ssl routines|does not match the HTTP/i

function networkFault(cause: unknown): 'unreachable' | 'no_tls' | 'provider_error' {
  let fault: 'unreachable' | 'provider_error' = 'provider_error'
  for (let error = cause; error instanceof Error; error = error.cause) {
    const words = `${error.message} ${'code' in error ? String(error.code) : ''}`
    if (tlsWords.test(words)) return 'no_tls'
    if (networkWords.test(words)) fault = 'unreachable'
  }
  return fault
}

const isPassing = (code: ModelErrorCode, status: number | undefined): boolean =>
  code === 'rate_limited' ||
  code === 'unreachable' ||
  code === 'no_answer' ||
  (code === 'provider_error' && (status === undefined || status >= 500 || status === 408 || status === 409))

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

/** Milliseconds from the words of providers that set no header: "retryDelay": "34s", try again in 1m20.5s, retry in 300ms. */
function waitInWords(text: string): number | undefined {
  const [, minutes = '0', count, unit] =
    /(?:"retryDelay":\s*"|(?:try again|retry) in )(?:(\d{1,3})m)?(\d{1,6}(?:\.\d{1,9})?)(ms|s)\b/i.exec(text) ?? []
  if (count === undefined) return undefined
  return Number(minutes) * 60_000 + Math.ceil(Number(count) * (unit === 'ms' ? 1 : 1000))
}

/** The first line of the provider's words, without keys and addresses. */
function shownDetail(text: string, provider: Provider): string {
  const line = text.split('\n')[0]?.trim() ?? ''
  return (provider.secret ? line.replaceAll(provider.secret, '•••') : line)
    .replace(/\b(?:sk|pk|gsk|xai|AIza|Bearer)[-_ ]?[\w*.-]{12,}/g, '•••')
    .replace(/\b\w+:\/\/\S+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\blocalhost(?::\d+)?\b/g, '•••')
    .slice(0, 200)
    .replace(/[.\s]+$/, '')
}

type Seen = { provider: Provider; modelId: string; seconds?: number }

/** A fault that is seen, not thrown by anybody. */
export const seenFault = (
  code: 'cut_off' | 'filtered' | 'no_answer' | 'silent' | 'wrong_address',
  { provider, modelId, seconds }: Seen,
): ModelError => new ModelError(code, sentence[code]({ provider, modelId, seconds, detail: '' }))
