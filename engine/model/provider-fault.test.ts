import { APICallError, RetryError } from 'ai'
import { describe, expect, test } from 'vitest'
import { ModelError } from './model.ts'
import { faultOf } from './provider-fault.ts'

const provider = { name: 'OpenAI', setting: 'OPENAI_API_KEY', secret: 'sk-very-secret', host: 'api.openai.com' }

function answered(statusCode: number | undefined, message: string, headers: Record<string, string> = {}): APICallError {
  return new APICallError({
    message,
    url: 'u',
    requestBodyValues: {},
    statusCode,
    responseHeaders: headers,
    responseBody: '',
  })
}

describe('a fault of the provider', () => {
  test.each([
    [401, 'nope', 'wrong_key', false],
    [403, 'forbidden', 'wrong_key', false],
    [402, 'pay', 'quota_spent', false],
    [429, 'You exceeded your current quota, please check your plan and billing details', 'quota_spent', false],
    [429, 'slow down', 'rate_limited', true],
    [404, 'whatever', 'unknown_model', false],
    [400, 'The model `x` does not exist', 'unknown_model', false],
    [400, 'x is not a valid model ID', 'unknown_model', false],
    [400, 'prompt is too long: 210000 tokens > 200000 maximum', 'too_long', false],
    [413, 'large', 'too_long', false],
    [400, 'registry.ollama.ai/library/gemma:2b does not support tools', 'no_tools', false],
    [404, 'No endpoints found that support tool use', 'no_tools', false],
    [400, 'API key not valid. Please pass a valid API key.', 'wrong_key', false],
    [400, 'something else', 'provider_error', false],
    [500, 'boom', 'provider_error', true],
    [503, 'overloaded: billing service', 'provider_error', true],
  ] as const)('%i “%s” is %s', (...given) => {
    const [status, message, code, passing] = given
    const fault = faultOf(answered(status, message), provider, 'x')
    expect(fault).toMatchObject({ passing, error: { code } })
    expect(fault.error.message).toMatch(/[.]$/)
  })

  test('a line that drops, before or within a good answer', () => {
    const dropped = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    })
    expect(faultOf(dropped, provider, 'x')).toMatchObject({ passing: true, error: { code: 'unreachable' } })
    const within = new APICallError({
      message: 'Failed to process successful response',
      url: 'u',
      requestBodyValues: {},
      statusCode: 200,
      cause: new TypeError('terminated'),
    })
    expect(faultOf(within, provider, 'x')).toMatchObject({ passing: true, error: { code: 'unreachable' } })
  })

  test.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'no_tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'unable to verify the first certificate', 'no_tls'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'no_tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', "Hostname/IP does not match certificate's altnames", 'no_tls'],
    ['EPROTO', 'write EPROTO ssl3_get_record:wrong version number', 'no_tls'],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND api.openai.com', 'unreachable'],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN api.openai.com', 'unreachable'],
    ['ECONNRESET', 'read ECONNRESET', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'Connect Timeout Error', 'unreachable'],
  ] as const)('%s on the way is %s: %s', (...given) => {
    const [name, message, code] = given
    const cause = Object.assign(new Error(message), { code: name })
    const fault = faultOf(new TypeError('fetch failed', { cause }), provider, 'x')
    expect(fault).toMatchObject({ passing: code === 'unreachable', error: { code } })
    expect(fault.error.message).not.toContain('api.openai.com')
  })

  test.each([
    ['Please try again in 20s.', 20_000],
    ['Please try again in 1m20.5s.', 80_500],
    ['Please try again in 350ms.', 350],
    ['Please retry in 34.074s.', 34_074],
    ['Try again in a minute.', undefined],
    ['You have 30s of audio left.', undefined],
  ])('“%s” is waited for %s ms', (words, waitMs) => {
    expect(faultOf(answered(429, `Rate limit reached. ${words}`), provider, 'x').waitMs).toBe(waitMs)
  })

  test.each([
    [{ 'retry-after': '2' }, 2000],
    [{ 'retry-after-ms': '150' }, 150],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': 'Wed, 01 Jan 2020 00:00:00 GMT' }, 0],
    [{}, undefined],
  ])('%j is waited for %s ms', (headers, waitMs) => {
    expect(faultOf(answered(429, 'slow', headers as Record<string, string>), provider, 'x').waitMs).toBe(waitMs)
  })

  test('no key is ever shown', () => {
    expect(faultOf(answered(400, 'bad request with sk-very-secret'), provider, 'x').error.message).not.toContain(
      'sk-very-secret',
    )
  })

  test('what is wrapped in tries is unwrapped; what is told already stays', () => {
    const wrapped = new RetryError({ message: 'm', reason: 'maxRetriesExceeded', errors: [answered(401, 'no')] })
    expect(faultOf(wrapped, provider, 'x').error.code).toBe('wrong_key')
    const own = new ModelError('cut_off', 'It broke.')
    expect(faultOf(own, provider, 'x').error).toBe(own)
  })
})
