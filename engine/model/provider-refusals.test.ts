/** Each provider's own refusals over its own wire: how often it is asked, how long is waited, and what the person is told. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ModelError, type ModelErrorCode } from './model.ts'
import { resolveModel } from './providers.ts'
import { KEY, wireNames, wires, wireServer, type WireName, type WireTurn } from './testing/wires.ts'

const waits: number[] = vi.hoisted(() => [])
vi.mock('node:timers/promises', () => ({ setTimeout: async (wait: number) => void waits.push(wait) }))
beforeEach(() => {
  waits.length = 0
  // So that an HTTP date is an exact wait.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-06-01T12:00:00Z') })
})
afterEach(() => vi.useRealTimers())

type Refused = { code: string; message: string; asked: number; waits: number[] }

/** Asks one turn of a provider that answers every request so. */
async function refused(name: WireName, refusal: WireTurn['refusal']): Promise<Refused> {
  const server = await wireServer(name, [{ refusal }])
  const model = resolveModel(wires[name].id, { tools: 'auto', ...wires[name].settings(server.url) })
  const request = { system: 's', messages: [{ role: 'user' as const, text: 'q' }], tools: [] }
  try {
    for await (const _ of model.stream({ ...request, signal: new AbortController().signal }));
    return { code: 'none', message: '', asked: server.asked.length, waits: [...waits] }
  } catch (fault) {
    const { code, message } = fault instanceof ModelError ? fault : { code: 'bug', message: String(fault) }
    expect(message).not.toContain(KEY)
    expect(message).not.toMatch(/https?:|127\.0\.0\.1|\.com\b|\.ai\b|<\w+>|\n/)
    expect(message).toMatch(/^\S.*[^.]\.$/)
    return { code, message, asked: server.asked.length, waits: [...waits] }
  } finally {
    await server.close()
  }
}

/** What each provider calls itself in a sentence, and the setting to look at. */
const named: Record<WireName, { name: string; key: string }> = {
  openai: { name: 'OpenAI', key: 'OPENAI_API_KEY' },
  compatible: { name: 'The model server', key: 'OPENAI_BASE_URL and OPENAI_API_KEY' },
  openrouter: { name: 'OpenRouter', key: 'OPENROUTER_API_KEY' },
  anthropic: { name: 'Anthropic', key: 'ANTHROPIC_API_KEY' },
  google: { name: 'Google', key: 'GOOGLE_API_KEY' },
  ollama: { name: 'Ollama', key: 'OLLAMA_BASE_URL' },
}

type Said = { status: number; body?: unknown; headers?: Record<string, string> }
const openai = (status: number, message: string, code?: string): Said => ({
  status,
  body: { error: { message, type: 'invalid_request_error', param: null, code: code ?? null } },
})
const openrouter = (status: number, message: string, metadata?: object): Said => ({
  status,
  body: { error: { code: status, message, metadata } },
})
const anthropic = (status: number, type: string, message: string): Said => ({
  status,
  body: { type: 'error', error: { type, message }, request_id: 'req_1' },
})
const google = (code: number, status: string, message: string, details: object[] = []): Said => ({
  status: code,
  body: { error: { code, message, status, details } },
})
const violation = (quotaId: string): object => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests', quotaId }],
})
const retryInfo = (retryDelay: string): object => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay })

/** Of each provider, in its own words. `words` stand in what is told. */
type Case = { code: ModelErrorCode; words: (name: WireName) => string } & Record<WireName, Said>

