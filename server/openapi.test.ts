/** The document that clients are generated from: what each route promises in it, beside what the contract names. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

type Response = { content?: Record<string, { schema: Schema }>; description?: string }
type Schema = { $ref?: string; type?: string; properties?: Record<string, Schema>; required?: string[] }
type Operation = {
  operationId?: string
  summary?: string
  tags?: string[]
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, Response>
}
const text = readFileSync(new URL('./openapi.json', import.meta.url), 'utf8')
const document = JSON.parse(text) as {
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
)

describe.each(operations)('%s', (name, operation) => {
  it('has a name of its own, a summary and a place in the list', () => {
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z]+$/)
    expect(operations.filter(([, other]) => other.operationId === operation.operationId)).toHaveLength(1)
    expect(operation.summary).toMatch(/^[A-Z].{5,}[^.]$/)
    expect(operation.tags).toHaveLength(1)
  })

  it('says what a refusal looks like', () => {
    const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } }
    for (const range of ['4XX', '5XX']) expect(operation.responses[range]?.content).toEqual(content)
  })

  it('says what it answers when it goes well, and takes each part of its address', () => {
    const statuses = Object.keys(operation.responses).filter(status => /^2\d\d$/.test(status))
    // A range of a file is an answer of its own, and so is the stream of a question.
    expect(statuses).toHaveLength(['downloadFile', 'ask'].includes(operation.operationId ?? '') ? 2 : 1)
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, part]) => part)
    const described = (operation.parameters ?? []).filter(parameter => parameter.in === 'path')
    expect(described.map(parameter => parameter.name)).toEqual(inPath)
    for (const parameter of described) expect(parameter.required).toBe(true)
  })
})

describe('the document', () => {
  it('speaks of every schema that it holds, and of none that it does not', () => {
    const spoken = new Set([...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name))
    expect(Array.from(spoken).toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual(
      Object.keys(document.components.schemas).toSorted((a, b) => (a < b ? -1 : 1)),
    )
  })

  it.each([
    ['Session', ['id', 'title', 'model', 'archived', 'activeRunId', 'createdAt', 'updatedAt']],
    [
      'Artifact',
      ['id', 'sessionId', 'name', 'kind', 'mime', 'size', 'sha256', 'origin', 'version', 'createdAt', 'url'],
    ],
    ['SessionFile', ['id', 'name', 'url', 'size', 'type', 'createdAt', 'origin']],
    ['TablePage', ['columns', 'rows', 'total', 'offset']],
    ['Profile', ['rows', 'sampled', 'columns', 'rejected', 'warnings']],
    [
      'Run',
      [
        'id',
        'sessionId',
        'question',
        'status',
        'model',
        'startedAt',
        'seconds',
        'answer',
        'finalResult',
        'evidence',
        'steps',
        'artifacts',
        'usage',
      ],
    ],
    ['Capabilities', ['version', 'sandbox', 'packages', 'maxUpload', 'auth']],
    ['Error', ['error']],
  ])('promises what clients rely on in %s', (name, fields) => {
    const schema = document.components.schemas[name]
    expect(Object.keys(schema?.properties ?? {})).toEqual(expect.arrayContaining(fields))
    expect(schema?.required).toEqual(expect.arrayContaining(fields))
  })

  it('takes files as a form, and streams events beside JSON', () => {
    const operation = (id: string) => operations.find(([, { operationId }]) => operationId === id)?.[1]
    expect(Object.keys(operation('uploadFiles')?.requestBody?.content ?? {})).toEqual(['multipart/form-data'])
    expect(Object.keys(operation('runEvents')?.responses['200']?.content ?? {})).toEqual(
      expect.arrayContaining(['text/event-stream', 'application/json']),
    )
    const { 200: streamed, 202: accepted } = operation('ask')?.responses ?? {}
    expect([streamed, accepted].map(answer => Object.keys(answer?.content ?? {}))).toEqual([
      ['text/event-stream'],
      ['application/json'],
    ])
  })

  it('carries nothing of the machine it was made on', () =>
    expect(text).not.toMatch(/localhost|127\.0\.0\.1|\/home\/|\/root\//))
})
