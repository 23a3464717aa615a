/** Whatever a route throws: who asked reads what to do, and of a bug nothing but a number that stands in the log. */
import { ModelError } from '@codingagent/engine/model/model.ts'
import { KernelFailure, SandboxUnavailable } from '@codingagent/engine/sandbox/sandbox.ts'
import { ErrorBody, errorStatus, Refusal, type ErrorCode } from '@codingagent/protocol/errors.ts'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answerError, bodyOf } from './answer-error.ts'

/** The answer of a route that throws this, and what was logged of it. */
async function answered(thrown: unknown) {
  const lines: string[] = []
  const app = Fastify({ logger: { level: 'error', stream: { write: (line: string) => void lines.push(line) } } })
  app.setErrorHandler(answerError)
  app.get('/', async () => {
    throw thrown
  })
  const answer = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  await app.close()
  return { status: answer.statusCode, type: answer.headers['content-type'], text: answer.payload, log: lines.join('') }
}
const refusal = (text: string) => ErrorBody.parse(JSON.parse(text)).error

describe('what is foreseen', () => {
  it.each<[string, unknown, ErrorCode, string | RegExp]>([
    ['a refusal', new Refusal('conflict', 'Rename it.'), 'conflict', 'Rename it.'],
    [
      'a sandbox that does not start',
      new SandboxUnavailable('Run make doctor.'),
      'sandbox_unavailable',
      'Run make doctor.',
    ],
    [
      'a model that cannot be asked',
      new ModelError('wrong_key', 'Set OPENAI_API_KEY.'),
      'model_unavailable',
      'Set OPENAI_API_KEY.',
    ],
    [
      'an upload whose sender went away',
      Object.assign(new Error('aborted'), { code: 'ECONNRESET' }),
      'bad_request',
      /send it again/,
    ],
    [
      'an encrypted file',
      new KernelFailure('encrypted', 'It has a password.'),
      'unreadable_file',
      'It has a password.',
    ],
    [
      'a file of a new kind of fault',
      new KernelFailure('bomb', 'It unpacks without end.'),
      'unreadable_file',
      'It unpacks without end.',
    ],
    [
      'a file that is too large to read',
      new KernelFailure('memory', 'It takes too much.'),
      'too_large',
      'It takes too much.',
    ],
    [
      'what a kernel does not find',
      new KernelFailure('not_found', 'There is no column a.'),
      'not_found',
      'There is no column a.',
    ],
    [
      'what a kernel was asked wrongly',
      new KernelFailure('bad_request', 'Sort by a column.'),
      'bad_request',
      'Sort by a column.',
    ],
    // Its own words are for the log of the sandbox.
    [
      'a kernel that took too long',
      new KernelFailure('timeout', 'SIGKILL after 60 s'),
      'sandbox_unavailable',
      /^Reading the file took too long .* try again, or take/,
    ],
    ['a kernel that died', new KernelFailure('gone', 'exit 137'), 'sandbox_unavailable', /ended: try again\.$/],
    [
      'a kernel that has too much to do',
      new KernelFailure('busy', 'queue full'),
      'sandbox_unavailable',
      /try again in a moment\.$/,
    ],
    [
      'a kernel that was called off',
      new KernelFailure('cancelled', 'aborted'),
      'sandbox_unavailable',
      /called off: try again\.$/,
    ],
    ['too many requests', Object.assign(new Error('rate'), { statusCode: 429 }), 'rate_limited', /wait a moment/],
    [
      'another fault of the client',
      Object.assign(new Error('teapot'), { statusCode: 418 }),
      'bad_request',
      /could not be understood/,
    ],
    [
      'a broken body',
      Object.assign(new SyntaxError('Unexpected }'), { statusCode: 400 }),
      'bad_request',
      /not valid JSON/,
    ],
    ['an upload that was cut', new Error('Unexpected end of multipart data'), 'bad_request', /send it again\.$/],
  ])('%s', async (_, thrown, code, message) => {
    const { status, type, text, log } = await answered(thrown)
    expect(status).toBe(errorStatus[code])
    expect(type).toBe('application/json; charset=utf-8')
    const { code: told, message: said } = refusal(text)
    expect(told).toBe(code)
    if (typeof message === 'string') expect(said).toBe(message)
    else expect(said).toMatch(message)
    expect(log).toBe('')
  })

  it('carries details where there are some, and no field for them where there are none', async () => {
    expect(refusal((await answered(new Refusal('too_large', 'Less.', { limit: 2 }))).text).details).toEqual({
      limit: 2,
    })
    expect(Object.keys(bodyOf(new Refusal('too_large', 'Less.')).error)).toEqual(['code', 'message'])
  })
})

describe('a bug', () => {
  const parsed = z.object({ a: z.string() }).safeParse({ a: 1 })
  it.each<[string, unknown]>([
    ['an error', new Error('password=hunter2')],
    ['an error of another program', Object.assign(new Error('connect to hunter2 failed'), { code: 'ECONNREFUSED' })],
    ['a status that is none of the client’s', Object.assign(new Error('hunter2'), { statusCode: 502 })],
    ['a syntax error in our own work', new SyntaxError('hunter2')],
    ['a schema that our own data breaks', parsed.error],
    ['a text', 'hunter2'],
    ['null', null],
  ])('that throws %s says nothing of it but a number to look for', async (_, thrown) => {
    const { status, text, log } = await answered(thrown)
    expect(status).toBe(500)
    const { code, message } = refusal(text)
    expect(code).toBe('internal')
    expect(text).not.toContain('hunter2')
    const [, id = 'none'] = /report error ([0-9a-f-]{36})\.$/.exec(message) ?? []
    expect(log).toContain(id)
  })

  it('has another number each time', async () => {
    const texts = await Promise.all([1, 2, 3].map(async () => (await answered(new Error('x'))).text))
    expect(new Set(texts).size).toBe(3)
  })
})