const forGood: Record<string, Case> = {
  'a wrong key': {
    code: 'wrong_key',
    words: name => `did not accept the key. Check ${named[name].key}`,
    openai: openai(401, `Incorrect API key provided: ${KEY}. You can find it at https://platform.openai.com.`),
    compatible: { status: 401, body: { detail: 'Unauthorized' } },
    openrouter: openrouter(401, 'No auth credentials found'),
    anthropic: anthropic(401, 'authentication_error', 'invalid x-api-key'),
    google: google(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
      { reason: 'API_KEY_INVALID', domain: 'googleapis.com' },
    ]),
    ollama: openai(401, 'unauthorized'),
  },
  'a key without the right': {
    code: 'wrong_key',
    words: name => `does not let this key use ${wires[name].id.replace(/^\w+\//, '')}. Check ${named[name].key}`,
    openai: openai(403, 'Country, region, or territory not supported', 'unsupported_country_region_territory'),
    compatible: { status: 403, body: { error: 'forbidden' } },
    openrouter: openrouter(403, 'This key is limited'),
    anthropic: anthropic(403, 'permission_error', 'Your API key does not have permission to use the resource.'),
    google: google(403, 'PERMISSION_DENIED', 'Generative Language API has not been used in project 12 before.'),
    ollama: openai(403, 'access denied'),
  },
  'a model nobody has': {
    code: 'unknown_model',
    words: name => `${named[name].name} has no model called “${wires[name].id.replace(/^\w+\//, '')}”`,
    openai: openai(404, 'The model `gpt-5.2` does not exist or you do not have access to it.', 'model_not_found'),
    compatible: openai(400, 'Unknown model qwen3'),
    openrouter: openrouter(400, 'qwen/qwen3-coder is not a valid model ID'),
    anthropic: anthropic(404, 'not_found_error', 'model: claude-sonnet-4-5'),
    google: google(404, 'NOT_FOUND', 'models/gemini-2.5-flash is not found for API version v1beta, or not supported.'),
    ollama: openai(404, 'model "llama3" not found, try pulling it first'),
  },
  'credit that is spent': {
    code: 'quota_spent',
    words: name => `credit or quota at ${named[name].name.replace('The', 'the')} is used up`,
    openai: openai(429, 'You exceeded your current quota, please check your plan.', 'insufficient_quota'),
    compatible: { status: 402, body: { error: 'pay' } },
    openrouter: openrouter(402, 'This request requires more credits, or fewer max_tokens.'),
    anthropic: anthropic(400, 'invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'),
    google: google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your billing details.', [
      violation('GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      retryInfo('21s'),
    ]),
    ollama: openai(429, 'insufficient balance'),
  },
  'too long a conversation': {
    code: 'too_long',
    words: name => `longer than ${wires[name].id.replace(/^\w+\//, '')} can read`,
    openai: openai(400, 'Your input exceeds the context window of this model.', 'context_length_exceeded'),
    compatible: openai(400, "This model's maximum context length is 4096 tokens. However, you requested 5000."),
    openrouter: openrouter(400, 'This endpoint’s maximum context length is 32768 tokens.'),
    anthropic: anthropic(400, 'invalid_request_error', 'prompt is too long: 213123 tokens > 200000 maximum'),
    google: google(400, 'INVALID_ARGUMENT', 'The input token count (1200000) exceeds the maximum number of tokens.'),
    ollama: openai(400, 'the input is too long for this context'),
  },
  'more than a minute allows in one request': {
    code: 'too_long',
    words: () => 'Start a new session',
    openai: openai(
      429,
      'Request too large for gpt-5.2 on tokens per min (TPM): Limit 30000, Requested 45000.',
      'rate_limit_exceeded',
    ),
    compatible: { status: 413, body: { error: 'payload' } },
    openrouter: openrouter(413, 'Payload Too Large'),
    anthropic: anthropic(413, 'request_too_large', 'Request exceeds the maximum size'),
    google: { status: 413, body: '<html><title>413</title></html>' },
    ollama: { status: 413, body: {} },
  },
  'what was said is against the rules': {
    code: 'filtered',
    words: () => 'by its rules for content',
    openai: openai(
      400,
      'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
      'invalid_prompt',
    ),
    compatible: openai(400, "The response was filtered by Azure OpenAI's content management policy.", 'content_filter'),
    openrouter: openrouter(403, 'Your chosen model requires moderation and your input was flagged', {
      reasons: ['violence'],
      flagged_input: 'insufficient credit to pay for billing',
    }),
    anthropic: anthropic(400, 'invalid_request_error', 'Output blocked by content filtering policy'),
    google: google(400, 'FAILED_PRECONDITION', 'Request blocked: PROHIBITED_CONTENT'),
    ollama: openai(400, 'flagged by the guard model'),
  },
}

