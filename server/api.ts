/** The Fastify instance that routes are mounted on: schemas in zod, types from them, documentation from both. */
import { ErrorBody } from '@codingagent/protocol/errors.ts'
import { jsonSchemaTransform, jsonSchemaTransformObject, type ZodTypeProvider } from '@fastify/type-provider-zod'
import type { SwaggerTransform, SwaggerTransformObject } from '@fastify/swagger'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'

export type Api = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/** The body of an upload, which is streamed and so has no zod schema. */
const multipartBody = {
  type: 'object',
  required: ['file'],
  properties: { file: { type: 'array', items: { type: 'string', format: 'binary' } } },
}

/** Describes a route: its own schemas, the refusals that any route can give, and the multipart body of an upload. */
export const describeRoute: SwaggerTransform = input => {
  const { schema } = input
  if (!schema || schema.hide) return { schema: { hide: true }, url: input.url }
  const response = { ...(schema.response as object), '4XX': ErrorBody, '5XX': ErrorBody }
  const described = jsonSchemaTransform({ ...input, schema: { ...schema, response } } as never)
  if (schema.consumes?.includes('multipart/form-data')) Object.assign(described.schema, { body: multipartBody })
  return described
}

/** Adds the named schemas, but only those that some route speaks of: each zod schema would come twice, as input and output. */
export const describeSchemas: SwaggerTransformObject = input => {
  const document = jsonSchemaTransformObject(input) as { components?: { schemas?: Record<string, object> } }
  // HEAD of a route is its GET without the body: told twice, one operation id would stand for two.
  const { paths = {} } = document as { paths?: Record<string, Record<string, Operation>> }
  for (const path of Object.values(paths)) {
    delete path.head
    for (const operation of Object.values(path)) describeAnswers(operation)
  }
  const schemas = { ...document.components?.schemas }
  let text = JSON.stringify(document)
  for (const name of Object.keys(schemas)
    .filter(n => n.endsWith('Input'))
    .reverse()) {
    if (text.split(`"#/components/schemas/${name}"`).length > 1) continue
    delete schemas[name]
    text = JSON.stringify({ ...document, components: { schemas } })
  }
  return { ...document, components: { ...document.components, schemas } }
}

type Operation = { responses: Record<string, { description: string; content?: Record<string, { schema: object }> }> }

/**
 * What zod schemas cannot say: a refusal is JSON whatever the route gives when it goes well, a file is bytes, and a question asked with
 * Accept: text/event-stream is answered with 200 and the stream instead of 202.
 */
function describeAnswers({ responses }: Operation): void {
  if (!Object.keys(responses).some(status => status.startsWith('2'))) {
    const content = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }
    responses['200'] = { description: 'All of the bytes', content }
    responses['206'] = { description: 'A range of them', content }
  }
  const stream = 'text/event-stream'
  if (responses['202']?.content?.[stream]) {
    delete responses['202'].content[stream]
    responses['200'] = {
      description: 'The events, each as it comes',
      content: { [stream]: { schema: { type: 'string' } } },
    }
  }
  for (const range of ['4XX', '5XX']) {
    const schema = Object.values(responses[range]?.content ?? {})[0]?.schema ?? {}
    const content = { 'application/json': { schema } }
    responses[range] = { description: 'A refusal: what happened, and what to do', content }
  }
}
