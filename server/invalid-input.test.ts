/** Every kind of fault that our schemas find, through Fastify as it runs, said so that whoever reads it knows what to send. */
import { ChangeSession, CreateSession, Question, RowsQuery, SessionsQuery } from '@codingagent/protocol/api.ts'
import { ErrorBody } from '@codingagent/protocol/errors.ts'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from '@fastify/type-provider-zod'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { answerError } from './answer-error.ts'

/** The message of the refusal that this schema gives for this body. */
async function refusalOf(schema: z.ZodType, payload: unknown, place: 'body' | 'querystring' = 'body'): Promise<string> {
  const app = Fastify().withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler).setErrorHandler(answerError)
  app.post('/', { schema: { [place]: schema } }, () => 'taken')
  const answer = await app.inject({
    method: 'POST',
    url: place === 'body' ? '/' : `/?${new URLSearchParams(payload as Record<string, string>).toString()}`,
    headers: { 'content-type': 'application/json' },
    payload: place === 'body' ? JSON.stringify(payload) : '{}',
  })
  await app.close()
  if (answer.statusCode === 200) return 'taken'
  expect(answer.statusCode).toBe(400)
  const { error } = ErrorBody.parse(answer.json())
  expect(error.code).toBe('bad_request')
  return error.message
}

describe('a body', () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ['with too short a text', CreateSession, { title: '  ' }, '“title” is not valid: send at least 1 character.'],
    [
      'with too long a text',
      CreateSession,
      { title: 'x'.repeat(201) },
      '“title” is not valid: send at most 200 characters.',
    ],
    ['with a number for a text', CreateSession, { title: 3 }, '“title” is not valid: send a text.'],
    ['with null for a text', CreateSession, { title: null }, '“title” is not valid: send a text.'],
    ['with a text for a truth', ChangeSession, { archived: 'yes' }, '“archived” is not valid: send true or false.'],
    ['that lacks a field', Question, {}, '“question” is not valid: it is missing, send a text.'],
    ['that is a list', Question, [], 'The body is not valid: send an object.'],
    ['that is no object', Question, 'a', 'The body is not valid: send an object.'],
    ['with an empty question', Question, { question: '\n ' }, '“question” is not valid: write a question first.'],
    [
      'with a model of no provider',
      Question,
      { question: 'a', model: 'gpt' },
      '“model” is not valid: a model id reads provider/model, as in builtin/analyst.',
    ],
    [
      'with an id of no form',
      Question,
      { question: 'a', parentRunId: '../a' },
      '“parentRunId” is not valid: send an id as this server gave it.',
    ],
    [
      'with too long a list',
      z.object({ list: z.array(z.string()).max(1) }),
      { list: ['a', 'b'] },
      '“list” is not valid: send at most 1 item.',
    ],
    [
      'with a fault deep inside',
      z.object({ list: z.array(z.object({ a: z.int() })) }),
      { list: [{ a: 1 }, { a: 1.5 }] },
      '“list.1.a” is not valid: send a whole number.',
    ],
    [
      'with several faults',
      ChangeSession,
      { title: '', archived: 1 },
      '“title” is not valid: send at least 1 character.',
    ],
  ])('%s', async (_, schema, payload, message) => expect(await refusalOf(schema, payload)).toBe(message))
})

describe('an address', () => {
  it.each<[z.ZodType, Record<string, string>, string]>([
    [RowsQuery, { offset: '-1' }, '“offset” is not valid: send at least 0.'],
    [RowsQuery, { limit: '1001' }, '“limit” is not valid: send at most 1000.'],
    [RowsQuery, { limit: 'many' }, '“limit” is not valid: send a number.'],
    [RowsQuery, { limit: '1.5' }, '“limit” is not valid: send a whole number.'],
    [RowsQuery, { sheet: 'x'.repeat(201) }, '“sheet” is not valid: send at most 200 characters.'],
    [SessionsQuery, { archived: 'perhaps' }, '“archived” is not valid: send true or false.'],
    [SessionsQuery, { projectId: 'a b' }, '“projectId” is not valid: send an id as this server gave it.'],
    [RowsQuery, { offset: '7', limit: '1000' }, 'taken'],
    [SessionsQuery, { archived: 'TRUE', q: '' }, 'taken'],
  ])('%#: %o', async (schema, query, message) => expect(await refusalOf(schema, query, 'querystring')).toBe(message))
})