describe.each(Object.entries(forGood))('%s: told at once', (_, wanted) => {
  test.each(wireNames)('%s', async name => {
    const told = await refused(name, wanted[name])
    expect(told).toMatchObject({ code: wanted.code, asked: 1, waits: [] })
    expect(told.message).toContain(wanted.words(name))
  })
})

const passing: Record<
  string,
  { code: ModelErrorCode; waits?: Partial<Record<WireName, number[]>> } & Record<WireName, Said>
> = {
  'too many requests': {
    code: 'rate_limited',
    openai: openai(
      429,
      'Rate limit reached for gpt-5.2 on requests per min. Limit: 3 / min. Please try again in 2.5s. Please add a payment method to your account at https://platform.openai.com/account/billing.',
      'rate_limit_exceeded',
    ),
    compatible: { ...openai(429, 'slow down'), headers: { 'retry-after': '3' } },
    openrouter: {
      ...openrouter(429, 'Provider returned error'),
      headers: { 'retry-after': 'Mon, 01 Jun 2026 12:00:07 GMT' },
    },
    anthropic: {
      ...anthropic(429, 'rate_limit_error', 'This request would exceed your rate limit of 50 requests per minute.'),
      headers: { 'retry-after': '0' },
    },
    google: google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your billing details.', [
      violation('GenerateRequestsPerMinutePerProjectPerModel-FreeTier'),
      retryInfo('6.2s'),
    ]),
    ollama: { status: 429, headers: { 'retry-after-ms': '1500' }, body: {} },
    waits: {
      openai: [2500, 2500, 2500],
      compatible: [3000, 3000, 3000],
      openrouter: [7000, 7000, 7000],
      google: [6200, 6200, 6200],
      ollama: [1500, 1500, 2000],
    },
  },
  'a fault within': {
    code: 'provider_error',
    openai: openai(500, 'The server had an error while processing your request.', 'server_error'),
    compatible: { status: 500, body: { detail: 'CUDA out of memory' } },
    openrouter: openrouter(502, 'Provider returned error'),
    anthropic: anthropic(500, 'api_error', 'Internal server error'),
    google: google(500, 'INTERNAL', 'An internal error has occurred.'),
    ollama: openai(500, 'model requires more system memory (8.0 GiB) than is available (5.1 GiB)'),
  },
  'an overload': {
    code: 'provider_error',
    openai: openai(503, 'The engine is currently overloaded, please try again later'),
    compatible: { status: 503, body: { error: 'Loading model' } },
    openrouter: openrouter(503, 'No instances available'),
    anthropic: anthropic(529, 'overloaded_error', 'Overloaded'),
    google: google(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
    ollama: openai(503, 'server busy, please try again. maximum pending requests exceeded'),
  },
  'a proxy whose other side is away': {
    code: 'provider_error',
    openai: { status: 502, body: '<html><head><title>502 Bad Gateway</title></head></html>' },
    compatible: { status: 504, body: '<!DOCTYPE html><p>upstream 10.0.0.7:8000 timed out</p>' },
    openrouter: { status: 502, body: 'error code: 502' },
    anthropic: { status: 520, body: '<!doctype html><title>unknown error | 520</title>' },
    google: { status: 502, body: '\n<html lang=en><title>Error 502 (Server Error)!!1</title>' },
    ollama: { status: 502, body: '' },
  },
  'a time-out of theirs': {
    code: 'provider_error',
    openai: openai(408, 'Request timed out'),
    compatible: { status: 408, body: {} },
    openrouter: openrouter(408, 'Your request timed out'),
    anthropic: anthropic(504, 'timeout_error', 'Timed out'),
    google: google(504, 'DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
    ollama: { status: 408, body: {} },
  },
}

describe.each(Object.entries(passing))('%s: asked four times, then told', (_, wanted) => {
  test.each(wireNames)('%s', async name => {
    const told = await refused(name, wanted[name])
    expect(told).toMatchObject({ code: wanted.code, asked: 4 })
    expect(told.waits).toEqual(wanted.waits?.[name] ?? [500, 1000, 2000])
    expect(told.message).toContain(named[name].name)
    expect(told.message).toMatch(/Try again.*or choose another model/)
    if (wanted.code === 'provider_error') expect(told.message).toContain(`(${wanted[name].status})`)
  })
})

describe('what asks to wait too long is told at once, with the wait', () => {
  const minutes = { status: 429, headers: { 'retry-after': '90' } }
  test.each<[WireName, Said, number]>([
    ['openai', openai(429, 'Rate limit reached for gpt-5.2. Please try again in 6m0s.'), 360],
    ['compatible', { ...minutes, body: {} }, 90],
    ['openrouter', { status: 429, body: {}, headers: { 'retry-after': 'Mon, 01 Jun 2026 12:01:00 GMT' } }, 60],
    ['anthropic', { ...anthropic(429, 'rate_limit_error', 'Too many'), ...minutes }, 90],
    ['google', google(429, 'RESOURCE_EXHAUSTED', 'Too many', [retryInfo('45s')]), 45],
    ['ollama', { ...minutes, body: {} }, 90],
  ])('%s', async (name, said, seconds) => {
    const told = await refused(name, said)
    expect(told).toMatchObject({ code: 'rate_limited', asked: 1, waits: [] })
    expect(told.message).toContain(`in about ${seconds} seconds`)
  })
})

describe('something else answers at the address', () => {
  const page = '<html><body>Log in to the network to go on</body></html>'
  const pages: Record<string, Said> = {
    'a log-in page in good order': { status: 200, body: page },
    'a page that is not there': { status: 404, body: page },
    'a page that forbids': { status: 403, body: `<!DOCTYPE html>${page}` },
    'bare words of another service': {
      status: 404,
      body: '404 page not found',
      headers: { 'content-type': 'text/plain' },
    },
    'plain HTTP sent to a secure port': {
      status: 400,
      body: '<html><h1>400 The plain HTTP request was sent to HTTPS port</h1>',
    },
  }
  test.each(Object.keys(pages))('%s', async what => {
    for (const name of wireNames) {
      const told = await refused(name, pages[what])
      expect(told, name).toMatchObject({ code: 'wrong_address', asked: 1 })
      expect(told.message).toContain(`Instead of ${named[name].name.replace('The', 'the')}`)
      const setting = { compatible: 'OPENAI_BASE_URL', ollama: 'OLLAMA_BASE_URL' }[String(name)]
      if (setting) expect(told.message).toContain(setting)
    }
  })
})

describe('in the provider’s own words', () => {
  test.each([
    [`bad thing with ${KEY} in it`, 'bad thing with ••• in it'],
    ['no such host http://inner.example:8000/v1/chat here', 'no such host ••• here'],
    ['upstream 10.1.2.3:8080 refused', 'upstream ••• refused'],
    ['cannot reach localhost:11434', 'cannot reach •••'],
    ['the key sk-proj-abcdefghijklmnop is old', 'the key ••• is old'],
    ['header Bearer abcdefghijklmnopqrst was wrong', 'header ••• was wrong'],
    ['first line\nsecond line with a trace', 'first line'],
    ['Ends with a stop.', 'Ends with a stop'],
    ['x'.repeat(5000), 'x'.repeat(200)],
  ])('%s', async (said, shown) => {
    const { code, message } = await refused('compatible', openai(400, said))
    expect({ code, message }).toEqual({
      code: 'provider_error',
      message: `The model server answered with an error (400): ${shown}. Try again, or choose another model.`,
    })
  })
})
