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
  const { paths = {} } = document as { paths?: Record<string, { head?: unknown }> }
  for (const path of Object.values(paths)) delete path.head
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
